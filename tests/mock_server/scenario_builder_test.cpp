// SPDX-License-Identifier: Apache-2.0
#include "mock_server/scenario_builder.hpp"

#include <gtest/gtest.h>

#include "mock_server/script/scenario.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

TEST(ScenarioBuilder, SaysWhatTheLanguageSays) {
  const auto text = ScenarioBuilder()
                        .runs("*\"a\": *")
                        .state("RUNNING")
                        .polls(3, "PAUSED")
                        .trigger("go on", "RUNNING")
                        .after(1500ms, "COMPLETE")
                        .exit_code(7)
                        .outputs(R"({"a": [1]})")
                        .on_cancel()
                        .after(1s, "CANCELED")
                        .exit_code(130)
                        .task("align", 0s, 2s, 3)
                        .runs()
                        .state("SYSTEM_ERROR")
                        .text();
  const auto scenario = read_scenario("", text, *dialect());
  ASSERT_TRUE(scenario) << text << scenario.error().text();
  ASSERT_EQ(scenario->rules.size(), 2u);
  EXPECT_EQ(scenario->rules[0].match.workflow_url, (std::vector<std::string>{"*\"a\": *"}));
  const auto& timeline = scenario->rules[0].choices[0].timeline;
  ASSERT_EQ(timeline.steps.size(), 4u);
  EXPECT_EQ(timeline.steps[1].polls, 3u);
  EXPECT_EQ(timeline.steps[2].trigger, "go on");
  EXPECT_EQ(timeline.steps[3].at, 1500ms);
  EXPECT_EQ(timeline.steps[3].exit_code, 7);
  EXPECT_EQ(timeline.steps[3].outputs, R"({"a":[1]})");
  ASSERT_EQ(timeline.on_cancel.size(), 1u);
  EXPECT_EQ(timeline.on_cancel[0].exit_code, 130);
  ASSERT_EQ(timeline.tasks.size(), 1u);
  EXPECT_EQ(timeline.tasks[0].runs_for, 2s);
  EXPECT_EQ(timeline.tasks[0].exit_code, 3);
}

TEST(ScenarioBuilder, MistakesAreToldByTheLoader) {
  int refused = 0;
  for (const auto& builder :
       {ScenarioBuilder(), ScenarioBuilder().exit_code(1), ScenarioBuilder().state("RUNING"),
        ScenarioBuilder().runs("*a*").state("QUEUED")}) {
    EXPECT_FALSE(read_scenario("", builder.text(), *dialect())) << builder.text();
    ++refused;
  }
  EXPECT_EQ(refused, 4);
}

}  // namespace
}  // namespace assay::mock
