// SPDX-License-Identifier: Apache-2.0
#include "reports/escape.hpp"

#include <gtest/gtest.h>

using namespace std::string_literals;

namespace assay::reports {
namespace {

TEST(Plain, ShowsWhatWouldActOnATerminalOrARunner) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"run-1 is gone", "run-1 is gone"},
      {"a\nb\tc", "a\\nb\\tc"},
      {"\0"s, "\\x00"},
      {"\x1b[31m", "\\x1b[31m"},
      {"\xff", "\\xff"},
      {"\xE2\x80\xAE", "\\u202e"},
      {"\xEF\xBF\xBE\xEF\xBF\xBF", "\\ufffe\\uffff"},
      {"::error::x", "\\x3a:error::x"},
      {"  ::error::x", "  \\x3a:error::x"},
      {"a ##[error]b", "a ##\\x5berror]b"},
      {"##vso[task.x]", "##vso\\x5btask.x]"},
      {"http://[::1]:80", "http://[::1]:80"},
      {"\xC3\xA9", "\xC3\xA9"},
  };
  int rows = 0;
  for (const auto& [text, shown] : table) {
    EXPECT_EQ(plain(text), shown);
    EXPECT_EQ(plain(plain(text)), shown) << "twice is as once";
    ++rows;
  }
  EXPECT_EQ(rows, 13);
}

TEST(Markup, EscapesForElementsAndAttributes) {
  EXPECT_EQ(markup("<a href=\"x\">'&'</a> ]]>"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt; ]]&gt;");
  EXPECT_EQ(markup("\0<"s), "\\x00&lt;");
}

}  // namespace
}  // namespace assay::reports
