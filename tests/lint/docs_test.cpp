// SPDX-License-Identifier: Apache-2.0
// The rules of plain words (CONTRIBUTING.md) that a program can see, and links that lead somewhere.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "core/ascii.hpp"
#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/plain_words.hpp"
#include "tests/support/tree.hpp"

namespace assay::tests {
namespace {

constexpr std::size_t most_columns = 120;
constexpr std::ptrdiff_t most_readme_lines = 120;

// Written by scripts, with command lines that cannot be folded; samples of reports; recipes, whose tables are
// code; generated tables, whose rows are lines and whose words are those of the rows.
bool is_exempt(const std::string& path) {
  return path.starts_with("docs/benchmarks/") || path.starts_with("tests/data/") ||
         path.starts_with("docs/add_a_") || path == "docs/architecture.md" ||
         path == "docs/traceability.md" || path == "docs/open-questions.md";
}

std::vector<SourceFile> pages() {
  std::vector<SourceFile> all = source_files({".md"});
  std::erase_if(all, [](const SourceFile& page) { return is_exempt(page.path); });
  return all;
}

// Lines with their numbers; code is what stands in fences or is indented.
struct Line {
  std::size_t number;
  std::string text;
  bool code;
};

std::vector<Line> lines_of(const std::string& text) {
  std::vector<Line> lines;
  std::istringstream stream(text);
  bool fenced = false;
  for (std::string line; std::getline(stream, line);) {
    const bool fence = line.starts_with("```");
    fenced = fenced != fence;
    lines.push_back({lines.size() + 1, line, fenced || fence || line.starts_with("    ")});
  }
  return lines;
}

TEST(Docs, KeepTheWidth) {
  int seen = 0;
  for (const SourceFile& page : pages()) {
    for (const Line& line : lines_of(page.text)) {
      ++seen;
      EXPECT_LE(line.text.size(), most_columns) << page.path << ":" << line.number;
    }
  }
  EXPECT_GT(seen, 1000);
}

TEST(Docs, SayItInPlainWords) {
  int seen = 0;
  for (const SourceFile& page : pages()) {
    if (page.path == "docs/requirements.md") continue;  // rows of data, written by the program
    for (const Line& line : lines_of(page.text)) {
      // A pair of no and yes quotes what is banned.
      if (line.code || line.text.starts_with("| \"")) continue;
      ++seen;
      EXPECT_EQ(plainer(line.text), "") << page.path << ":" << line.number << ": " << line.text;
    }
  }
  EXPECT_GT(seen, 1000);
}

TEST(Docs, ReadmeIsOnePage) {
  const std::string readme = core::read_file(source_path("README.md")).value();
  EXPECT_LE(std::count(readme.begin(), readme.end(), '\n'), most_readme_lines);
}

// As GitHub makes it of a heading.
std::string anchor_of(const std::string& heading) {
  std::string anchor;
  for (const char c : heading) {
    const char low = core::lower(c);
    if (core::is_letter(low) || core::is_digit(low) || low == '-' || low == '_')
      anchor.push_back(low);
    else if (low == ' ')
      anchor.push_back('-');
  }
  return anchor;
}

bool has_anchor(const std::string& text, const std::string& anchor) {
  for (const Line& line : lines_of(text)) {
    const std::size_t at = line.text.find_first_not_of('#');
    if (line.code || at == 0 || at == std::string::npos || line.text[at] != ' ') continue;
    if (anchor_of(line.text.substr(at + 1)) == anchor) return true;
  }
  return false;
}

TEST(Docs, LinksLeadSomewhere) {
  static const std::regex link(R"(\]\(([^)#\s]*)(#([^)\s]+))?\))");
  int seen = 0;
  for (const SourceFile& page : pages()) {
    for (const Line& line : lines_of(page.text)) {
      if (line.code) continue;
      for (std::sregex_iterator at(line.text.begin(), line.text.end(), link), end; at != end; ++at) {
        const std::string to = (*at)[1];
        const std::string anchor = (*at)[3];
        if (to.find("://") != std::string::npos) continue;
        ++seen;
        const auto here = std::filesystem::path(source_path(page.path));
        const auto file = to.empty() ? here : here.parent_path() / to;
        EXPECT_TRUE(std::filesystem::exists(file)) << page.path << ":" << line.number << ": " << to;
        if (anchor.empty() || !std::filesystem::is_regular_file(file)) continue;
        EXPECT_TRUE(has_anchor(core::read_file(file.string()).value(), anchor))
            << page.path << ":" << line.number << ": there is no heading #" << anchor;
      }
    }
  }
  EXPECT_GT(seen, 80);
}

TEST(Docs, ScriptsThatAreShownAreThere) {
  static const std::regex script(R"(^    (script/[a-z-]+))");
  int seen = 0;
  for (const SourceFile& page : pages()) {
    for (const Line& line : lines_of(page.text)) {
      std::smatch hit;
      if (!std::regex_search(line.text, hit, script)) continue;
      ++seen;
      EXPECT_TRUE(std::filesystem::exists(source_path(hit[1]))) << page.path << ":" << line.number;
    }
  }
  EXPECT_GT(seen, 5);
}

}  // namespace
}  // namespace assay::tests
