// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/wrap.hpp"
#include "reports/json_schema.hpp"
#include "reports/run_result.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

int occurrences(const std::string& text, const std::string& part) {
  int n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

TEST(Console, EndsWithTheVerdict) {
  const RunResult result = test::fixed_result();
  EXPECT_TRUE(write_console(result).ends_with("\n" + verdict_sentence(result) + "\n"));
}

TEST(Console, TellsOneCauseOnce) {
  const std::string text = write_console(test::fixed_result());
  EXPECT_EQ(occurrences(text, "run-2 is on two pages of one walk"), 1);
  EXPECT_EQ(occurrences(text, "check     pagination.no-run-twice, pagination.walk-is-finite"), 1);
  EXPECT_EQ(occurrences(text, "no answer within 30 s; a server"), 1) << "one reason for two requirements";
  EXPECT_EQ(occurrences(text, "for       STA-01, AUTH-01"), 1);
}

TEST(Console, ShowsTheExchangeAndHowToRepeatIt) {
  const std::string text = write_console(test::fixed_result());
  EXPECT_EQ(
      occurrences(text, "exchange  #2 GET /ga4gh/wes/v1/runs?page_size=2&page_token=two -> 200, 9.0 ms"), 1);
  EXPECT_EQ(occurrences(text, "at        /runs/0/run_id"), 1);
  EXPECT_EQ(
      occurrences(
          text,
          "-H \"Authorization: Bearer $WES_TOKEN\" 'http://127.0.0.1:8080/ga4gh/wes/v1/runs?page_size=2&"),
      1);
}

TEST(Console, PointsAtTheWrongValueInTheBody) {
  const std::string text = write_console(test::fixed_result());
  EXPECT_EQ(occurrences(text,
                        "    body      ... 1 line more\n"
                        "                \"next_page_token\": \"\",\n"
                        "                \"runs\": [\n"
                        "                  {\n"
                        "                    \"run_id\": \"run-2\",\n"
                        "                              ^^^^^^^\n"
                        "                    \"state\": \"COMPLETE\"\n"),
            1)
      << text;
}

TEST(Console, RepeatsBothExchangesOfAPairTheTellingOneFirst) {
  const std::string text = write_console(test::fixed_result());
  const std::size_t first = text.find("page_token=two'\n    repeat");
  EXPECT_NE(first, std::string::npos);
  EXPECT_NE(text.find("runs?page_size=2'\n", first), std::string::npos);
}

TEST(Console, NoLineOfTextStartsWithACommand) {
  RunResult result = test::fixed_result();
  ConsoleStyle style;
  style.verbose = true;
  std::istringstream lines(console_report(result, style));
  for (std::string line; std::getline(lines, line);) {
    const std::size_t start = line.find_first_not_of(' ');
    if (start == std::string::npos) continue;
    EXPECT_NE(line.compare(start, 2, "::"), 0) << line;
    EXPECT_EQ(line.find("##["), std::string::npos) << line;
  }
}

TEST(Console, ColoursOnlyWhenAsked) {
  const RunResult result = test::fixed_result();
  EXPECT_EQ(occurrences(console_report(result, {}), "\033"), 0);
  ConsoleStyle style;
  style.colour = true;
  EXPECT_GT(occurrences(console_report(result, style), "\033[0m"), 10);
}

TEST(Console, PassesAreForTheVerbose) {
  const RunResult result = test::fixed_result();
  ConsoleStyle style;
  EXPECT_EQ(occurrences(console_report(result, style), "a page holds at most page_size runs"), 0);
  style.verbose = true;
  EXPECT_EQ(occurrences(console_report(result, style), "a page holds at most page_size runs"), 1);
}

TEST(Console, KeepsTheWidthOfATerminal) {
  const RunResult result = test::fixed_result();
  ConsoleStyle style;
  style.width = 60;
  std::istringstream lines(console_report(result, style));
  int folded = 0;
  for (std::string line; std::getline(lines, line);) {
    folded += line.starts_with(std::string(14, ' ')) ? 1 : 0;
    // What is copied or pointed at stays whole, and so does a long word.
    const bool whole =
        line.starts_with("    repeat") || line.starts_with("    body") || line.starts_with("     ");
    const bool one_word = line.find(' ', line.find_first_not_of(' ')) == std::string::npos;
    // Nor is a line folded before a word that a CI runner obeys.
    const bool obeyed = line.find(" ::") != std::string::npos || line.find(" ##[") != std::string::npos;
    EXPECT_TRUE(whole || one_word || obeyed || core::columns_of(line) <= 60) << line;
  }
  EXPECT_GT(folded, 3);
}

TEST(Json, HasTheFiguresOfTheRollUp) {
  const RunResult result = test::fixed_result();
  const auto report = nlohmann::json::parse(write_json(result));
  EXPECT_EQ(report.at("exit_code"), exit_code(result));
  EXPECT_EQ(report.at("sentence"), verdict_sentence(result));
  EXPECT_EQ(schema_faults("reports/report.schema.json", "report", report), std::vector<std::string>());
  int all = 0;
  for (const auto& [verdict, n] : count(roll_up(result))) {
    EXPECT_EQ(report.at("counts").at(std::string(name(verdict))), n) << name(verdict);
    all += n;
  }
  EXPECT_EQ(report.at("counts").at("not_judged"), 1);
  EXPECT_EQ(report.at("requirements").size(), static_cast<std::size_t>(all + 1));
  std::map<std::string, int> by_area;
  for (const auto& area : report.at("areas")) {
    for (const auto& [word, n] : area.at("counts").items()) by_area[word] += n.get<int>();
  }
  EXPECT_EQ(nlohmann::json(by_area), report.at("counts"));
}

TEST(Json, IsAsciiWhateverTheServerSays) {
  for (const char c : write_json(test::fixed_result())) ASSERT_TRUE((c >= 0x20 && c < 0x7f) || c == '\n');
}

}  // namespace
}  // namespace assay::reports
