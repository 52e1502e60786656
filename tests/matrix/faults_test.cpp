// SPDX-License-Identifier: Apache-2.0
// Every fault of docs/faults.md against our own client: the table of the page is what must come out.
#include <gtest/gtest.h>

#include <set>
#include <sstream>

#include "core/files.hpp"
#include "mock_server/faults/fault.hpp"
#include "selftest/in_process.hpp"
#include "tests/support/paths.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

constexpr auto deadline = std::chrono::minutes(10);

reports::RunResult check_with(const std::string& fault) {
  InProcessRun run;
  run.mock.faults = {fault};
  run.suite.profile = "smoke";
  run.suite.wes_version = "1.1.0";
  run.suite.deadline = deadline;
  return run_in_process(std::move(run));
}

// "FAIL CT-01 ERR-06": the word of the verdict, and what is broken.
std::string outcome(const reports::RunResult& result) {
  std::string text(reports::run_word(result).word);
  for (const auto& [requirement, verdict] : reports::roll_up(result)) {
    if (verdict == Verdict::fail || verdict == Verdict::flaky || verdict == Verdict::error)
      text += " " + requirement;
  }
  return text;
}

struct Row {
  std::string fault, always, each_third;
};

std::string trimmed(std::string text) {
  text.erase(0, text.find_first_not_of(" `"));
  text.erase(text.find_last_not_of(" `") + 1);
  return text;
}

std::vector<Row> rows_of_the_page() {
  const auto page = core::read_file(tests::source_path("docs/faults.md"), 100'000).value();
  std::vector<Row> rows;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("| `{do: ")) continue;
    std::vector<std::string> cells;
    std::istringstream parts(line);
    for (std::string cell; std::getline(parts, cell, '|');) cells.push_back(trimmed(cell));
    rows.push_back({cells.at(1), cells.at(3), cells.at(4)});
  }
  return rows;
}

std::string each_third(std::string fault) { return fault.insert(1, "every: 3, "); }

// Trouble that says nothing about the service.
bool is_innocent(const std::string& fault) {
  for (const char* word :
       {"delay", "dribble", "hang", "reset", "close", "long-length", "stale-keep-alive",
        "status, status: 503", "status, status: 429", "status, status: 502", "page", "huge-json"}) {
    if (fault.starts_with("{do: " + std::string(word))) return true;
  }
  return false;
}

TEST(Faults, EachEndsInTheVerdictOfThePage) {
  std::set<std::string> kinds;
  int ran = 0;
  int innocent = 0;
  for (const Row& row : rows_of_the_page()) {
    for (const bool always : {true, false}) {
      const auto result = check_with(always ? row.fault : each_third(row.fault));
      const auto found = outcome(result);
      EXPECT_EQ(found, always ? row.always : row.each_third)
          << (always ? "every answer: " : "each third: ") << row.fault;
      EXPECT_LE(result.footer.finished - result.header.started, deadline) << row.fault;
      if (is_innocent(row.fault)) {
        ++innocent;
        EXPECT_TRUE(found == "PASS" || found == "NOT ENOUGH SEEN") << row.fault << " blames " << found;
      }
      ++ran;
    }
    kinds.insert(row.fault.substr(5, row.fault.find_first_of(",}") - 5));
  }
  EXPECT_EQ(ran, 48);
  EXPECT_EQ(innocent, 30);
  std::set<std::string> all;
  for (const auto& kind : mock::fault_words()) all.insert(std::string(kind.word));
  EXPECT_EQ(kinds, all) << "each kind has a row";
}

TEST(Faults, ThatDoNotActBreakNothing) {
  EXPECT_EQ(outcome(check_with("{do: reset, probability: 0}")), "PASS");
}

}  // namespace
}  // namespace assay::cli
