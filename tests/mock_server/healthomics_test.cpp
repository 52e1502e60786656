// SPDX-License-Identifier: Apache-2.0
// HealthOmics as its clients find it.
#include <gtest/gtest.h>

#include <regex>

#include "core/url.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Options omics_options() {
  Options options;
  options.dialect = "healthomics";
  return options;
}

class HealthOmics : public testing::Test {
 protected:
  core::Response ask(const std::string& method, const std::string& target, const std::string& body = "") {
    return bench.send({.method = method,
                       .target = target,
                       .headers = {{"Content-Type", "application/json"}},
                       .body = body});
  }
  json start_body(const std::string& request = "r") {
    return {{"workflowId", "1234567"},
            {"roleArn", "arn:aws:iam::123456789012:role/runs"},
            {"outputUri", "s3://example-bucket/out/"},
            {"requestId", request + std::to_string(requests_++)}};
  }
  core::Response start(const json& body) { return ask("POST", "/run", body.dump()); }
  std::string started() { return json::parse(start(start_body()).body).at("id"); }
  std::string status(const std::string& id) {
    return json::parse(ask("GET", "/run/" + id).body).value("status", "");
  }
  static std::string type(const core::Response& response) {
    return std::string(response.headers.get("x-amzn-ErrorType").value_or(""));
  }

  Bench bench{omics_options()};
  int requests_ = 0;
};

TEST_F(HealthOmics, LivesFromPendingToCompletedByStopping) {
  const auto made = start(start_body());
  EXPECT_EQ(made.status, 201);
  const auto run = json::parse(made.body);
  EXPECT_EQ(run["status"], "PENDING");
  EXPECT_TRUE(std::regex_match(run["id"].get<std::string>(), std::regex("[0-9]{1,18}"))) << run;
  EXPECT_EQ(run["runOutputUri"], "s3://example-bucket/out/" + run["id"].get<std::string>());
  std::vector<std::string> seen;
  for (int i = 0; i < 2000 && (seen.empty() || seen.back() != "COMPLETED"); ++i) {
    const auto now = status(run["id"]);
    if (seen.empty() || seen.back() != now) seen.push_back(now);
    bench.clock->advance(50ms);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"PENDING", "STARTING", "RUNNING", "STOPPING", "COMPLETED"}));
}

TEST_F(HealthOmics, CancelsByStoppingAndDeletesWhatHasEnded) {
  const auto id = started();
  EXPECT_EQ(type(ask("DELETE", "/run/" + id)), "ConflictException");
  const auto cancelled = ask("POST", "/run/" + id + "/cancel");
  EXPECT_EQ(cancelled.status, 202);
  EXPECT_EQ(cancelled.body, "");
  EXPECT_FALSE(cancelled.headers.get("Content-Type"));
  EXPECT_EQ(status(id), "STOPPING");
  EXPECT_EQ(ask("POST", "/run/" + id + "/cancel").status, 202);
  bench.clock->advance(1s);
  EXPECT_EQ(status(id), "CANCELLED");
  const auto late = ask("POST", "/run/" + id + "/cancel");
  EXPECT_EQ(late.status, 409);
  EXPECT_EQ(type(late), "ConflictException");
  const auto gone = ask("DELETE", "/run/" + id);
  EXPECT_EQ(gone.status, 202);
  EXPECT_EQ(gone.body, "");
  EXPECT_EQ(type(ask("GET", "/run/" + id)), "ResourceNotFoundException");
  EXPECT_EQ(json::parse(ask("GET", "/run").body)["items"].size(), 0u);
}

TEST_F(HealthOmics, GivesAnIdAgainAndNeverAUuid) {
  const auto first = json::parse(start(start_body()).body);
  bench.clock->advance(10min);
  ASSERT_EQ(ask("DELETE", "/run/" + first["id"].get<std::string>()).status, 202);
  const auto soon = json::parse(start(start_body()).body);
  EXPECT_NE(soon["id"], first["id"]);
  bench.clock->advance(2h);
  const auto later = json::parse(start(start_body()).body);
  EXPECT_EQ(later["id"], first["id"]);
  EXPECT_NE(later["uuid"], first["uuid"]);
  EXPECT_EQ(status(later["id"]), "PENDING");
}

