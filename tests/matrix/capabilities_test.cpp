// SPDX-License-Identifier: Apache-2.0
// What a service declares, what it does, and who is blamed for the difference.
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

#include "conformance/session/workload.hpp"
#include "reports/capabilities.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Capability;
using reports::Judgement;
using reports::Verdict;

std::optional<Capability> tasks_of(const reports::RunResult& result) {
  for (Capability& each : reports::capabilities(result)) {
    if (each.name == "tasks of WES 1.1") return std::move(each);
  }
  return std::nullopt;
}

// "fail TSK-01", of the requirements that start so.
std::vector<std::string> blamed(const reports::RunResult& result, Verdict from,
                                const std::vector<std::string>& prefixes = {""}) {
  std::vector<std::string> lines;
  for (const Judgement& judgement : result.judgements) {
    const bool told = judgement.verdict == Verdict::warn || judgement.verdict >= Verdict::flaky;
    const bool of_these = std::any_of(prefixes.begin(), prefixes.end(), [&](const std::string& prefix) {
      return judgement.requirement.starts_with(prefix);
    });
    if (told && of_these && judgement.verdict >= from)
      lines.push_back(std::string(reports::name(judgement.verdict)) + " " + judgement.requirement);
  }
  return lines;
}

TEST(Capabilities, AServiceOf1_0IsNotBlamedForHavingNoTasks) {
  int versions = 0;
  for (const char* version : {"1.0.0", "1.0.1"}) {
    InProcessRun run;
    run.mock.wes_version = version;
    const reports::RunResult result = run_in_process(std::move(run));
    EXPECT_EQ(result.header.wes_version, version);
    EXPECT_EQ(blamed(result, Verdict::warn), std::vector<std::string>{});
    EXPECT_FALSE(tasks_of(result).has_value());
    ++versions;
  }
  EXPECT_EQ(versions, 2);
}

// A mock of 1.1 whose service-info names no version known here: it is taken for what is asked.
TEST(Capabilities, AServiceOf1_0IsNotBlamedForHavingTasks) {
  int versions = 0;
  for (const char* version : {"1.0.0", "1.0.1"}) {
    InProcessRun run;
    run.mock.defects = {"service_info.other-versions"};
    run.suite.wes_version = version;
    const reports::RunResult result = run_in_process(std::move(run));
    EXPECT_EQ(result.header.wes_version.substr(0, 3), "1.0");
    EXPECT_EQ(blamed(result, Verdict::warn, {"TSK-", "TPG-"}), std::vector<std::string>{}) << version;
    EXPECT_EQ(blamed(result, Verdict::fail), std::vector<std::string>{}) << version;
    ASSERT_TRUE(tasks_of(result).has_value()) << version;
    EXPECT_EQ(tasks_of(result)->state, Capability::State::undeclared) << version;
    ++versions;
  }
  EXPECT_EQ(versions, 2);
}

TEST(Capabilities, DeclaredTasksThatAreNotThereAreAContradictionAndAFail) {
  InProcessRun run;
  run.mock.defects = {"tasks.not-implemented"};
  const reports::RunResult result = run_in_process(std::move(run));
  ASSERT_TRUE(tasks_of(result).has_value());
  EXPECT_EQ(tasks_of(result)->state, Capability::State::contradicted) << tasks_of(result)->observed;
  EXPECT_FALSE(tasks_of(result)->exchanges.empty());
  EXPECT_EQ(blamed(result, Verdict::fail, {"TSK-01"}), std::vector<std::string>{"fail TSK-01"});
}

TEST(Capabilities, TheCleanMockDoesWhatItDeclaresAndNoMore) {
  const reports::RunResult result = run_in_process({});
  int observed = 0;
  for (const Capability& each : reports::capabilities(result)) {
    EXPECT_TRUE(each.state == Capability::State::declared || each.state == Capability::State::observed)
        << each.name << ": " << each.observed;
    observed += each.state == Capability::State::observed ? 1 : 0;
  }
  EXPECT_GE(observed, 3);
}

// The suite has nothing that such a service would run, and that is nobody's fault.
TEST(Capabilities, ARefusedTypeThatIsNotAnnouncedIsNoFail) {
  InProcessRun run;
  for (conformance::Workload workload : conformance::choose_workloads(nullptr, "CWL", "v99").workloads) {
    workload.workflow_type_version = "v99";
    run.suite.target.workloads.push_back(std::move(workload));
  }
  const reports::RunResult result = run_in_process(std::move(run));
  EXPECT_EQ(blamed(result, Verdict::warn), std::vector<std::string>{});
  const auto of_submission =
      std::find_if(result.judgements.begin(), result.judgements.end(),
                   [](const Judgement& judgement) { return judgement.requirement == "SUB-01"; });
  ASSERT_NE(of_submission, result.judgements.end());
  EXPECT_EQ(of_submission->verdict, Verdict::inconclusive);
  EXPECT_NE(of_submission->reason.find("CWL v99, which service-info does not announce"), std::string::npos)
      << of_submission->reason;
}

TEST(Capabilities, AVersionThatServiceInfoDoesNotListIsTold) {
  InProcessRun run;
  run.mock.wes_version = "1.0.1";
  run.suite.wes_version = "1.1.0";
  run.suite.only = {"SI-12"};
  const reports::RunResult result = run_in_process(std::move(run));
  ASSERT_FALSE(result.footer.warnings.empty());
  EXPECT_NE(result.footer.warnings.back().find("lists 1.0.1 and not 1.1.0"), std::string::npos);
}

}  // namespace
}  // namespace assay::cli
