// SPDX-License-Identifier: Apache-2.0
// --max-runs, --max-requests and --rate are promises: whole runs of the suite, on the virtual clock.
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/rules/members.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using conformance::BudgetLimits;
using reports::Verdict;
using testing::HasSubstr;

reports::RunResult run_with(const BudgetLimits& limits, const std::string& profile = "core",
                            std::vector<std::string> defects = {}, int repeat = 0) {
  InProcessRun run;
  run.mock.defects = std::move(defects);
  run.suite.profile = profile;
  run.suite.budget = limits;
  run.suite.repeat = repeat;
  return run_in_process(std::move(run));
}

// Incomplete, with the limit in the last line; nothing is blamed, and what is open says why.
void expect_cut(const reports::RunResult& result, const std::string& flag) {
  EXPECT_FALSE(result.footer.complete);
  EXPECT_EQ(reports::exit_code(result), 3);
  EXPECT_THAT(reports::verdict_sentence(result), HasSubstr(flag));
  int named = 0;
  for (const reports::Judgement& judgement : result.judgements) {
    EXPECT_NE(judgement.verdict, Verdict::fail) << judgement.check;
    EXPECT_NE(judgement.verdict, Verdict::error) << judgement.check << ": " << judgement.reason;
    if (judgement.verdict == Verdict::inconclusive && judgement.reason.find(flag) != std::string::npos)
      ++named;
  }
  EXPECT_GT(named, 0);
}

// Ids of runs that were made and neither seen to end nor cancelled.
std::set<std::string> abandoned(const reports::RunResult& result) {
  std::set<std::string> open;
  for (const core::ExchangePtr& exchange : result.exchanges) {
    if (!exchange->response) continue;
    const auto body = nlohmann::json::parse(exchange->response->body, nullptr, false);
    if (exchange->operation == "RunWorkflow") open.insert(conformance::text_member(&body, "run_id"));
    if (exchange->operation == "CancelRun") open.erase(conformance::run_id_of(*exchange));
    const std::string state = conformance::text_member(&body, "state");
    if (state == "COMPLETE" || state == "EXECUTOR_ERROR") open.erase(conformance::run_id_of(*exchange));
    const nlohmann::json* runs = conformance::member(&body, "runs");
    if (runs && runs->is_array()) {
      for (const nlohmann::json& run : *runs) {
        if (conformance::text_member(&run, "state") == "COMPLETE" ||
            conformance::text_member(&run, "state") == "EXECUTOR_ERROR")
          open.erase(conformance::text_member(&run, "run_id"));
      }
    }
  }
  open.erase("");
  return open;
}

TEST(Limits, NoMoreRequestsThanAllowedAndEveryRunIsCancelled) {
  int runs = 0;
  for (const std::uint64_t most : {1U, 2U, 3U, 10U, 60U, 200U}) {
    const reports::RunResult result = run_with({.requests = most});
    EXPECT_LE(result.exchanges.size(), most);
    EXPECT_EQ(abandoned(result), std::set<std::string>{}) << most;
    expect_cut(result, "--max-requests");
    ++runs;
  }
  EXPECT_EQ(runs, 6);
}

TEST(Limits, NoMoreRunsThanAllowed) {
  int runs = 0;
  for (const std::uint64_t most : {0U, 1U, 4U, 20U}) {
    const reports::RunResult result = run_with({.runs = most});
    EXPECT_EQ(result.footer.runs_created, most);
    expect_cut(result, "--max-runs");
    ++runs;
  }
  EXPECT_EQ(runs, 4);
}

TEST(Limits, AServerThatTakesEverythingMakesNoMoreRunsEither) {
  const std::vector<std::string> sloppy = {"submission.takes-broken-params"};
  const std::uint64_t all = run_with({}, "core").footer.runs_created;
  EXPECT_GT(run_with({}, "core", sloppy).footer.runs_created, all) << "the defect should cost runs";
  const reports::RunResult result = run_with({.runs = all}, "core", sloppy);
  EXPECT_EQ(result.footer.runs_created, all);
  EXPECT_FALSE(result.footer.complete);
}

TEST(Limits, RepetitionsCountAndGiveWayNearTheEnd) {
  const std::vector<std::string> broken = {"run_log.cmd-is-a-string"};
  const reports::RunResult free = run_with({}, "core", broken);
  const reports::RunResult once = run_with({}, "core", broken, 1);
  ASSERT_EQ(reports::exit_code(once), 1);
  ASSERT_GT(free.footer.runs_created, once.footer.runs_created) << "a repetition should cost runs";
  const reports::RunResult result = run_with({.runs = once.footer.runs_created + 1}, "core", broken);
  EXPECT_LE(result.footer.runs_created, once.footer.runs_created + 1);
  EXPECT_LT(result.footer.requests, free.footer.requests);
  EXPECT_TRUE(std::any_of(result.footer.warnings.begin(), result.footer.warnings.end(), [](const auto& each) {
    return each.find("not repeated as often") != std::string::npos;
  }));
}

TEST(Limits, TheRateHoldsInEveryWindow) {
  static constexpr double rate = 8;
  const reports::RunResult result = run_with({.rate = rate});
  std::vector<core::Time> sent;
  for (const core::ExchangePtr& exchange : result.exchanges) sent.push_back(exchange->timings.sent);
  std::sort(sent.begin(), sent.end());
  ASSERT_GT(sent.size(), 300U);
  const core::Duration window = std::chrono::seconds(5);
  std::size_t first = 0;
  std::size_t most = 0;
  for (std::size_t last = 0; last < sent.size(); ++last) {
    while (sent[last] - sent[first] >= window) ++first;
    most = std::max(most, last - first + 1);
  }
  EXPECT_LE(most, rate * 5 + 1);  // two pipelined requests go out at once, and are paid for after it
  EXPECT_GE(most, rate * 5);
  EXPECT_TRUE(result.footer.complete) << result.footer.why_incomplete;
  EXPECT_EQ(reports::exit_code(result), 0) << reports::verdict_sentence(result);
}

}  // namespace
}  // namespace assay::cli
