// SPDX-License-Identifier: Apache-2.0
// What `plan` says is what `check` does.
#include "selftest/price.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string_view>

#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using namespace std::chrono_literals;

// As the default scenario behaves.
const Assumptions quick{.run_time = 400ms, .response_time = 1ms};

Price price_of(const std::string& profile, const std::string& version) {
  conformance::RunOptions options;
  options.profile = profile;
  options.wes_version = version;
  return measure_price(options, quick);
}

reports::RunResult check(const std::string& profile, const std::string& version,
                         conformance::BudgetLimits limits, std::uint64_t seed) {
  InProcessRun run;
  run.mock.wes_version = version;
  run.mock.seed = seed;
  run.suite.seed = seed + 1;
  run.suite.profile = profile;
  run.suite.wes_version = version;
  run.suite.budget = limits;
  if (profile == "read-only") run.earlier_runs = 20;
  return run_in_process(std::move(run));
}

TEST(Price, IsWhatACheckCosts) {
  int rows = 0;
  for (const char* profile : {"smoke", "read-only", "core", "full"}) {
    for (const char* version : {"1.0.0", "1.1.0"}) {
      const Price price = price_of(profile, version);
      const reports::RunResult result = check(profile, version, {}, 42);
      EXPECT_EQ(price.runs, result.footer.runs_created) << profile << " " << version;
      const auto requests = static_cast<double>(result.footer.requests);
      EXPECT_NEAR(static_cast<double>(price.requests), requests, requests / 10) << profile << " " << version;
      const auto undecided = std::count_if(
          result.judgements.begin(), result.judgements.end(),
          [](const reports::Judgement& j) { return j.verdict == reports::Verdict::inconclusive; });
      EXPECT_EQ(price.undecided, undecided) << profile << " " << version << ": " << price.why_undecided;
      // Runs of others have ended: their way there was not seen.
      if (profile != std::string_view("read-only")) {
        EXPECT_EQ(undecided, 0) << profile << " " << version;
      }
      EXPECT_EQ(price.wes_version, version);
      ++rows;
    }
  }
  EXPECT_EQ(rows, 8);
}

TEST(Price, AddsUp) {
  const Price price = price_of("core", "1.1.0");
  std::uint64_t runs = 0;
  std::uint64_t requests = 0;
  bool shared = false;
  for (const CheckPrice& cost : price.checks) {
    runs += cost.runs;
    requests += cost.requests;
    shared = shared || cost.shared;
    EXPECT_LE(cost.time, price.time) << cost.check;
  }
  EXPECT_EQ(runs, price.runs);
  EXPECT_EQ(requests, price.requests);
  EXPECT_TRUE(shared);
}

TEST(Price, IsModest) {
  const Price smoke = price_of("smoke", "1.1.0");
  EXPECT_EQ(smoke.runs, 1U);
  EXPECT_LT(smoke.time, 10s);
  EXPECT_EQ(price_of("read-only", "1.1.0").runs, 0U);
  const Price core = price_of("core", "1.1.0");
  // Most is for pages: one list by seven sizes (64 requests), walks while runs come, end and are cancelled
  // (36), and the runs that they need (17). Each of the other checks takes 18 at most.
  EXPECT_LE(core.runs, 46U);
  EXPECT_LE(core.requests, 710U);
  for (const CheckPrice& cost : core.checks) {
    if (cost.check != "pagination.sizes-show-the-same" && cost.check != "pagination.survives-cancels") {
      EXPECT_LE(cost.requests, 18U) << cost.check;
    }
  }
}

TEST(Price, ItsRoomForRunsIsTheLeastThatIsNotInTheWay) {
  const Price price = price_of("core", "1.1.0");
  EXPECT_TRUE(check("core", "1.1.0", {.runs = price.room_for_runs}, 1).footer.complete);
  EXPECT_FALSE(check("core", "1.1.0", {.runs = price.room_for_runs - 1}, 1).footer.complete);
  conformance::RunOptions options;
  options.budget.runs = price.room_for_runs;
  EXPECT_EQ(price.exceeds(options), "");
  options.budget.runs = price.room_for_runs - 1;
  options.budget.requests = 10;
  EXPECT_THAT(price.exceeds(options), testing::MatchesRegex("--max-runs [0-9]+ and --max-requests 10"));
}

TEST(Price, TellsWhatASlowServerLeavesUndecided) {
  conformance::RunOptions options;
  const Price price = measure_price(options, {.run_time = 1h});
  EXPECT_GT(price.undecided, 0);
  EXPECT_THAT(price.why_undecided, testing::HasSubstr("a longer wait"));
}

TEST(Price, ObeysTheRate) {
  conformance::RunOptions options;
  options.profile = "smoke";
  options.budget.rate = 0.5;
  const Price price = measure_price(options, quick);
  EXPECT_GE(price.time, 2s * static_cast<int>(price.requests - 1));
}

}  // namespace
}  // namespace assay::cli
