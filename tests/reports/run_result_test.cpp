// SPDX-License-Identifier: Apache-2.0
#include "reports/run_result.hpp"

#include <gtest/gtest.h>

#include "core/result.hpp"
#include "tests/support/fixed_result.hpp"

namespace assay::reports {
namespace {

RunResult with(const std::vector<Verdict>& verdicts, bool complete = true,
               const std::string& profile = "core") {
  RunResult result;
  result.header.dialect = "wes";
  result.header.wes_version = "1.1.0";
  result.header.profile = profile;
  result.header.seed = 7;
  result.footer.complete = complete;
  for (std::size_t i = 0; i < verdicts.size(); ++i) {
    Judgement judgement;
    judgement.requirement = "R-" + std::to_string(i);
    judgement.check = "a.b";
    judgement.verdict = verdicts[i];
    result.judgements.push_back(judgement);
  }
  return result;
}

TEST(Verdicts, EachWordComesBack) {
  int words = 0;
  for (int i = 0; i <= static_cast<int>(Verdict::error); ++i, ++words) {
    EXPECT_EQ(verdict_from(name(static_cast<Verdict>(i))), static_cast<Verdict>(i));
  }
  EXPECT_EQ(words, 10);
  EXPECT_EQ(name(Verdict::not_applicable), "not_applicable");
  EXPECT_THROW(verdict_from("FAIL"), core::BadInput);
}

TEST(RollUp, TheWeightiestJudgementCounts) {
  RunResult result = with({Verdict::pass, Verdict::pass, Verdict::not_applicable});
  for (Judgement& judgement : result.judgements) judgement.requirement = "R";
  EXPECT_EQ(roll_up(result).at("R"), Verdict::pass);
  result.judgements[1].verdict = Verdict::inconclusive;
  EXPECT_EQ(roll_up(result).at("R"), Verdict::inconclusive);
  result.judgements[0].verdict = Verdict::fail;
  EXPECT_EQ(roll_up(result).at("R"), Verdict::fail);
  EXPECT_EQ(count(roll_up(result)), (std::map<Verdict, int>{{Verdict::fail, 1}}));
}

TEST(ExitCode, FollowsTheTable) {
  using V = Verdict;
  struct Case {
    const char* what;
    std::vector<Verdict> verdicts;
    bool complete;
    const char* profile;
    int exit;
    const char* word;
  };
  const std::vector<Case> table = {
      {"all held", {V::pass, V::info, V::warn, V::not_applicable}, true, "core", 0, "PASS"},
      {"only facts noted", {V::info}, true, "core", 0, "PASS"},
      {"a fifth undecided", {V::pass, V::pass, V::pass, V::pass, V::inconclusive}, true, "core", 0, "PASS"},
      {"more than a fifth undecided",
       {V::pass, V::pass, V::pass, V::inconclusive},
       true,
       "core",
       3,
       "INCOMPLETE"},
      {"much undecided, broken", {V::fail, V::inconclusive}, true, "core", 1, "FAIL"},
      {"much undecided, flaky", {V::flaky, V::inconclusive}, true, "core", 3, "INCOMPLETE"},
      {"something undecided in certify", {V::pass, V::inconclusive}, true, "certify", 3, "INCOMPLETE"},
      {"broken and undecided in certify", {V::fail, V::inconclusive}, true, "certify", 1, "FAIL"},
      {"broken", {V::pass, V::fail}, true, "core", 1, "FAIL"},
      {"broken and flaky", {V::flaky, V::fail}, true, "core", 1, "FAIL"},
      {"flaky", {V::pass, V::flaky}, true, "core", 5, "FLAKY"},
      {"cut off", {V::pass}, false, "core", 3, "INCOMPLETE"},
      {"cut off and broken", {V::fail}, false, "core", 3, "INCOMPLETE"},
      {"our own error", {V::pass, V::fail, V::error}, true, "core", 4, "ERROR"},
      {"our own error, cut off", {V::error}, false, "core", 4, "ERROR"},
      {"no judgement at all", {}, true, "core", 3, "INCOMPLETE"},
      {"nothing executed", {V::skipped, V::not_applicable}, true, "core", 3, "INCOMPLETE"},
      {"nothing decided", {V::inconclusive}, true, "core", 3, "INCOMPLETE"},
      {"all of it known", {V::expected}, true, "core", 0, "PASS"},
  };
  int rows = 0;
  for (const Case& c : table) {
    const RunResult result = with(c.verdicts, c.complete, c.profile);
    EXPECT_EQ(exit_code(result), c.exit) << c.what;
    EXPECT_EQ(run_word(result).key, c.word) << c.what;
    ++rows;
  }
  EXPECT_EQ(rows, 19);
}

TEST(ExitCode, OfThePolicyComesAfterAllOthers) {
  using V = Verdict;
  const auto code = [](const std::vector<Verdict>& verdicts, bool stale, bool complete = true) {
    RunResult result = with(verdicts, complete);
    result.header.fail_on = {V::warn, V::inconclusive};
    if (stale) result.footer.baseline_trouble = {"b.yaml:1:1: stale"};
    return exit_code(result);
  };
  EXPECT_EQ(code({V::pass}, false), 0);
  EXPECT_EQ(code({V::pass}, true), 5);
  EXPECT_EQ(code({V::pass, V::warn}, false), 5);
  EXPECT_EQ(code({V::pass, V::pass, V::pass, V::pass, V::inconclusive}, false), 5);
  EXPECT_EQ(code({V::pass, V::inconclusive}, false), 3);
  EXPECT_EQ(code({V::warn, V::fail}, true), 1);
  EXPECT_EQ(code({V::inconclusive}, true), 3);
  EXPECT_EQ(code({V::warn}, true, false), 3);
  EXPECT_EQ(code({V::warn, V::error}, true), 4);
}

TEST(VerdictSentence, SaysWhatWasFoundInOneLine) {
  EXPECT_EQ(verdict_sentence(
                with({Verdict::fail, Verdict::fail, Verdict::warn, Verdict::pass, Verdict::not_applicable})),
            "wes 1.1.0 core: FAIL - 2 requirements broken, 1 warning; 4 checked, 1 not applicable (seed 7)");
  EXPECT_EQ(verdict_sentence(with({Verdict::pass, Verdict::inconclusive})),
            "wes 1.1.0 core: NOT ENOUGH SEEN - less than 80 % could be decided; nothing broken in the 1 of 2 "
            "that could "
            "be decided, 1 undecided; 1 checked (seed 7)");
  EXPECT_EQ(verdict_sentence(with({Verdict::fail, Verdict::inconclusive})),
            "wes 1.1.0 core: FAIL - 1 requirement broken in the 1 of 2 that could be decided, 1 undecided; 1 "
            "checked (seed 7)");
  EXPECT_EQ(verdict_sentence(with({})),
            "wes 1.1.0 core: NOT ENOUGH SEEN - nothing was judged; 0 checked (seed 7)");
  RunResult cut = with({Verdict::pass}, false);
  cut.footer.why_incomplete = "line one\nline two";
  EXPECT_EQ(verdict_sentence(cut),
            "wes 1.1.0 core: NOT ENOUGH SEEN - line one\\nline two; nothing broken; 1 checked (seed 7)");
}

TEST(TooLittle, IsAFoundationOrAShare) {
  RunResult result = with({Verdict::pass, Verdict::pass, Verdict::pass, Verdict::inconclusive});
  EXPECT_EQ(too_little(result), "less than 80 % could be decided");
  result.header.allow_undecided = 25;
  EXPECT_EQ(too_little(result), "");
  result.footer.unseen = {"no list was read", "no run was seen to end"};
  EXPECT_EQ(too_little(result), "no list was read, no run was seen to end");
  EXPECT_EQ(too_little_headline(result), "Nothing broken in the 3 of 4 that could be decided");
  EXPECT_EQ(exit_code(result), 3);
  result.judgements.pop_back();
  EXPECT_EQ(too_little(result), "") << "all that was asked is decided";
}

TEST(Warned, CountsWhatAnInconclusiveOutweighs) {
  RunResult result =
      with({Verdict::warn, Verdict::inconclusive, Verdict::warn, Verdict::fail, Verdict::inconclusive});
  for (Judgement& judgement : result.judgements) judgement.findings = {{"r", "m", "", "", {}, {}}};
  result.judgements[1].requirement = result.judgements[0].requirement;  // a warning below an inconclusive
  result.judgements[3].requirement = result.judgements[2].requirement;  // below a fail: told there
  result.judgements[4].findings[0].verdict = Verdict::warn;             // of one check
  EXPECT_EQ(warned(result), 2);
  result.header.fail_on = {Verdict::warn};
  EXPECT_EQ(policy_breaks(result).size(), 1u);
}

TEST(VerdictSentence, HasNoLineBreakWhateverTheServerSays) {
  RunResult result = test::fixed_result();
  result.header.wes_version = "1.1\n\x1b[31m.0\r";
  const std::string sentence = verdict_sentence(result);
  EXPECT_EQ(sentence.find_first_of("\n\r\x1b"), std::string::npos) << sentence;
}

TEST(RunResult, FindsExchangesAndRequirements) {
  const RunResult result = test::fixed_result();
  ASSERT_NE(result.exchange(3), nullptr);
  EXPECT_EQ(result.exchange(3)->request.method, "POST");
  EXPECT_EQ(result.exchange(99), nullptr);
  ASSERT_NE(result.requirement("PAG-01"), nullptr);
  EXPECT_EQ(result.requirement("PAG-01")->area, "pagination");
  EXPECT_EQ(result.requirement("PAG"), nullptr);
}

}  // namespace
}  // namespace assay::reports
