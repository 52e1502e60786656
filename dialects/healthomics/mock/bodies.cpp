// SPDX-License-Identifier: Apache-2.0
#include "dialects/healthomics/mock/bodies.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mock_server/render/plain.hpp"

namespace assay::mock::healthomics {
namespace {

using nlohmann::json;
using schemas::Phase;

constexpr std::string_view account = "123456789012";

std::string arn(std::string_view what) { return fmt::format("arn:aws:omics:us-west-2:{}:{}", account, what); }

std::string log_stream(const std::string& place) {
  return fmt::format("arn:aws:logs:us-west-2:{}:log-group:/aws/omics/WorkflowLog:log-stream:{}", account,
                     place);
}

// Lasts, where an id does not.
std::string uuid_of(const Run& run) { return uuid_like(digest(run.id), run.serial); }

json sent(const Run& run) { return json::parse(run.request->params.value_or("{}")); }

void put_omics_time(json& body, const char* member, const std::optional<core::Time>& time) {
  if (time) body[member] = core::to_iso8601(*time);
}

void copy(json& body, const json& from, std::initializer_list<const char*> members) {
  for (const auto* member : members) {
    if (from.contains(member) && !from[member].is_null()) body[member] = from[member];
  }
}

std::string output_of(const json& request, const Run& run) {
  auto uri = request.value("outputUri", "s3://example-bucket/out");
  while (uri.ends_with('/')) uri.pop_back();
  return uri + "/" + run.id;
}

void put_times(json& body, const View& view, const Run& run) {
  const auto situation = run.at(view.now);
  body["creationTime"] = core::to_iso8601(run.marks.submitted);
  put_omics_time(body, "startTime", situation.started);
  put_omics_time(body, "stopTime", situation.ended);
}

// What the settings of a run come to.
void put_network(json& body, const json& request) {
  const std::string mode = request.value("networkingMode", "RESTRICTED");
  body["networkingMode"] = mode;
  if (request.contains("configurationName")) {
    const std::string name = request["configurationName"];
    body["configuration"] = {
        {"name", name}, {"arn", arn("configuration/" + name)}, {"uuid", uuid_like(digest(name), 1)}};
  }
}

void put_failure(json& body, const Step& step) {
  if (step.phase == Phase::system_error) {
    body["failureReason"] = "SERVICE_ERROR";
    body["statusMessage"] = "the service failed";
  } else if (step.phase == Phase::executor_error) {
    body["failureReason"] = "RUN_TASK_FAILED";
    body["statusMessage"] = "a task of the run failed";
  }
}

}  // namespace

json started_run(const View& view, const Run& run) {
  const auto request = sent(run);
  json body = {{"arn", arn("run/" + run.id)},
               {"id", run.id},
               {"status", run.at(view.now).step->state},
               {"tags", request.value("tags", json::object())},
               {"uuid", uuid_of(run)},
               {"runOutputUri", output_of(request, run)}};
  put_network(body, request);
  return body;
}

json run(const View& view, const Run& run) {
  const auto request = sent(run);
  const auto situation = run.at(view.now);
  auto body = started_run(view, run);
  put_times(body, view, run);
  copy(body, request,
       {"workflowId", "workflowType", "runId", "roleArn", "name", "cacheId", "cacheBehavior", "runGroupId",
        "priority", "parameters", "storageCapacity", "outputUri", "logLevel", "workflowOwnerId",
        "workflowVersionName"});
  body["retentionMode"] = request.value("retentionMode", "RETAIN");
  body["storageType"] = request.value("storageType", "STATIC");
  body["startedBy"] = fmt::format("arn:aws:iam::{}:user/{}", account, run.user.empty() ? "anyone" : run.user);
  const std::string workflow = request.value("workflowId", "1");
  body["workflowUuid"] = uuid_like(digest("workflow " + workflow), 1);
  body["digest"] = "sha256:" + uuid_like(digest("digest " + workflow), 1);
  body["engineVersion"] = "24.10.5";
  body["resourceDigests"] = {{"s3://example-bucket/" + workflow, "etag:" + std::to_string(workflow.size())}};
  if (body["networkingMode"] == "VPC") {
    body["vpcConfig"] = {
        {"securityGroupIds", {"sg-0a1b2c3d"}}, {"subnetIds", {"subnet-0a1b2c3d"}}, {"vpcId", "vpc-0a1b2c3d"}};
  }
  if (situation.started) {
    body["logLocation"] = {{"engineLogStream", log_stream("run/" + run.id + "/engine")},
                           {"runLogStream", log_stream("run/" + run.id)}};
  }
  put_failure(body, *situation.step);
  return body;
}

json listed_run(const View& view, const Run& run) {
  const auto request = sent(run);
  json body = {{"arn", arn("run/" + run.id)}, {"id", run.id}, {"status", run.at(view.now).step->state}};
  put_times(body, view, run);
  copy(body, request, {"workflowId", "name", "priority", "storageCapacity", "workflowVersionName"});
  body["storageType"] = request.value("storageType", "STATIC");
  return body;
}

std::string task_status(const View& view, const Run& run, const TaskSituation& task) {
  const bool stopping = !task.ended && run.at(view.now).cancelling;
  const auto* word = stopping ? view.dialect.word_of(Phase::stopping) : nullptr;
  return word ? word->word : std::string(plain::task_state(view.dialect, run, task, view.now));
}

json listed_task(const View& view, const Run& run, const TaskSituation& task) {
  json body = {{"taskId", task_id(run, task.index)},
               {"status", task_status(view, run, task)},
               {"name", run.timeline->tasks[task.index].name},
               {"cpus", 2},
               {"memory", 4},
               {"gpus", 0},
               {"cacheHit", false},
               {"instanceType", "omics.c.large"},
               {"creationTime", core::to_iso8601(task.started)},
               {"startTime", core::to_iso8601(task.started)}};
  put_omics_time(body, "stopTime", task.ended);
  return body;
}

json task(const View& view, const Run& run, const TaskSituation& task) {
  auto body = listed_task(view, run, task);
  body["logStream"] = log_stream("run/" + run.id + "/task/" + task_id(run, task.index));
  const std::string image = fmt::format("{}.dkr.ecr.us-west-2.amazonaws.com/tools:1", account);
  body["imageDetails"] = {{"image", image},
                          {"imageDigest", "sha256:" + uuid_like(digest(image), 1)},
                          {"sourceImage", "example.org/tools:1"}};
  if (task.exit_code.value_or(0) != 0) {
    body["failureReason"] = "RUN_TASK_FAILED";
    body["statusMessage"] = fmt::format("exit code {}", *task.exit_code);
  }
  return body;
}

}  // namespace assay::mock::healthomics
