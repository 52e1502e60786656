// SPDX-License-Identifier: Apache-2.0
// A dialect that no source file of the mock knows, spoken by its data alone.
#include <gtest/gtest.h>

#include "core/url.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

const std::string toy = R"(
name: toy
version: '1'
base_path: /toy
paging: {size: most, token: after, next: more, default: 2, largest: 5}
cancel: {from: [queued, running], otherwise: 409}
auth: {scheme: header, header: X-Toy-Key, refused: 403}
readings:
  {run_id: job, state: phase, runs: jobs, tasks: steps, task_id: step, task_state: phase, created: made,
   started: begun, ended: done, error_message: why, error_status: '', error_header: X-Toy-Error}
operations:
  - {id: RunWorkflow, method: POST, path: '/jobs', success: 201}
  - {id: ListRuns, method: GET, path: '/jobs'}
  - {id: GetRunLog, called: GetJob, method: GET, path: '/jobs/{run_id}'}
  - {id: GetRunStatus, called: GetJob, method: GET, path: '/jobs/{run_id}'}
  - {id: CancelRun, method: DELETE, path: '/jobs/{run_id}', success: 202}
  - {id: ListTasks, method: GET, path: '/jobs/{run_id}/steps'}
  - {id: GetTask, method: GET, path: '/jobs/{run_id}/steps/{task_id}'}
states:
  - {word: waiting, phase: queued, also: [initializing]}
  - {word: working, phase: running}
  - {word: good, phase: complete, terminal: true}
  - {word: bad, phase: executor_error, also: [system_error], terminal: true}
  - {word: dropped, phase: canceled, terminal: true}
)";

Options toy_options(std::string text = toy) {
  Options options;
  options.own_dialect = schemas::parse_dialect("toy.yaml", text).value();
  return options;
}

core::Response post(Bench& bench, const std::string& path, const std::string& body = "{}") {
  return bench.send({.method = "POST",
                     .target = bench.site->base_path() + path,
                     .headers = {{"Content-Type", "application/json"}},
                     .body = body});
}

core::Response drop(Bench& bench, const std::string& id) {
  return bench.send({.method = "DELETE", .target = "/toy/jobs/" + id});
}

TEST(ToyDialect, IsServedFromItsDataAlone) {
  Bench bench(toy_options());
  const auto made = post(bench, "/jobs");
  EXPECT_EQ(made.status, 201);
  const auto id = json::parse(made.body).at("job").get<std::string>();
  EXPECT_EQ(bench.read("/jobs/" + id)["phase"], "waiting");
  bench.clock->advance(10min);
  const auto ended = bench.read("/jobs/" + id);
  EXPECT_EQ(ended["phase"], "good");
  for (const char* time : {"made", "begun", "done"}) EXPECT_TRUE(ended.contains(time)) << ended;
  EXPECT_FALSE(ended.contains("state")) << ended;
  const auto steps = bench.read("/jobs/" + id + "/steps");
  ASSERT_FALSE(steps["steps"].empty());
  const auto step = steps["steps"][0]["step"].get<std::string>();
  EXPECT_EQ(bench.read("/jobs/" + id + "/steps/" + step)["phase"], "good");
  EXPECT_EQ(drop(bench, id).status, 409);
}

TEST(ToyDialect, CancelsAndRefusesInItsOwnWords) {
  Bench bench(toy_options());
  const auto id = json::parse(post(bench, "/jobs").body).at("job").get<std::string>();
  EXPECT_EQ(drop(bench, id).status, 202);
  bench.clock->advance(1s);
  EXPECT_EQ(bench.read("/jobs/" + id)["phase"], "dropped");
  const auto unknown = bench.get("/jobs/none");
  EXPECT_EQ(unknown.status, 404);
  EXPECT_EQ(json::parse(unknown.body), json({{"why", "there is no run of that id"}}));
  EXPECT_TRUE(unknown.headers.get("X-Toy-Error"));
  EXPECT_EQ(bench.get("/runs").status, 404);
}

TEST(ToyDialect, PagesByItsOwnNames) {
  Bench bench(toy_options());
  for (int i = 0; i < 5; ++i) post(bench, "/jobs");
  std::set<std::string> seen;
  std::string query;
  int pages = 0;
  for (; pages < 9; ++pages) {
    const auto page = bench.read("/jobs" + query);
    for (const auto& job : page["jobs"]) seen.insert(job["job"].get<std::string>());
    if (!page.contains("more")) break;
    query = "?after=" + core::percent_encode(page["more"].get<std::string>());
  }
  EXPECT_EQ(pages, 2);
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(bench.read("/jobs?most=5")["jobs"].size(), 5u);
  for (const char* bad : {"most=6", "most=0", "after=xyz"}) {
    const auto answer = bench.get(std::string("/jobs?") + bad);
    EXPECT_EQ(answer.status, 400) << bad;
    EXPECT_NE(answer.body.find(std::string(bad).substr(0, 4)), std::string::npos) << answer.body;
  }
}

