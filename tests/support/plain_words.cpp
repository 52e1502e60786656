// SPDX-License-Identifier: Apache-2.0
#include "tests/support/plain_words.hpp"

#include <regex>

namespace assay::tests {
namespace {

struct Banned {
  const char* pattern;
  const char* instead;
};

const Banned banned[] = {
    {R"(\bin place of\b)", "instead of"},
    {R"(\bby turns\b)", "alternating"},
    {R"(\b(comes?|came) up\b)", "occurs"},
    {R"(\b(is|are|was|were|be) told\b)", "is reported"},
    {R"(\btells?\b)", "reports, shows"},
    {R"(\b[Ww]ho (sleeps|asks|waits|embeds|polls)\b)", "name the thing that does it"},
    {R"(\b[Ww]here (there (is|are)|nobody|nothing|none)\b)", "if"},
};

}  // namespace

std::string plainer(const std::string& text) {
  for (const Banned& each : banned) {
    if (std::regex_search(text, std::regex(each.pattern))) return each.instead;
  }
  return "";
}

}  // namespace assay::tests
