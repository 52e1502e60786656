// SPDX-License-Identifier: Apache-2.0
// Whole answers of the dialects beside WES, as reviewed: tests/data/answers. script/bless rewrites them.
#include <gtest/gtest.h>

#include <cstdlib>

#include "core/files.hpp"
#include "schemas/openapi.hpp"
#include "tests/mock_server/site_support.hpp"
#include "tests/support/paths.hpp"

namespace assay::mock {
namespace {

struct Step {
  std::string method;
  std::string path;  // "{id}" and "{task}" are those of the answers before
  std::string body = {};
};

struct Row {
  std::string file;
  std::string dialect;
  std::string version;
  std::string operation;  // of the OpenAPI document: the answer to the last step
  std::vector<Step> steps;
};

const std::string start_run = R"({
  "workflowId": "1234567", "workflowType": "PRIVATE", "name": "first", "roleArn": "arn:aws:iam::123456789012:role/runs",
  "outputUri": "s3://example-bucket/out/", "requestId": "0b2f", "parameters": {"message": "hello"},
  "runGroupId": "7654321", "priority": 1, "storageCapacity": 10, "logLevel": "ALL", "tags": {"team": "x"}})";
const std::string create_task =
    R"({"name": "first", "project": "ann/demo", "app": "ann/demo/echo", "inputs": {"message": "hello"}})";

const std::vector<Row> rows = {
    {"healthomics_get_run",
     "healthomics",
     "2022-11-28",
     "GetRun",
     {{"POST", "/run", start_run}, {"GET", "/run/{id}"}}},
    {"healthomics_get_run_task",
     "healthomics",
     "2022-11-28",
     "GetRunTask",
     {{"POST", "/run", start_run}, {"GET", "/run/{id}/task"}, {"GET", "/run/{id}/task/{task}"}}},
    {"sevenbridges_run_task",
     "sevenbridges",
     "v2",
     "RunTask",
     {{"POST", "/v2/tasks", create_task}, {"POST", "/v2/tasks/{id}/actions/run"}}},
    {"sevenbridges_details",
     "sevenbridges",
     "v2",
     "GetExecutionDetails",
     {{"POST", "/v2/tasks?action=run", create_task}, {"GET", "/v2/tasks/{id}/execution_details"}}},
    {"sevenbridges_error",
     "sevenbridges",
     "v2",
     "RunTask",
     {{"POST", "/v2/tasks?action=run", create_task}, {"POST", "/v2/tasks/{id}/actions/run"}}},
};

std::string put(std::string path, const std::string& place, const std::string& value) {
  if (const auto at = path.find(place); at != std::string::npos) path.replace(at, place.size(), value);
  return path;
}

core::Response play(const Row& row) {
  Options options;
  options.dialect = row.dialect;
  Bench bench{options};
  std::string id, task;
  core::Response answer;
  for (const Step& step : row.steps) {
    core::Request request{
        .method = step.method, .target = put(put(step.path, "{id}", id), "{task}", task), .body = step.body};
    if (!step.body.empty()) request.headers.set("Content-Type", "application/json");
    answer = bench.send(std::move(request));
    const json body = json::parse(answer.body);
    if (id.empty()) id = body.at("id");
    if (body.contains("items")) task = body.at("items").at(0).at("taskId");
    if (&step != &row.steps.back()) bench.clock->advance(std::chrono::minutes(1));
  }
  return answer;
}

TEST(DialectAnswers, AreAsReviewedAndKeepTheirDocument) {
  int compared = 0;
  for (const Row& row : rows) {
    const core::Response answer = play(row);
    const json body = json::parse(answer.body);
    const auto document = schemas::OpenApi::shipped(row.dialect, row.version);
    const auto broken = document->check(row.operation, answer.status, "application/json", body);
    EXPECT_TRUE(broken.empty()) << row.file << (broken.empty() ? "" : broken.front().instance);
    const std::string path = tests::source_path("tests/data/answers/" + row.file + ".txt");
    const std::string text = std::to_string(answer.status) + "\n" + body.dump(2) + "\n";
    if (std::getenv("ASSAY_BLESS") != nullptr) {
      ASSERT_TRUE(core::write_file(path, text)) << path;
    }
    const auto golden = core::read_file(path);
    ASSERT_TRUE(golden) << path << ": run script/bless";
    EXPECT_EQ(*golden, text) << row.file << ": run script/bless and read the difference";
    ++compared;
  }
  EXPECT_EQ(compared, 5);
}

}  // namespace
}  // namespace assay::mock
