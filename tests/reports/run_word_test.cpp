// SPDX-License-Identifier: Apache-2.0
// One table of words for the end of a run, and every format says them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/ascii.hpp"
#include "reports/html/data.hpp"
#include "reports/writer.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Ending {
  std::string_view key, word;
  std::vector<Verdict> verdicts;
  bool complete = true;
  std::vector<Verdict> fail_on = {};
};

const Ending endings[] = {{"PASS", "PASS", {Verdict::pass}},
                          {"FAIL", "FAIL", {Verdict::fail}},
                          {"INCOMPLETE", "NOT ENOUGH SEEN", {Verdict::pass}, false},
                          {"INCOMPLETE", "NOT ENOUGH SEEN", {Verdict::inconclusive}},
                          {"ERROR", "NOT ENOUGH SEEN", {Verdict::error}},
                          {"FLAKY", "FAIL", {Verdict::flaky}},
                          {"POLICY", "FAIL", {Verdict::warn}, true, {Verdict::warn}}};

// The fixed result with other verdicts.
RunResult result_that_ends(const Ending& row) {
  RunResult result = test::fixed_result();
  result.judgements.clear();
  for (std::size_t i = 0; i < row.verdicts.size(); ++i) {
    Judgement judgement;
    judgement.requirement = result.requirements.at(i).id;
    judgement.check = "a.check";
    judgement.verdict = row.verdicts[i];
    judgement.reason = "a reason";
    result.judgements.push_back(std::move(judgement));
  }
  result.header.fail_on = row.fail_on;
  result.footer = {};
  result.footer.complete = row.complete;
  if (!row.complete) result.footer.why_incomplete = "a limit was hit";
  return result;
}

std::string in_lower_case(std::string_view text) {
  std::string low(text);
  std::transform(low.begin(), low.end(), low.begin(), core::lower);
  return low;
}

// Formats that say how the run ended, by their word; the others have cases, rows or figures only.
const std::set<std::string_view> with_sentence = {"console", "markdown", "github",
                                                  "html",    "tap",      "annotations"};
const std::set<std::string_view> badges = {"badge", "shields", "badgen"};

TEST(RunWord, IsTheSameInEveryFormat) {
  int seen = 0;
  for (const Ending& row : endings) {
    const RunResult result = result_that_ends(row);
    EXPECT_EQ(run_word(result).key, row.key);
    EXPECT_EQ(run_word(result).word, row.word);
    EXPECT_EQ(run_word(result).exit, exit_code(result));
    EXPECT_EQ(overall(result).word, row.word);
    EXPECT_THAT(verdict_sentence(result), HasSubstr(": " + std::string(row.word) + " - "));
    for (const Writer& format : writers()) {
      const std::string text = format.write(result);
      const std::string name = std::string(format.name) + ", " + std::string(row.key);
      if (with_sentence.contains(format.name)) {
        ++seen;
        EXPECT_THAT(text, HasSubstr(std::string(row.word))) << name;
      }
      if (badges.contains(format.name)) {
        ++seen;
        EXPECT_THAT(text, HasSubstr(in_lower_case(row.word) + ": ")) << name;
      }
      // The key is for programs, in the format that is for them.
      if (format.name == "json") {
        EXPECT_THAT(text, HasSubstr("\"verdict\": \"" + std::string(row.key) + "\""));
        continue;
      }
      for (const char* key : {"INCOMPLETE -", "FLAKY -", "POLICY -", "ERROR -"})
        EXPECT_THAT(text, Not(HasSubstr(key))) << name;
    }
  }
  EXPECT_EQ(seen, 7 * static_cast<int>(with_sentence.size() + badges.size()));
}

}  // namespace
}  // namespace assay::reports