TEST_F(HealthOmics, StartsOneRunForOneRequestId) {
  const auto body = start_body();
  const auto first = json::parse(start(body).body);
  const auto again = json::parse(start(body).body);
  EXPECT_EQ(first["uuid"], again["uuid"]);
  EXPECT_EQ(json::parse(ask("GET", "/run").body)["items"].size(), 1u);
  EXPECT_NE(json::parse(start(start_body()).body)["id"], first["id"]);
}

TEST_F(HealthOmics, TellsAllMembersOfTodaysModel) {
  auto body = start_body();
  body.update(json::parse(
      R"({"workflowType": "PRIVATE", "name": "all", "cacheId": "77", "cacheBehavior": "CACHE_ALWAYS",
    "runGroupId": "88", "priority": 3, "parameters": {"a": [1]}, "storageCapacity": 1200, "logLevel": "ERROR",
    "tags": {"team": "x"}, "retentionMode": "REMOVE", "storageType": "DYNAMIC", "workflowOwnerId": "123456789012",
    "workflowVersionName": "v1", "networkingMode": "VPC", "configurationName": "conf"})"));
  const auto id = json::parse(start(body).body).at("id").get<std::string>();
  bench.clock->advance(10min);
  const auto run = json::parse(ask("GET", "/run/" + id + "?export=DEFINITION").body);
  std::set<std::string> members;
  for (const auto& [name, value] : run.items()) members.insert(name);
  for (const char* name : {"arn",
                           "id",
                           "cacheId",
                           "cacheBehavior",
                           "engineVersion",
                           "status",
                           "workflowId",
                           "workflowType",
                           "roleArn",
                           "name",
                           "runGroupId",
                           "priority",
                           "definition",
                           "digest",
                           "parameters",
                           "storageCapacity",
                           "outputUri",
                           "logLevel",
                           "resourceDigests",
                           "startedBy",
                           "creationTime",
                           "startTime",
                           "stopTime",
                           "tags",
                           "retentionMode",
                           "logLocation",
                           "uuid",
                           "runOutputUri",
                           "storageType",
                           "workflowOwnerId",
                           "workflowVersionName",
                           "workflowUuid",
                           "networkingMode",
                           "configuration",
                           "vpcConfig"})
    EXPECT_EQ(members.erase(name), 1u) << name;
  EXPECT_TRUE(members.empty()) << *members.begin();
  for (const char* name : {"workflowType", "name", "priority", "parameters", "tags", "outputUri", "roleArn"})
    EXPECT_EQ(run[name], body[name]) << name;
  auto again = start_body();
  again.erase("workflowId");
  again["runId"] = id;
  const auto second =
      json::parse(ask("GET", "/run/" + json::parse(start(again).body)["id"].get<std::string>()).body);
  EXPECT_EQ(second["runId"], id);
  EXPECT_EQ(second["parameters"], body["parameters"]);
  EXPECT_FALSE(second.contains("definition"));
}

TEST_F(HealthOmics, RefusesWhatClientsLetThrough) {
  const auto id = started();
  const struct {
    const char *method, *target;
    int status;
    const char* type;
  } rows[] = {{"GET", "/run/abc", 400, "ValidationException"},
              {"GET", "/run/1234567890123456789", 400, "ValidationException"},
              {"GET", "/run/1", 404, "ResourceNotFoundException"},
              {"POST", "/run/1/cancel", 404, "ResourceNotFoundException"},
              {"POST", "/run/x/cancel", 400, "ValidationException"},
              {"DELETE", "/run/1", 404, "ResourceNotFoundException"},
              {"GET", "/run/1/task", 404, "ResourceNotFoundException"},
              {"GET", "/run?maxResults=101", 400, "ValidationException"},
              {"GET", "/run?maxResults=0", 400, "ValidationException"},
              {"GET", "/run?startingToken=x", 400, "ValidationException"},
              {"GET", "/run?status=COMPLETE", 400, "ValidationException"},
              {"GET", "/run?runGroupId=x", 400, "ValidationException"},
              {"GET", "/run/", 404, "ResourceNotFoundException"}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto answer = ask(row.method, row.target);
    EXPECT_EQ(answer.status, row.status) << row.target;
    EXPECT_EQ(type(answer), row.type) << row.target;
    EXPECT_TRUE(json::parse(answer.body)["message"].is_string()) << answer.body;
    EXPECT_TRUE(answer.headers.get("x-amzn-RequestId")) << row.target;
    ++ran;
  }
  EXPECT_EQ(ran, 13);
  EXPECT_EQ(ask("GET", "/run/" + id + "?export=ALL").status, 400);
  EXPECT_EQ(ask("GET", "/run/" + id + "/task/x").status, 400);
  EXPECT_EQ(ask("GET", "/run/" + id + "/task/1").status, 404);
}

