// SPDX-License-Identifier: Apache-2.0
// A good service that works on one run at a time: what the suite itself submits must not keep the rest
// waiting.
#include <gmock/gmock.h>

#include <algorithm>
#include <limits>

#include "core/text.hpp"
#include "mock_server/site/site.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

// As the default scenario, but every run waits until the worker takes it.
constexpr auto works_one_by_one = R"(
says: Runs wait for a worker.
runs:
  - match: {workflow_url: ["*sleep*", "*slow*"]}
    timeline:
      - {state: QUEUED}
      - {trigger: worker, state: INITIALIZING}
      - {after: 1ms, state: RUNNING}
      - {after: 10m, state: COMPLETE, exit_code: 0}
    on_cancel: [{state: CANCELING}, {after: 200ms, state: CANCELED}]
  - match: {workflow_url: "*fail*"}
    timeline:
      - {state: QUEUED}
      - {trigger: worker, state: INITIALIZING}
      - {after: 1ms, state: RUNNING}
      - {after: 200ms, state: EXECUTOR_ERROR, exit_code: 3}
    on_cancel: [{state: CANCELING}, {after: 200ms, state: CANCELED}]
    tasks: [{name: break, cmd: [sh, -c, "exit 3"], runs_for: 100ms, exit_code: 3}]
  - timeline:
      - {state: QUEUED}
      - {trigger: worker, state: INITIALIZING}
      - {after: 1ms, state: RUNNING}
      - {after: 300ms, state: COMPLETE, exit_code: 0}
    on_cancel: [{state: CANCELING}, {after: 200ms, state: CANCELED}]
    tasks: [{name: work, runs_for: 200ms}]
)";

// The oldest run that waits begins where no other works.
void give_the_worker_its_next(mock::Site& site) {
  constexpr std::size_t all = 1'000;
  std::vector<mock::RunFacts> runs =
      site.runs(std::numeric_limits<std::uint64_t>::max(), "", all, all).runs;  // newest first
  const auto works = [](const mock::RunFacts& run) {
    return run.state == "INITIALIZING" || run.state == "RUNNING" || run.state == "CANCELING";
  };
  if (std::any_of(runs.begin(), runs.end(), works)) return;
  const auto next = std::find_if(runs.rbegin(), runs.rend(),
                                 [](const mock::RunFacts& run) { return run.state == "QUEUED"; });
  if (next == runs.rend()) return;
  ASSERT_TRUE(site.trigger("worker", next->run_id));
}

TEST(OneWorker, IsJudgedAsIfItHadMany) {
  const auto clock = std::make_shared<core::VirtualClock>(
      core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
  mock::Options options;
  options.clock = clock;
  options.scenario_text = works_one_by_one;
  const std::shared_ptr<mock::Site> site = mock::make_site(options).value();
  conformance::RunOptions suite;
  suite.base = core::parse_base_url("http://mock.invalid" + site->base_path()).value();
  suite.deadline = std::chrono::hours(24);
  const mock::Handler handler = [&site](const core::Request& request) {
    give_the_worker_its_next(*site);
    mock::Answer answer = site->handle(request);
    give_the_worker_its_next(*site);
    return answer;
  };
  const reports::RunResult result = run_on_handler(handler, suite, clock, site->habits());
  std::vector<std::string> undecided;
  for (const reports::Judgement& each : result.judgements) {
    const bool blames = each.verdict == Verdict::fail || each.verdict == Verdict::flaky ||
                        each.verdict == Verdict::warn || each.verdict == Verdict::error;
    EXPECT_FALSE(blames) << each.requirement << " by " << each.check << ": "
                         << core::printable(each.findings.empty() ? each.reason
                                                                  : each.findings.front().message);
    if (each.verdict == Verdict::inconclusive) undecided.push_back(each.requirement + ": " + each.reason);
  }
  EXPECT_LE(undecided.size(), 12u) << ::testing::PrintToString(undecided);
  EXPECT_EQ(reports::exit_code(result), 0);
  EXPECT_LE(result.footer.finished - result.header.started, std::chrono::minutes(10));
}

}  // namespace
}  // namespace assay::cli
