// SPDX-License-Identifier: Apache-2.0
// Help pages, and the sentences for a wrong command line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>

#include "cli/shared/pages.hpp"
#include "tests/support/plain_words.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Help, OfEachVerbIsOnStdout) {
  for (const char* verb : {"check", "mock", "bench", "baseline", "config", "report", "version"}) {
    const Outcome outcome = run_program({verb, "--help"});
    EXPECT_EQ(outcome.code, 0) << verb;
    EXPECT_THAT(outcome.out, StartsWith(std::string("Usage: wes-assay ") + verb));
    EXPECT_EQ(outcome.err, "");
    EXPECT_EQ(run_program({"help", verb}).out, outcome.out) << verb;
  }
  EXPECT_EQ(run_program({"help", "bench", "merge"}).out, run_program({"bench", "merge", "-h"}).out);
  EXPECT_THAT(run_program({"check", "--help"}).out, Not(HasSubstr("--bundle")));
  EXPECT_THAT(run_program({"check", "--help-all"}).out, HasSubstr("--bundle FOLDER"));
}

TEST(Help, TheVersionHasAShortName) {
  const std::string version = run_program({"version"}).out;
  EXPECT_THAT(version, StartsWith("wes-assay "));
  EXPECT_EQ(run_program({"-V"}).out, version);
  EXPECT_EQ(run_program({"--version"}).out, version);
}

TEST(Help, OldNamesAreTakenAndNotShown) {
  const std::string help = run_program({"mock", "--help-all"}).out;
  EXPECT_THAT(help, HasSubstr("--legal-chaos"));
  EXPECT_THAT(help, Not(HasSubstr("--nasty")));
  EXPECT_THAT(help, Not(HasSubstr("--truth")));
  const Outcome old = run_program({"mock", "--truth", "--nasty", "--speed", "2"});
  EXPECT_THAT(old.err, HasSubstr("--state-age: the times that it reports are those of the mock's clock"));
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
      EXPECT_EQ(plainer(option.says), "") << name << ": " << option.says;
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

// In our words: each names the option, and what to write instead.
TEST(Mistakes, AreToldInASentence) {
  struct {
    std::vector<std::string> arguments;
    const char* says;
  } const rows[] = {
      {{"check", "URL", "--profil", "smoke"}, "check: there is no option --profil, did you mean --profile?"},
      {{"check", "URL", "--profile", "smoke", "more"}, "check: 'more' is one argument too many"},
      {{"check", "URL", "--duration", "10s"}, "check: --duration is an option of `wes-assay bench`"},
      {{"bench", "URL", "--profile", "smoke"}, "bench: --profile is an option of `wes-assay check`"},
      {{"mock", "--report", "html=x"}, "mock: --report is an option of `wes-assay check`"},
      {{"mock", "--port", "99999"}, "mock: --port: '99999' is not a whole number from 0 to 65535"},
      {{"mock", "lsit"}, "mock: there is no 'lsit', did you mean 'list'?"},
      {{"bench", "URL", "--rate", "0"}, "bench: --rate: '0' is not a number from 0.001 to"},
      {{"bench", "URL", "--rate", "1", "--ramp", "1..2"}, "cannot be used together with"},
      {{"bench", "URL", "--rounds", "2"}, "bench: --rounds needs --against"},
      {{"bench"}, "bench: URL is missing"},
      {{"check", "URL", "--bundle"}, "check: --bundle needs a value: FOLDER"},
      {{"check", "URL", "--deadline", "1s", "--deadline", "2s"}, "check: --deadline may be given only once"},
      {{"check", "URL", "--max-runs", "99999999999999999999999"}, "is not a whole number of 0 or more"},
      {{"check", "URL", "--color", "allways"}, "did you mean 'always'?"},
      {{"baseline", "craete", "e"}, "there is no 'craete', did you mean 'create'?"},
      {{"bench", "merge"}, "bench merge: RESULT is missing"},
  };
  for (const auto& row : rows) {
    const Outcome outcome = run_program(row.arguments);
    const std::string line = ::testing::PrintToString(row.arguments);
    EXPECT_EQ(outcome.code, 2) << line << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(row.says)) << line;
    EXPECT_EQ(outcome.out, "") << line;
  }
}

}  // namespace
}  // namespace assay::tests