TEST(ToyDialect, PagesByLinks) {
  auto text = toy;
  text.replace(text.find("{size: most, token: after, next: more"), 37,
               "{style: links, size: most, token: from");
  Bench bench(toy_options(text));
  for (int i = 0; i < 5; ++i) post(bench, "/jobs");
  std::string target = "/jobs?most=2";
  std::set<std::string> seen;
  int pages = 0;
  for (; pages < 9; ++pages) {
    const auto page = bench.read(target);
    for (const auto& job : page["jobs"]) seen.insert(job["job"].get<std::string>());
    if (page["links"].empty()) break;
    const std::string href = page["links"][0]["href"];
    EXPECT_EQ(href, "http://mock.test:8080/toy/jobs?most=2&from=" + std::to_string(2 * pages + 2));
    target = href.substr(href.find("/jobs"));
  }
  EXPECT_EQ(pages, 2);
  EXPECT_EQ(seen.size(), 5u);
  EXPECT_EQ(bench.get("/jobs?from=x").status, 400);
}

TEST(ToyDialect, AsksForItsOwnHeader) {
  auto options = toy_options();
  options.auth = {.kind = AuthOptions::Kind::header, .header_name = "", .users = {{"ann", "secret-a"}}};
  Bench bench(options);
  EXPECT_EQ(bench.get("/jobs").status, 403);
  EXPECT_FALSE(bench.get("/jobs").headers.get("WWW-Authenticate"));
  EXPECT_EQ(
      bench.send({.method = "GET", .target = "/toy/jobs", .headers = {{"X-Toy-Key", "secret-a"}}}).status,
      200);
}

TEST(ToyDialect, SwitchesOfTheMockWorkInIt) {
  auto options = toy_options();
  options.defects = {"cancellation.changes-an-ended-run"};
  Bench bench(options);
  const auto id = json::parse(post(bench, "/jobs").body).at("job").get<std::string>();
  bench.clock->advance(10min);
  EXPECT_EQ(drop(bench, id).status, 202);
  bench.clock->advance(1s);
  EXPECT_EQ(bench.read("/jobs/" + id)["phase"], "dropped");
}

TEST(Scenarios, SayWordsOfWesInEveryDialect) {
  const auto dialect = schemas::load_dialect("healthomics", "2022-11-28").value();
  const auto scenario =
      read_scenario("",
                    "runs: [{timeline: [{state: QUEUED}, {after: 1s, state: RUNNING}, {after: 4s, "
                    "state: SYSTEM_ERROR}]}]",
                    *dialect);
  ASSERT_TRUE(scenario) << scenario.error().text();
  std::vector<std::string> words;
  for (const auto& step : scenario->rules[0].choices[0].timeline.steps) words.push_back(step.state);
  EXPECT_EQ(words, (std::vector<std::string>{"PENDING", "RUNNING", "STOPPING", "FAILED"}));
  for (const char* word : {"PAUSED", "UNKNOWN", "PREEMPTED", "DRAFT"}) {
    const auto none = read_scenario("", std::string("runs: [{timeline: [{state: ") + word + "}]}]", *dialect);
    ASSERT_FALSE(none) << word;
    EXPECT_NE(none.error().text().find(std::string("healthomics 2022-11-28 has no state ") + word),
              std::string::npos)
        << none.error().text();
  }
}

TEST(Scenarios, LeaveOutWhatADialectHasNoWordFor) {
  const auto dialect = schemas::load_dialect("healthomics", "2022-11-28").value();
  const auto scenario =
      read_scenario("",
                    "runs: [{timeline: [{state: PAUSED}, {after: 1s, state: RUNNING}, {after: "
                    "1s, state: UNKNOWN}, {after: 1s, state: COMPLETE}]}]",
                    *dialect);
  ASSERT_TRUE(scenario) << scenario.error().text();
  const auto& steps = scenario->rules[0].choices[0].timeline.steps;
  ASSERT_EQ(steps.size(), 3u);
  EXPECT_EQ(steps[0].state, "RUNNING");
  EXPECT_EQ(steps[0].at, 0s);
  EXPECT_EQ(steps[1].state, "STOPPING");
  EXPECT_EQ(steps[2].at, 3s);
  const auto gated = read_scenario(
      "",
      "runs: [{timeline: [{state: PAUSED}, {trigger: go, state: RUNNING}, {after: 1s, state: COMPLETE}]}]",
      *dialect);
  ASSERT_FALSE(gated);
  EXPECT_NE(gated.error().text().find("has no state PAUSED"), std::string::npos) << gated.error().text();
}

TEST(Scenarios, ShippedOnesAreGoodInEveryDialect) {
  int read = 0;
  for (const auto& name : schemas::dialect_names()) {
    const auto dialect = schemas::load_dialect(name, schemas::dialect_versions(name).back()).value();
    const auto scenario = read_scenario("default", "", *dialect);
    EXPECT_TRUE(scenario) << name << ": " << (scenario ? "" : scenario.error().text());
    ++read;
  }
  EXPECT_GE(read, 4);
}

}  // namespace
}  // namespace assay::mock
