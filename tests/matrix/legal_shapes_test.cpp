// SPDX-License-Identifier: Apache-2.0
// Servers that surprise and are right: none of them may be blamed.
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/embedded.hpp"
#include "mock_server/defects/legal.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

std::vector<std::string> blamed(const InProcessRun& run, bool is_quiet = false) {
  std::vector<std::string> lines;
  const reports::RunResult result = run_in_process(run);
  for (const reports::Judgement& judgement : result.judgements) {
    const bool is_warned =
        is_quiet && (judgement.verdict == Verdict::warn || judgement.verdict == Verdict::flaky);
    if (judgement.verdict != Verdict::fail && judgement.verdict != Verdict::error && !is_warned) continue;
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

// Shapes that do not touch each other are run together: a bundle costs a run of the suite in each version.
struct Bundle {
  const char* name;
  std::vector<std::string> shapes;
  bool two_users = false;
  bool since_1_1 = false;  // what it does is legal from WES 1.1 on
  bool is_quiet = false;   // and no client loses anything: not even a warning is due
};

const std::vector<Bundle>& bundles() {
  static const std::vector<Bundle> all = {
      {"an anonymous service", {}},
      {"pages after the last",
       {"legal.token-on-the-last-page", "legal.charset", "legal.further-members", "legal.cancels-at-once"}},
      {"empty pages", {"legal.empty-page-before-each", "legal.statuses-in-the-list"}},
      {"what may be left out",
       {"legal.nothing-at-the-end", "legal.zero-is-an-empty-page", "legal.forbids-bad-tokens",
        "legal.no-times-and-codes", "legal.text-that-few-can-hold"},
       false,
       false,
       true},
      {"tokens and ids", {"legal.bad-tokens-end-the-list", "legal.colons-in-ids"}, false, false, true},
      {"another order", {"legal.oldest-first", "legal.null-end", "legal.ended-runs-refuse-cancels"}},
      {"two users", {}, true},
      {"two users who do not meet", {"legal.hides-foreign-runs", "legal.closed-service-info"}, true},
      {"tasks in their own list", {"legal.no-task-logs"}, false, true},
  };
  return all;
}

class LegalBundles : public testing::TestWithParam<Bundle> {};

TEST_P(LegalBundles, AreWithoutFail) {
  const Bundle& bundle = GetParam();
  for (const char* version : {"1.0.0", "1.0.1", "1.1.0"}) {
    if (bundle.since_1_1 && std::string_view(version) != "1.1.0") continue;
    InProcessRun run;
    run.mock.wes_version = version;
    run.mock.defects = bundle.shapes;
    if (bundle.two_users) {
      run.mock.auth = two_users();
      use_two_users(run.suite);
    }
    EXPECT_EQ(blamed(run, bundle.is_quiet), std::vector<std::string>{}) << bundle.name << " " << version;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, LegalBundles, testing::ValuesIn(bundles()),
                         [](const testing::TestParamInfo<Bundle>& each) {
                           std::string name = each.param.name;
                           std::replace(name.begin(), name.end(), ' ', '_');
                           return name;
                         });

TEST(LegalShapes, EachIsInABundle) {
  std::set<std::string> bundled;
  for (const Bundle& bundle : bundles()) bundled.insert(bundle.shapes.begin(), bundle.shapes.end());
  std::set<std::string> shapes;
  for (const mock::Defect& shape : mock::legal_shapes()) {
    shapes.insert(std::string(shape.id));
    EXPECT_TRUE(shape.trips.empty()) << shape.id;
  }
  EXPECT_EQ(bundled, shapes);
  EXPECT_EQ(shapes.size(), 19u);
}

std::vector<std::string> blamed_in_any_version(const InProcessRun& run) {
  std::vector<std::string> all;
  for (const char* version : {"1.0.0", "1.0.1", "1.1.0"}) {
    InProcessRun of_version = run;
    of_version.mock.wes_version = version;
    for (const std::string& line : blamed(of_version)) all.push_back(version + (" " + line));
  }
  return all;
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
  EXPECT_EQ(blamed_in_any_version(run), std::vector<std::string>{});
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
      "      - {state: INITIALIZING}\n"
      "      - {after: 50ms, state: QUEUED}\n"
      "      - {after: 50ms, state: RUNNING}\n"
      "      - {after: 50ms, state: PAUSED}\n"
      "      - {after: 50ms, state: RUNNING}\n"
      "      - {after: 50ms, state: COMPLETE, exit_code: 0}\n";
  EXPECT_EQ(blamed_in_any_version(run), std::vector<std::string>{});
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
