// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/scenario.hpp"

#include <gtest/gtest.h>

#include "core/embedded.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

core::Result<Scenario> load(const std::string& text, const std::string& version = "1.1.0") {
  return read_scenario("", text, *dialect(version));
}

RunRequest request(const std::string& url, std::map<std::string, std::string> tags = {}) {
  RunRequest made;
  made.url = url;
  made.type = "CWL";
  made.tag_values = std::move(tags);
  return made;
}

TEST(Scenario, ShippedOnesLoadForEachVersion) {
  int loaded = 0;
  for (const auto& name : shipped_scenarios()) {
    for (const auto& version : schemas::dialect_versions("wes")) {
      const auto scenario = read_scenario(name, "", *dialect(version));
      EXPECT_TRUE(scenario) << name << " " << version << ": " << (scenario ? "" : scenario.error().text());
      ++loaded;
    }
  }
  EXPECT_GE(loaded, 12);
}

TEST(Scenario, FirstMatchWins) {
  const auto scenario = load(R"(
runs:
  - match: {workflow_url: ["*a*", "*b*"], tag: {team: "x*"}}
    timeline: [{state: QUEUED}]
  - match: {workflow_type: WDL}
    timeline: [{state: RUNNING}]
  - timeline: [{state: PAUSED}]
)")
                            .value();
  EXPECT_EQ(scenario.timeline_for(request("bcd", {{"team", "xyz"}})).steps[0].state, "QUEUED");
  EXPECT_EQ(scenario.timeline_for(request("bcd", {{"team", "y"}})).steps[0].state, "PAUSED");
  EXPECT_EQ(scenario.timeline_for(request("c", {{"team", "xyz"}})).steps[0].state, "PAUSED");
}

TEST(Scenario, UnreadableWorkflowsFailWhateverTheRules) {
  const auto scenario = read_scenario("default", "", *dialect()).value();
  auto unreadable = request("sleep.cwl");
  unreadable.readable = false;
  const auto& last = scenario.timeline_for(unreadable).steps.back();
  EXPECT_EQ(last.state, "EXECUTOR_ERROR");
  EXPECT_TRUE(last.terminal);
  EXPECT_EQ(last.exit_code, 1);
}

TEST(Scenario, DefaultKnowsTheWorkloads) {
  const auto scenario = read_scenario("default", "", *dialect()).value();
  struct {
    const char* url;
    const char* last;
    core::Duration end;
    std::size_t tasks;
  } const rows[] = {{"https://x.example/sleep.cwl", "COMPLETE", 600s + 100ms, 2},
                    {"fail.cwl", "EXECUTOR_ERROR", 300ms, 2},
                    {"many-tasks.wdl", "COMPLETE", 400ms, 7},
                    {"echo.cwl", "COMPLETE", 400ms, 2}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto& timeline = scenario.timeline_for(request(row.url));
    EXPECT_EQ(timeline.steps.back().state, row.last) << row.url;
    EXPECT_EQ(timeline.steps.back().at, row.end) << row.url;
    EXPECT_EQ(timeline.tasks.size(), row.tasks) << row.url;
    ++ran;
  }
  EXPECT_EQ(ran, 4);
  EXPECT_EQ(scenario.timeline_for(request("fail.cwl")).steps.back().exit_code, 3);
}

TEST(Scenario, FillsInExitCodesAndCancel) {
  const auto scenario =
      load("runs: [{timeline: [{state: QUEUED}, {after: 1s, state: EXECUTOR_ERROR}]}]").value();
  const auto& timeline = scenario.rules[0].choices[0].timeline;
  EXPECT_EQ(timeline.steps.back().exit_code, 1);
  ASSERT_EQ(timeline.on_cancel.size(), 2u);
  EXPECT_EQ(timeline.on_cancel[1].state, "CANCELED");
  EXPECT_EQ(timeline.on_cancel[1].at, 500ms);
  EXPECT_TRUE(timeline.on_cancel[1].terminal);
}

