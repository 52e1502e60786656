// SPDX-License-Identifier: Apache-2.0
// Servers that surprise and are right: none of them may be blamed.
#include <gtest/gtest.h>

#include "cli/in_process.hpp"
#include "core/embedded.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

std::vector<std::string> blamed(const InProcessRun& run) {
  std::vector<std::string> lines;
  const reports::RunResult result = run_in_process(run);
  for (const reports::Judgement& judgement : result.judgements) {
    if (judgement.verdict != Verdict::fail && judgement.verdict != Verdict::error) continue;
    lines.push_back(judgement.requirement + " by " + judgement.check + ": " +
                    (judgement.findings.empty() ? judgement.reason : judgement.findings.front().message));
  }
  if (!result.footer.complete) lines.push_back("incomplete: " + result.footer.why_incomplete);
  return lines;
}

TEST(LegalShapes, EveryShippedScenarioIsWithoutFail) {
  int runs = 0;
  for (const char* scenario : {"default", "instant", "surprising"}) {
    for (const char* version : {"1.0.0", "1.0.1", "1.1.0"}) {
      InProcessRun run;
      run.mock.scenario = scenario;
      run.mock.wes_version = version;
      EXPECT_EQ(blamed(run), std::vector<std::string>{}) << scenario << " " << version;
      ++runs;
    }
  }
  EXPECT_EQ(runs, 9);
}

TEST(LegalShapes, AnEndAtTheFirstPollIsWithoutFail) {
  InProcessRun run;
  run.mock.scenario_text =
      "runs:\n"
      "  - match: {workflow_url: '*fail*'}\n"
      "    timeline:\n"
      "      - {state: EXECUTOR_ERROR, exit_code: 3}\n"
      "  - timeline:\n"
      "      - {state: COMPLETE, exit_code: 0}\n";
  EXPECT_EQ(blamed(run), std::vector<std::string>{});
}

TEST(LegalShapes, SkippedAndOddStatesAreWithoutFail) {
  InProcessRun run;
  run.mock.scenario_text =
      "runs:\n"
      "  - match: {workflow_url: '*sleep*'}\n"
      "    timeline:\n"
      "      - {state: UNKNOWN}\n"
      "      - {after: 50ms, state: RUNNING}\n"
      "      - {after: 10m, state: COMPLETE, exit_code: 0}\n"
      "    on_cancel:\n"
      "      - {state: CANCELED}\n"
      "  - match: {workflow_url: '*fail*'}\n"
      "    timeline:\n"
      "      - {state: INITIALIZING}\n"
      "      - {after: 50ms, state: EXECUTOR_ERROR, exit_code: 3}\n"
      "  - timeline:\n"
      "      - {state: RUNNING}\n"
      "      - {after: 50ms, state: PAUSED}\n"
      "      - {after: 50ms, state: RUNNING}\n"
      "      - {after: 50ms, state: COMPLETE, exit_code: 0}\n";
  EXPECT_EQ(blamed(run), std::vector<std::string>{});
}

TEST(LegalShapes, StrictPolicyIsSilentOnTheCleanMock) {
  InProcessRun run;
  run.suite.policy = conformance::Policy::strict;
  EXPECT_EQ(blamed(run), std::vector<std::string>{});
}

TEST(LegalShapes, ASlowServerIsFinished) {
  // The shipped runs, but every answer takes 0.3 s (of virtual time).
  InProcessRun run;
  run.mock.scenario_text = "delay: 300ms\n" + std::string(*core::embedded_file("scenarios/default.yaml"));
  EXPECT_EQ(blamed(run), std::vector<std::string>{});
}

}  // namespace
}  // namespace assay::cli
