// SPDX-License-Identifier: Apache-2.0
// The price as a user reads it, and what a real run then costs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PlanProgram, TellsWhatACheckThenCosts) {
  const Outcome plan =
      run_program({"plan", "--run-time", "400ms", "--response-time", "1ms", "--format", "json"});
  ASSERT_EQ(plan.code, 0) << plan.err;
  const nlohmann::json total = nlohmann::json::parse(plan.out).at("total");

  const MockProcess mock;
  const TemporaryFolder folder;
  const Outcome check = run_program({"check", mock.url(), "--report", "evidence=" + folder.file("e.ndjson")});
  const std::string evidence = core::read_file(folder.file("e.ndjson")).value();
  const std::size_t footer = evidence.rfind('\n', evidence.size() - 2);
  const nlohmann::json counts = nlohmann::json::parse(evidence.substr(footer + 1));
  EXPECT_EQ(counts.at("runs_created"), total.at("runs")) << check.err;
  const double requests = counts.at("requests");
  EXPECT_NEAR(total.at("requests").get<double>(), requests, requests / 10);
}

TEST(PlanProgram, NeedsNoServerAndNoSecret) {
  const Outcome outcome =
      run_program({"plan", "http://127.0.0.1:1/ga4gh/wes/v1", "--profile", "smoke", "--auth",
                   "bearer=env:NOT_THERE", "--other-auth", "bearer=env:NOT_THERE_EITHER"});
  EXPECT_EQ(outcome.code, 0) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("WES 1.1.0 (the newest"));
  EXPECT_THAT(outcome.out, HasSubstr("plan: 1 run, "));
  EXPECT_LT(std::count(outcome.out.begin(), outcome.out.end(), '\n'), 28) << "smoke fits a screen";
}

TEST(PlanProgram, RefusesWhatCheckWouldRefuse) {
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"plan", "--profile", "cor"}, {"plan", "--only", "PAG-0x5"}, {"plan", "--wes-version", "2.0.0"}}) {
    const Outcome outcome = run_program(arguments);
    EXPECT_EQ(outcome.code, 2) << outcome.out;
    EXPECT_THAT(outcome.err, Not(HasSubstr("internal error")));
  }
}

TEST(PlanProgram, ALimitIsToldBeforeTheStartAndInTheLastLine) {
  const MockProcess mock;
  const Outcome outcome =
      run_program({"check", mock.url(), "--only", "pagination.*", "--max-runs", "2", "--rate", "200"});
  EXPECT_EQ(outcome.code, 3) << outcome.err;
  EXPECT_THAT(outcome.err, ::testing::StartsWith("wes-assay check: the plan is "));
  const std::size_t last = outcome.out.rfind('\n', outcome.out.size() - 2);
  EXPECT_THAT(outcome.out.substr(last + 1), HasSubstr("the limit of 2 runs (--max-runs)"));
}

}  // namespace
}  // namespace assay::tests
