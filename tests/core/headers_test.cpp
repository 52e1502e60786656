// SPDX-License-Identifier: Apache-2.0
#include "core/headers.hpp"

#include <gtest/gtest.h>

namespace assay::core {
namespace {

TEST(Headers, CompareNamesWithoutCase) {
  const Headers headers = {{"Content-Type", "text/plain"}};
  EXPECT_EQ(headers.get("content-TYPE"), "text/plain");
  EXPECT_TRUE(headers.has("CONTENT-TYPE"));
  EXPECT_FALSE(headers.has("Content-Typ"));
  EXPECT_EQ(headers.get("Accept"), std::nullopt);
  EXPECT_TRUE(equal_without_case("", ""));
  EXPECT_FALSE(equal_without_case("[", "{"));  // differ in the bit that differs between cases
  EXPECT_FALSE(equal_without_case("\xc4", "\xe4"));
}

TEST(Headers, KeepDuplicatesInOrder) {
  Headers headers;
  headers.add("Via", "a");
  headers.add("Host", "h");
  headers.add("VIA", "b");
  EXPECT_EQ(headers.get("via"), "a");
  EXPECT_EQ(headers.all("via"), (std::vector<std::string_view>{"a", "b"}));
  EXPECT_TRUE(headers.all("Date").empty());
  EXPECT_EQ(headers.size(), 3u);
}

TEST(Headers, SetReplacesTheFirstInItsPlaceAndDropsTheRest) {
  Headers headers = {{"Via", "a"}, {"Host", "h"}, {"via", "b"}, {"Date", "d"}, {"VIA", "c"}};
  headers.set("viA", "new");
  EXPECT_EQ(headers, (Headers{{"Via", "new"}, {"Host", "h"}, {"Date", "d"}}));
  headers.set("Accept", "x");
  EXPECT_EQ(headers, (Headers{{"Via", "new"}, {"Host", "h"}, {"Date", "d"}, {"Accept", "x"}}));
  headers.remove("HOST");
  headers.remove("HOST");
  EXPECT_EQ(headers, (Headers{{"Via", "new"}, {"Date", "d"}, {"Accept", "x"}}));
}

TEST(MediaType, LeavesOutParametersAndCase) {
  struct Row {
    const char *text, *expected;
  };
  static const Row rows[] = {
      {"application/json", "application/json"},
      {"application/json; charset=utf-8", "application/json"},
      {" Application/JSON\t;charset=x", "application/json"},
      {"", ""},
      {";", ""},
      {"  ", ""},
  };
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(media_type(row.text), row.expected) << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

TEST(HeaderParameter, ReadsTokensAndQuotedStrings) {
  struct Row {
    const char *value, *name;
    std::optional<std::string> expected;
  };
  static const Row rows[] = {
      {"text/plain; charset=utf-8", "charset", "utf-8"},
      {"text/plain;CharSet = UTF-8 ; x=y", "charset", "UTF-8"},
      {"text/plain", "charset", std::nullopt},
      {"charset=utf-8", "charset", std::nullopt},  // that is the type, not a parameter
      {"form-data; name=\"a b\"; filename=\"c\"", "name", "a b"},
      {"form-data; name=\"a b\"; filename=\"c\"", "filename", "c"},
      {"form-data; filename=\"x; name=evil\"; name=good", "name", "good"},
      {"form-data; name=\"q\\\"uote\"", "name", "q\"uote"},
      {"form-data; name=\"back\\\\slash\"", "name", "back\\slash"},
      {"form-data; name=\"..\\evil\"", "name", "..\\evil"},
      {"form-data; name=\"\"", "name", ""},
      {"form-data; name=", "name", ""},
      {"form-data; name", "name", std::nullopt},
      {"form-data; name=\"open", "name", std::nullopt},
      {"form-data; name=\"open\\", "name", std::nullopt},
      {"form-data; name=\"a\"b", "name", std::nullopt},
      {"form-data; filename*=UTF-8''x; filename=y", "filename", "y"},
      {"form-data;; name=a;", "name", "a"},
      {"form-data; name=first; name=second", "name", "first"},
      {"multipart/form-data; boundary=--a=b", "boundary", "--a=b"},
      {"", "name", std::nullopt},
  };
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(header_parameter(row.value, row.name), row.expected) << row.value;
    ++ran;
  }
  EXPECT_EQ(ran, 21);
}

}  // namespace
}  // namespace assay::core
