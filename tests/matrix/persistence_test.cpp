// SPDX-License-Identifier: Apache-2.0
// A service in trouble that passes is judged as if there had been none, and one that stays broken costs each
// wait once.
#include <gmock/gmock.h>

#include <algorithm>

#include "core/text.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using namespace std::chrono_literals;
using reports::Verdict;

InProcessRun core_run() {
  InProcessRun run;
  run.suite.wes_version = "1.1.0";
  run.suite.profile = "core";
  run.suite.deadline = std::chrono::hours(24);
  return run;
}

reports::RunResult with_fault(const std::string& fault) {
  InProcessRun run = core_run();
  run.mock.faults = {fault};
  return run_in_process(std::move(run));
}

std::vector<std::string> told(const reports::RunResult& result, std::initializer_list<Verdict> words) {
  std::vector<std::string> lines;
  for (const auto& judgement : result.judgements) {
    if (std::find(words.begin(), words.end(), judgement.verdict) == words.end()) continue;
    lines.push_back(
        judgement.requirement + ": " +
        core::printable(judgement.findings.empty() ? judgement.reason : judgement.findings.front().message));
  }
  return lines;
}

std::vector<std::string> undecided(const reports::RunResult& result) {
  return told(result, {Verdict::inconclusive, Verdict::error});
}
std::vector<std::string> blamed(const reports::RunResult& result) {
  return told(result, {Verdict::fail, Verdict::flaky, Verdict::warn, Verdict::error});
}
core::Duration length(const reports::RunResult& result) {
  return result.footer.finished - result.header.started;
}

TEST(Persistence, OutlivesTroubleThatPasses) {
  for (const char* fault :
       {"{do: status, status: 429, every: 7}", "{do: status, status: 503, every: 10}",
        "{do: reset, at: before-head, window: {from: 2s, to: 5s}}",
        "{do: status, status: 502, window: {from: 1s, to: 11s}}",
        "{do: status, status: 401, window: {from: 1s, to: 1200ms}}",
        "{do: status, status: 404, match: {operation: GetRunStatus}, nth: [2, 5, 9, 14, 20]}"}) {
    const reports::RunResult result = with_fault(fault);
    EXPECT_THAT(blamed(result), testing::IsEmpty()) << fault;
    EXPECT_LE(undecided(result).size(), 12u) << fault << ::testing::PrintToString(undecided(result));
    EXPECT_TRUE(result.footer.complete) << fault << result.footer.why_incomplete;
  }
}

TEST(Persistence, WaitsInVainOnceForAnEndAndOnceForAStart) {
  const conformance::Waits waits;
  const core::Duration most = waits.finish + waits.start + 60s;
  InProcessRun stuck = core_run();
  stuck.mock.scenario_text = "runs: [{timeline: [{state: QUEUED}, {after: 200ms, state: RUNNING}]}]";
  const reports::RunResult never_ends = run_in_process(std::move(stuck));
  EXPECT_LE(length(never_ends), most);

  InProcessRun idle = core_run();
  idle.mock.scenario_text = "runs: [{timeline: [{state: QUEUED}]}]";
  const reports::RunResult never_starts = run_in_process(std::move(idle));
  EXPECT_LE(length(never_starts), most);

  InProcessRun mute = core_run();
  mute.mock.defects = {"status.no-state"};
  EXPECT_LE(length(run_in_process(std::move(mute))), 3min);
}

TEST(Persistence, EndsSoonWhereNothingIsAnsweredInEarnest) {
  for (const char* fault :
       {"{do: status, status: 429}", "{do: status, status: 503}", "{do: status, status: 401}",
        "{do: reset, at: before-head}", "{do: status, status: 429, match: {operation: RunWorkflow}}"}) {
    const reports::RunResult result = with_fault(fault);
    EXPECT_THAT(blamed(result), testing::IsEmpty()) << fault;
    EXPECT_LE(length(result), 70s) << fault;
  }
}

TEST(Persistence, CostsOneDeadlineForEachOperationThatHangs) {
  const reports::RunResult result = with_fault("{do: hang, match: {operation: ListRuns}}");
  EXPECT_THAT(blamed(result), testing::IsEmpty());
  const auto hung = std::count_if(result.exchanges.begin(), result.exchanges.end(), [](const auto& exchange) {
    return exchange->operation == "ListRuns" && exchange->fault == core::TransportFault::timeout;
  });
  EXPECT_LE(hung, 6) << "four checks at a time, for two users";
}

}  // namespace
}  // namespace assay::cli