TEST_F(HealthOmics, RefusesBodiesThatAreNotAsTheyMustBe) {
  const json bad[] = {{{"workflowId", nullptr}, {"roleArn", nullptr}},
                      {{"workflowId", "abc"}},
                      {{"roleArn", "role"}},
                      {{"priority", -1}},
                      {{"priority", 100001}},
                      {{"name", ""}},
                      {{"logLevel", "LOUD"}},
                      {{"tags", {{"a", 1}}}},
                      {{"requestId", nullptr}},
                      {{"outputUri", 7}},
                      {{"workflowOwnerId", "12"}}};
  int ran = 0;
  for (const auto& change : bad) {
    auto body = start_body();
    body.update(change);
    const auto answer = start(body);
    EXPECT_EQ(answer.status, 400) << change;
    EXPECT_EQ(type(answer), "ValidationException");
    ++ran;
  }
  EXPECT_EQ(ran, 11);
  EXPECT_EQ(ask("POST", "/run", "[]").status, 400);
  auto lost = start_body();
  lost["runId"] = "1";
  EXPECT_EQ(start(lost).status, 404);
  EXPECT_EQ(json::parse(ask("GET", "/run").body)["items"].size(), 0u);
}

TEST_F(HealthOmics, FiltersAndEndsAListWithoutAToken) {
  for (const char* name : {"a", "b", "a"}) {
    auto body = start_body();
    body["name"] = name;
    start(body);
  }
  const auto named = json::parse(ask("GET", "/run?name=a&maxResults=1").body);
  ASSERT_EQ(named["items"].size(), 1u);
  const auto next = json::parse(ask("GET", "/run?name=a&maxResults=1&startingToken=" +
                                               core::percent_encode(named["nextToken"].get<std::string>()))
                                    .body);
  ASSERT_EQ(next["items"].size(), 1u);
  EXPECT_NE(next["items"][0]["id"], named["items"][0]["id"]);
  EXPECT_FALSE(next.contains("nextToken")) << next;
  EXPECT_EQ(json::parse(ask("GET", "/run?status=PENDING").body)["items"].size(), 3u);
  EXPECT_EQ(json::parse(ask("GET", "/run?status=FAILED").body)["items"].size(), 0u);
  EXPECT_EQ(json::parse(ask("GET", "/run?batchId=5").body)["items"].size(), 0u);
}

TEST_F(HealthOmics, ShowsTasksAndATriedAgainOneUnderANewId) {
  auto options = omics_options();
  options.scenario_text = R"(runs:
  - timeline: [{state: PENDING}, {after: 1s, state: RUNNING}, {after: 20s, state: COMPLETED}]
    tasks: [{name: align, runs_for: 1s, exit_code: 1}, {name: align, start: 2s, runs_for: 3s}])";
  bench.site = [&] {
    options.clock = bench.clock;
    return make_site(options).value();
  }();
  const auto id = started();
  bench.clock->advance(10s);
  const auto tasks = json::parse(ask("GET", "/run/" + id + "/task").body)["items"];
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0]["status"], "FAILED");
  EXPECT_EQ(tasks[1]["status"], "COMPLETED");
  EXPECT_EQ(tasks[0]["name"], tasks[1]["name"]);
  EXPECT_NE(tasks[0]["taskId"], tasks[1]["taskId"]);
  EXPECT_EQ(json::parse(ask("GET", "/run/" + id + "/task?status=FAILED").body)["items"].size(), 1u);
  const auto task =
      json::parse(ask("GET", "/run/" + id + "/task/" + tasks[0]["taskId"].get<std::string>()).body);
  for (const char* member : {"logStream", "imageDetails", "failureReason", "statusMessage", "stopTime"})
    EXPECT_TRUE(task.contains(member)) << member;
}

}  // namespace
}  // namespace assay::mock