TEST(Scenario, TasksAreSortedByTheirStart) {
  const auto scenario = load(R"(
runs:
  - timeline: [{state: RUNNING}]
    tasks: [{name: b, start: 2s}, {name: a, start: 1s}, {name: c, start: 2s}]
)")
                            .value();
  std::string order;
  for (const auto& task : scenario.rules[0].choices[0].timeline.tasks) order += task.name;
  EXPECT_EQ(order, "abc");
}

TEST(Scenario, BadOnesAreRefusedWithTheirPlace) {
  struct {
    const char* text;
    const char* where;
    const char* what;
  } const rows[] = {
      {"runs: []", "scenario:1:7", "at least one"},
      {"x: 1\nruns: [{timeline: [{state: QUEUED}]}]", "scenario:1:1", "x"},
      {"runs: [{timeline: []}]", "scenario:1:19", "timeline"},
      {"runs:\n  - timeline: [{state: QUEUE}]", "scenario:2:24", "QUEUE"},
      {"runs:\n  - timeline: [{state: QUEUED}, {after: -1s, state: RUNNING}]", "scenario:2:41", ""},
      {"runs:\n  - timeline: [{after: 1s, state: QUEUED}]", "scenario:2:16", "first step"},
      {"runs:\n  - timeline: [{state: COMPLETE}, {state: RUNNING}]", "scenario:2:35", "COMPLETE"},
      {"runs:\n  - timeline: [{state: QUEUED}]\n  - timeline: [{state: QUEUED}]", "scenario:2:5", "hides"},
      {"runs:\n  - match: {workflow_type: CWL}\n    timeline: [{state: QUEUED}]", "scenario:2:5",
       "last entry"},
      {"runs:\n  - match: {}\n    timeline: [{state: QUEUED}]", "scenario:2:12", "empty match"},
      {"runs:\n  - timeline: [{state: QUEUED, exit_code: 1}]", "scenario:2:16", "terminal"},
      {"runs:\n  - timeline: [{state: COMPLETE, outputs: 3}]", "scenario:2:43", "mapping"},
      {"runs:\n  - timeline: [{state: RUNNING}]\n    tasks: [{name: a, runs: 1s}]", "scenario:3:23", "runs"},
      {"delay: 1x\nruns:\n  - timeline: [{state: QUEUED}]", "scenario:1:8", ""},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const auto scenario = load(row.text);
    ASSERT_FALSE(scenario) << row.text;
    EXPECT_EQ(scenario.error().where, row.where) << row.text << "\n" << scenario.error().text();
    EXPECT_NE(scenario.error().text().find(row.what), std::string::npos) << scenario.error().text();
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

TEST(Scenario, StatesAreThoseOfTheVersion) {
  const std::string text =
      "runs: [{timeline: [{state: RUNNING}, {after: 1s, state: PREEMPTED}, {state: QUEUED}]}]";
  EXPECT_TRUE(load(text, "1.1.0"));
  const auto old = load(text, "1.0.0");
  ASSERT_FALSE(old);
  EXPECT_NE(old.error().what.find("1.0.0"), std::string::npos);
}

TEST(Scenario, UnknownNameListsTheShippedOnes) {
  const auto scenario = read_scenario("defualt", "", *dialect());
  ASSERT_FALSE(scenario);
  EXPECT_NE(scenario.error().hint.find("crowd default expiring instant stuck surprising throttled"),
            std::string::npos);
}

TEST(Scenario, SchemaKnowsTheStates) {
  const auto schema = json::parse(*core::embedded_file("scenarios/scenario.schema.json"));
  const auto& words = schema["definitions"]["state"]["enum"];
  EXPECT_EQ(words.size(), dialect()->states.size());
  for (const auto& word : words) EXPECT_NE(dialect()->state(word.get<std::string>()), nullptr) << word;
}

}  // namespace
}  // namespace assay::mock
