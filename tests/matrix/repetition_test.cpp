// SPDX-License-Identifier: Apache-2.0
// What comes and goes is flaky; what stays keeps its word.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Judgement;
using reports::Verdict;

constexpr const char* kByTurns = "transitions.failing-tool-completes-by-turns";

reports::RunResult check(std::vector<std::string> defects, std::vector<std::string> only, int repeat) {
  InProcessRun run;
  run.mock.defects = std::move(defects);
  run.suite.only = std::move(only);
  run.suite.repeat = repeat;
  return run_in_process(std::move(run));
}

const Judgement& judged(const reports::RunResult& result, std::string_view requirement) {
  const auto at =
      std::find_if(result.judgements.begin(), result.judgements.end(), [&](const Judgement& judgement) {
        return judgement.requirement == requirement && judgement.verdict != Verdict::skipped;
      });
  if (at == result.judgements.end()) throw std::logic_error("nothing judged " + std::string(requirement));
  return *at;
}

// Runs that were submitted in the first repetition ("") or in a later one ("#2").
std::set<std::string> submitted_in(const reports::RunResult& result, std::string_view repetition) {
  std::set<std::string> bodies;
  for (const core::ExchangePtr& exchange : result.exchanges) {
    const std::size_t mark = std::min(exchange->check.find('#'), exchange->check.size());
    if (exchange->operation == "RunWorkflow" && exchange->check.substr(mark) == repetition)
      bodies.insert(exchange->response->body);
  }
  return bodies;
}

bool was_repeated(const Judgement& judgement) {
  return judgement.reason.find("repetitions broke it") != std::string::npos;
}

TEST(Repetition, WhatBrokeOnceIsAskedAgainOnFreshRuns) {
  const reports::RunResult result = check({kByTurns}, {"STM-09"}, 0);
  const Judgement& judgement = judged(result, "STM-09");
  EXPECT_EQ(judgement.verdict, Verdict::flaky);
  EXPECT_EQ(judgement.reason, "1 of 2 repetitions broke it (fail, pass)");
  ASSERT_EQ(judgement.findings.size(), 1u);
  EXPECT_EQ(result.exchange(judgement.findings[0].exchanges[0])->check, judgement.check);
  EXPECT_EQ(reports::exit_code(result), 5);
  EXPECT_EQ(submitted_in(result, "").size(), 1u);
  EXPECT_EQ(submitted_in(result, "#2").size(), 1u);
}

TEST(Repetition, KOfNIsMeasured) {
  const reports::RunResult result = check({kByTurns}, {"STM-09"}, 5);
  EXPECT_EQ(judged(result, "STM-09").reason, "3 of 5 repetitions broke it (fail, pass, fail, pass, fail)");
  EXPECT_EQ(result.footer.runs_created, 5u);
}

TEST(Repetition, WhatBreaksEachTimeIsAFail) {
  const reports::RunResult result = check({"transitions.failing-tool-completes"}, {"STM-09"}, 0);
  EXPECT_EQ(judged(result, "STM-09").verdict, Verdict::fail);
  EXPECT_EQ(judged(result, "STM-09").reason, "2 of 2 repetitions broke it (fail, fail)");
  EXPECT_EQ(reports::exit_code(result), 1);
}

TEST(Repetition, OnceIsOnceAndWhatHoldsIsNotAskedAgain) {
  EXPECT_EQ(judged(check({kByTurns}, {"STM-09"}, 1), "STM-09").verdict, Verdict::fail);
  const reports::RunResult clean = check({}, {"STM-09"}, 0);
  EXPECT_FALSE(was_repeated(judged(clean, "STM-09")));
  EXPECT_EQ(clean.footer.runs_created, 1u);
}

TEST(Repetition, ServiceInfoIsReadAgainForIt) {
  const reports::RunResult result = check({}, {"SI-02"}, 3);
  EXPECT_EQ(judged(result, "SI-02").reason, "0 of 3 repetitions broke it (pass, pass, pass)");
  EXPECT_EQ(result.exchanges.size(), 3u);
}

TEST(Repetition, ACheckThatOnlyLooksBackIsNotRepeated) {
  const reports::RunResult result = check({}, {"HTTP-09", "STM-09"}, 2);
  EXPECT_FALSE(was_repeated(judged(result, "HTTP-09")));
  EXPECT_TRUE(was_repeated(judged(result, "STM-09")));
}

TEST(Repetition, NothingIsRepeatedWhenTheDeadlineIsNear) {
  InProcessRun run;
  run.suite.only = {"CAN-02"};  // seconds of virtual time
  run.suite.repeat = 100;
  run.suite.deadline = std::chrono::seconds(30);
  const reports::RunResult result = run_in_process(std::move(run));
  EXPECT_TRUE(result.footer.complete) << result.footer.why_incomplete;
  EXPECT_EQ(judged(result, "CAN-02").reason.find(" of 100 "), std::string::npos);
  EXPECT_EQ(judged(result, "CAN-02").verdict, Verdict::pass);
  ASSERT_EQ(result.footer.warnings.size(), 1u);
  EXPECT_NE(result.footer.warnings[0].find("--deadline"), std::string::npos) << result.footer.warnings[0];
}

TEST(Repetition, EveryCheckHoldsTwiceOnTheCleanMock) {
  InProcessRun run;
  run.suite.profile = "full";
  run.suite.repeat = 2;
  run.suite.deadline = std::chrono::hours(24);
  run.mock.auth = two_users();
  use_two_users(run.suite);
  const reports::RunResult result = run_in_process(std::move(run));
  int twice = 0;
  for (const Judgement& judgement : result.judgements) {
    EXPECT_TRUE(judgement.verdict == Verdict::pass || judgement.verdict == Verdict::info ||
                judgement.verdict == Verdict::not_applicable)
        << reports::name(judgement.verdict) << " " << judgement.requirement << " by " << judgement.check
        << ": " << judgement.reason;
    twice += was_repeated(judgement) ? 1 : 0;
  }
  EXPECT_GE(twice, 200);
  EXPECT_EQ(reports::exit_code(result), 0);
}

}  // namespace
}  // namespace assay::cli
