// SPDX-License-Identifier: Apache-2.0
// The rules of plain words (CONTRIBUTING.md) that a program can see, and links that lead somewhere.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

#include "cli/shared/pages.hpp"
#include "core/ascii.hpp"
#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/tree.hpp"

namespace assay::tests {
namespace {

constexpr std::size_t most_columns = 120;
constexpr std::ptrdiff_t most_readme_lines = 120;

// Written by scripts, with command lines that cannot be folded; samples of reports; recipes, whose tables are
// code.
bool is_exempt(const std::string& path) {
  return path.starts_with("docs/benchmarks/") || path.starts_with("tests/data/") ||
         path.starts_with("docs/add_a_") || path == "docs/architecture.md";
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
      for (const Banned& each : banned) {
        ++seen;
        EXPECT_FALSE(std::regex_search(line.text, std::regex(each.pattern)))
            << page.path << ":" << line.number << ": " << line.text << "\n  rather: " << each.instead;
      }
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

constexpr std::size_t most_help_columns = 80;
constexpr std::ptrdiff_t most_help_lines = 40;

// "URL", "VERSION": what follows the flag, and no type of a parser.
bool is_value_name(const std::string& value) {
  static const std::set<std::string> types = {"TEXT", "INT", "UINT", "FLOAT", "NUMBER", "VALUE"};
  return !types.contains(value) && value.find(':') == std::string::npos &&
         value.find("in [") == std::string::npos;
}

bool is_sentence(const std::string& text) {
  return !text.empty() && text.front() >= 'A' && text.front() <= 'Z' && text.back() == '.' &&
         !text.starts_with("Of ") && !text.starts_with("That ");
}

TEST(HelpPages, HaveASentenceForEachOption) {
  int options = 0;
  for (const cli::ShownPage& page : cli::all_pages()) {
    for (const cli::ShownOption& option : page.options) {
      ++options;
      const std::string name = page.name + " " + option.names.front();
      EXPECT_TRUE(is_sentence(option.says)) << name << ": " << option.says;
      EXPECT_TRUE(is_value_name(option.value)) << name << ": " << option.value;
      for (const Banned& each : banned)
        EXPECT_FALSE(std::regex_search(option.says, std::regex(each.pattern))) << name << ": " << option.says;
    }
    EXPECT_TRUE(is_sentence(page.says)) << page.name;
    EXPECT_TRUE(page.after.starts_with("Exit code") || page.after.find("--help") != std::string::npos)
        << page.name;
    EXPECT_TRUE(page.usage.starts_with("wes-assay " + page.name)) << page.name;
    const bool command = page.name.find(' ') != std::string::npos || page.name == "version";
    EXPECT_GE(page.examples.size(), command ? 1u : 3u) << page.name;
    for (const std::string& example : page.examples)
      EXPECT_NE(example.find("wes-assay " + page.name), std::string::npos) << example;
  }
  EXPECT_GT(options, 100);
}

TEST(HelpPages, FitAScreen) {
  int pages = 0;
  for (const cli::ShownPage& page : cli::all_pages()) {
    ++pages;
    EXPECT_LE(std::count(page.text.begin(), page.text.end(), '\n'), most_help_lines) << page.name << "\n"
                                                                                     << page.text;
    std::istringstream lines(page.all_text);
    for (std::string line; std::getline(lines, line);)
      EXPECT_LE(line.size(), most_help_columns) << page.name << ": " << line;
  }
  EXPECT_GE(pages, 24);
}

}  // namespace
}  // namespace assay::tests
