// SPDX-License-Identifier: Apache-2.0
// CAVATICA's WES: the suite against the mock of that dialect, and the answers of its documentation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "cli/shared/dialects.hpp"
#include "conformance/client/form.hpp"
#include "conformance/session/submissions.hpp"
#include "mock_server/site/site.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;
using reports::Judgement;
using reports::Verdict;

InProcessRun against_the_mock(bool two_users) {
  InProcessRun run;
  run.suite.dialect = run.mock.own_dialect = dialect_named("cavatica-wes", "");
  run.suite.profile = "full";
  run.suite.deadline = std::chrono::hours(24);
  if (!two_users) return run;
  run.mock.auth.kind = mock::AuthOptions::Kind::header;
  run.mock.auth.users = {{"alice", "0f3a5d1f0f3a5d1f"}, {"bob", "1b2c8c2e1b2c8c2e"}};
  run.suite.auth = {"X-SBG-Auth-Token", "", core::Secret("0f3a5d1f0f3a5d1f", "$ALICE"), {}};
  run.suite.other_auth = {"X-SBG-Auth-Token", "", core::Secret("1b2c8c2e1b2c8c2e", "$BOB"), {}};
  return run;
}

TEST(Cavatica, TheCleanMockIsWithoutAWarning) {
  for (const bool two : {false, true}) {
    const reports::RunResult result = run_in_process(against_the_mock(two));
    EXPECT_TRUE(result.footer.complete) << result.footer.why_incomplete;
    EXPECT_EQ(result.header.dialect, "cavatica-wes");
    EXPECT_EQ(result.header.requirement_set, "cavatica-wes-1.0");
    int passed = 0;
    for (const Judgement& judgement : result.judgements) {
      passed += judgement.verdict == Verdict::pass ? 1 : 0;
      const bool reasoned = judgement.verdict == Verdict::not_applicable && !judgement.reason.empty();
      EXPECT_TRUE(judgement.verdict == Verdict::pass || judgement.verdict == Verdict::info || reasoned)
          << judgement.requirement << " by " << judgement.check << ": " << judgement.reason
          << (judgement.findings.empty() ? "" : judgement.findings.front().message);
    }
    EXPECT_GT(passed, 150);
  }
}

// Who broke what, by requirement.
std::map<std::string, Verdict> broken_with(const std::string& defect) {
  InProcessRun run = against_the_mock(true);
  run.mock.defects = {defect};
  run.suite.repeat = 1;
  std::map<std::string, Verdict> broken;
  for (const Judgement& judgement : run_in_process(std::move(run)).judgements) {
    if (judgement.verdict == Verdict::fail || judgement.verdict == Verdict::warn)
      broken[judgement.requirement] = judgement.verdict;
  }
  return broken;
}

TEST(Cavatica, ItsDefectsAreCaught) {
  EXPECT_THAT(broken_with("submission.needs-no-project"),
              testing::ElementsAre(testing::Pair("CAV-03", Verdict::fail)));
  EXPECT_THAT(broken_with("submission.gives-ids-that-are-no-uuids"),
              testing::ElementsAre(testing::Pair("CAV-05", Verdict::warn)));
  EXPECT_THAT(broken_with("errors.have-a-third-shape"),
              testing::Contains(testing::Pair("CAV-13", Verdict::warn)));
}

// A row that replaces one of WES is decided by the same check, with its own words.
TEST(Cavatica, ReplacesRowsOfWes) {
  const auto rows = catalogue_named("cavatica-wes");
  ASSERT_NE(rows->find("CAV-01"), nullptr);
  EXPECT_EQ(rows->find("STA-03"), nullptr);
  EXPECT_EQ(rows->asked("STA-03"), rows->find("CAV-01"));
  EXPECT_EQ(rows->asked("ERR-02"), nullptr);
  EXPECT_EQ(rows->asked("cavatica-error-shape"), rows->find("CAV-13"));
  EXPECT_NE(rows->find("STA-04"), nullptr);
  const auto one_of_wes = [](const auto& row) { return row.id.starts_with("TPG-"); };
  EXPECT_TRUE(std::none_of(rows->all().begin(), rows->all().end(), one_of_wes)) << "it has no task lists";
  EXPECT_EQ(find_row("CAV-13")->dialects, std::vector<std::string>{"cavatica-wes"});
}

// The status as the documentation shows it: two members, and no others.
TEST(Cavatica, TheStatusIsThatOfTheDocumentation) {
  mock::Options options;
  options.dialect = "cavatica-wes";
  options.clock = std::make_shared<core::VirtualClock>(core::Time{});
  const auto site = mock::make_site(options).value();
  const auto workloads = conformance::workloads_for(site->dialect(), {}, nullptr).workloads;
  core::Request submission;
  submission.method = "POST";
  submission.target = "/ga4gh/wes/v1/runs";
  conformance::set_multipart(submission, conformance::make_form(workloads.front(), {}, "golden"));
  const json made = json::parse(site->handle(submission).response.body);
  const std::string id = made.at("run_id").get<std::string>();
  EXPECT_EQ(made, (json{{"run_id", id}}));
  core::Request status;
  status.target = "/ga4gh/wes/v1/runs/" + id + "/status";
  EXPECT_EQ(json::parse(site->handle(status).response.body), (json{{"state", "QUEUED"}, {"run_id", id}}));
}

}  // namespace
}  // namespace assay::cli
