// SPDX-License-Identifier: Apache-2.0
// Rules of the house that no compiler knows (docs/architecture.md); arrows_test.cpp has those about folders.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "tests/support/tree.hpp"

namespace assay::tests {
namespace {

std::vector<SourceFile> code() { return source_files({".cpp", ".hpp"}); }

std::vector<std::string> includes_of(const std::string& text) {
  static const std::regex line(R"(^\s*#include\s+["<]([^">]+)[">])", std::regex::multiline);
  std::vector<std::string> found;
  for (auto at = std::sregex_iterator(text.begin(), text.end(), line); at != std::sregex_iterator(); ++at)
    found.push_back((*at)[1]);
  return found;
}

std::ptrdiff_t lines_of(const std::string& text) { return std::count(text.begin(), text.end(), '\n'); }

TEST(House, RulesKnowNeitherAsioNorTheClient) {
  int checked = 0;
  for (const SourceFile& file : code()) {
    if (!file.path.starts_with("conformance/rules/")) continue;
    ++checked;
    for (const std::string& include : includes_of(file.text)) {
      EXPECT_FALSE(include.starts_with("boost/asio") || include.starts_with("conformance/client"))
          << file.path << " includes " << include;
    }
  }
  EXPECT_GT(checked, 6);
}

TEST(House, HeavyHeadersStayOutOfHeadersAndChecks) {
  static const std::set<std::string> heavy = {"nlohmann/json.hpp", "boost/asio.hpp", "boost/asio/ssl.hpp",
                                              "yaml-cpp/yaml.h"};
  for (const SourceFile& file : code()) {
    for (const std::string& include : includes_of(file.text)) {
      const bool beast = include.starts_with("boost/beast");
      const bool header = file.path.ends_with(".hpp") && file.folder() != "tests";
      const bool check = file.path.starts_with("conformance/checks/");
      EXPECT_FALSE(header && (beast || heavy.contains(include))) << file.path << " includes " << include;
      EXPECT_FALSE(check && beast) << file.path << " includes " << include;
    }
  }
}

TEST(House, ChecksCompareNoStatusByHand) {
  // conformance/rules/trouble.hpp says what an answer is; what decides nothing never reaches a check.
  static const std::regex by_hand(
      R"(status_of\([^()]*\)\s*(==|!=|<|>|/)|(int|auto) \w+ = (core::)?status_of\(|response->status\s*(==|!=|<|>|/))");
  int checked = 0;
  for (const SourceFile& file : code()) {
    if (!file.path.starts_with("conformance/checks/")) continue;
    ++checked;
    std::smatch found;
    EXPECT_FALSE(std::regex_search(file.text, found, by_hand)) << file.path << ": " << found.str();
  }
  EXPECT_GT(checked, 30);
}

TEST(House, FewFilesMakeTheExpensiveTemplates) {
  std::vector<std::string> tls;
  for (const SourceFile& file : code()) {
    if (file.folder() != "tests" && file.text.find("asio/ssl/stream.hpp") != std::string::npos)
      tls.push_back(file.path);
  }
  EXPECT_LE(tls.size(), 2u) << ::testing::PrintToString(tls);
}

// What they write may fail, and only cli/shared/say.cpp knows what then.
TEST(House, VerbsWriteThroughOneFile) {
  int checked = 0;
  for (const SourceFile& file : code()) {
    const bool verb = file.path.starts_with("cli/") || file.path.starts_with("certify/") ||
                      file.path.starts_with("record/") || file.path.starts_with("selftest/");
    if (!verb || file.path == "cli/shared/say.cpp") continue;
    ++checked;
    for (const char* other : {"fmt::print", "std::cout", "std::cerr", "std::fputs", "std::puts", "printf("})
      EXPECT_EQ(file.text.find(other), std::string::npos) << file.path << " has " << other;
  }
  EXPECT_GT(checked, 40);
}

// It recurses and backtracks without a limit: patterns of strangers are for schemas/pattern.hpp.
TEST(House, TheStandardRegularExpressionsAreForOurOwnPatterns) {
  for (const SourceFile& file : code()) {
    if (file.folder() == "tests" || file.path == "conformance/rules/timestamp.cpp") continue;
    for (const std::string& include : includes_of(file.text)) EXPECT_NE(include, "regex") << file.path;
  }
}

TEST(House, FilesKeepTheBudget) {
  std::vector<std::ptrdiff_t> sizes;
  for (const SourceFile& file : code()) {
    const std::ptrdiff_t lines = lines_of(file.text);
    EXPECT_LE(lines, file.folder() == "tests" ? 600 : 400) << file.path;
    if (file.folder() != "tests") sizes.push_back(lines);
  }
  ASSERT_GT(sizes.size(), 100u);
  std::nth_element(sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(sizes.size() / 2), sizes.end());
  EXPECT_LE(sizes[sizes.size() / 2], 110) << "the median file grows";
}

TEST(House, SourcesAreAsciiAndLicensed) {
  for (const SourceFile& file : source_files({".cpp", ".hpp", ".cmake"})) {
    const auto odd = std::find_if(file.text.begin(), file.text.end(),
                                  [](char c) { return static_cast<unsigned char>(c) > 126; });
    EXPECT_EQ(odd, file.text.end()) << file.path << " has a byte above ASCII in line "
                                    << std::count(file.text.begin(), odd, '\n') + 1;
    EXPECT_NE(file.text.find("SPDX-License-Identifier: Apache-2.0"), std::string::npos) << file.path;
  }
}

TEST(House, CoroutineLambdasCaptureNothing) {
  // A capture dies with the lambda object while the coroutine goes on. clang-tidy 14 does not know this one.
  static const std::regex lambda(
      R"(\[[^\]\n]+\]\s*(\([^)]*\))?\s*(mutable)?\s*->\s*(boost::)?(asio::)?(awaitable|Task)<)");
  int seen = 0;
  for (const SourceFile& file : code()) {
    if (file.path == "tests/lint/house_test.cpp") continue;
    ++seen;
    std::smatch hit;
    EXPECT_FALSE(std::regex_search(file.text, hit, lambda)) << file.path << ": " << hit.str();
  }
  EXPECT_GT(seen, 100);
  const std::string bad = "auto f = [&x]() -> asio::awaitable<void> {";
  EXPECT_TRUE(std::regex_search(bad, lambda));
}

TEST(House, NothingUnfinishedNorOfOneMachine) {
  // Put together so that this file does not match itself.
  const std::vector<std::string> words = {std::string("TO") + "DO", std::string("FIX") + "ME",
                                          std::string("XX") + "X:", std::string("/wo") + "rk/",
                                          std::string("/root") + "/"};
  for (const SourceFile& file : source_files({".cpp", ".hpp", ".cmake", ".md", ".yaml", ".txt", ".json"})) {
    for (const std::string& word : words)
      EXPECT_EQ(file.text.find(word), std::string::npos) << file.path << " has " << word;
  }
}

TEST(House, EveryAreaHasItsThreeFiles) {
  std::set<std::string> requirements, checks, defects;
  for (const SourceFile& file : source_files({".yaml", ".cpp"})) {
    const std::string stem =
        file.path.substr(file.path.rfind('/') + 1, file.path.rfind('.') - file.path.rfind('/') - 1);
    if (file.path.starts_with("conformance/requirements/")) requirements.insert(stem);
    // An area may have its checks in files by topic: pagination_walks.cpp is one of pagination.
    for (std::size_t at = 0; file.path.starts_with("conformance/checks/") && at != std::string::npos;) {
      at = stem.find('_', at + 1);
      checks.insert(stem.substr(0, at));
    }
    if (file.path.starts_with("mock_server/defects/")) defects.insert(stem);
  }
  EXPECT_GE(requirements.size(), 15u);
  for (const std::string& area : requirements) {
    EXPECT_TRUE(checks.contains(area))
        << "conformance/checks/wes/" << area << ".cpp, or files named " << area << "_*.cpp";
    EXPECT_TRUE(defects.contains(area)) << "mock_server/defects/" << area << ".cpp";
  }
}

}  // namespace
}  // namespace assay::tests
