// SPDX-License-Identifier: Apache-2.0
#include "mock_server/render/wes.hpp"

#include <nlohmann/json.hpp>

#include "core/url.hpp"

namespace assay::mock::wes {
namespace {

using nlohmann::json;

void put(json& body, const char* member, const std::optional<std::string>& text) {
  if (text) body[member] = *text;
}

void put_json(json& body, const char* member, const std::optional<std::string>& text) {
  if (text) body[member] = json::parse(*text);  // the submission has parsed it within limits
}

void put(json& body, const char* member, const std::optional<core::Time>& time) {
  if (time) body[member] = core::to_iso8601(*time);
}

json request(const Run& run) {
  const auto& sent = *run.request;
  json body = json::object();
  put_json(body, "workflow_params", sent.params);
  put(body, "workflow_type", sent.type);
  put(body, "workflow_type_version", sent.type_version);
  put(body, "workflow_url", sent.url);
  put(body, "workflow_engine", sent.engine);
  put(body, "workflow_engine_version", sent.engine_version);
  put_json(body, "workflow_engine_parameters", sent.engine_parameters);
  put_json(body, "tags", sent.tags);
  return body;
}

std::string run_url(const View& view, const Run& run) {
  return view.base_url + "/runs/" + core::percent_encode(run.id);
}

// "https://host/flows/align.cwl?raw=1#main" -> "align.cwl"
std::string file_name(std::string url) {
  url.resize(std::min(url.find_first_of("?#"), url.size()));
  return url.substr(url.rfind('/') + 1);
}

std::string engine_of(const RunRequest& request) {
  if (request.engine) return *request.engine;
  if (request.type == "WDL") return "cromwell";
  if (request.type == "NFL") return "nextflow";
  return request.type == "SMK" ? "snakemake" : "cwltool";
}

json log(const View& view, const Run& run, const Situation& situation) {
  const auto url = run.request->url.value_or("");
  json body = {{"name", file_name(url)}, {"cmd", {engine_of(*run.request), url}}};
  put(body, "start_time", situation.started);
  put(body, "end_time", situation.ended);
  if (situation.started) {
    body["stdout"] = run_url(view, run) + "/logs/stdout";
    body["stderr"] = run_url(view, run) + "/logs/stderr";
  }
  if (situation.ended && situation.step->exit_code) body["exit_code"] = *situation.step->exit_code;
  return body;
}

}  // namespace

json error(int status, std::string_view msg) { return {{"msg", msg}, {"status_code", status}}; }

json run_id(const View&, const Run& run) { return {{"run_id", run.id}}; }

json run_status(const View& view, const Run& run) {
  return {{"run_id", run.id}, {"state", run.at(view.now).step->state}};
}

void append_run_status(std::string_view id, std::string_view state, std::string& text) {
  constexpr std::string_view before_id = R"({"run_id":")", before_state = R"(","state":")", end = R"("})";
  text.append(before_id).append(id).append(before_state).append(state).append(end);
}

json run_item(const View& view, const Run& run) {
  if (!view.dialect.has("ListTasks")) return run_status(view, run);
  const auto situation = run.at(view.now);
  json body = {{"run_id", run.id}, {"state", situation.step->state}};
  put(body, "start_time", situation.started);
  put(body, "end_time", situation.ended);
  body["tags"] = run.request->tag_values;
  return body;
}

json run_log(const View& view, const Run& run) {
  const auto situation = run.at(view.now);
  json body = {{"run_id", run.id},
               {"request", request(run)},
               {"state", situation.step->state},
               {"run_log", log(view, run, situation)}};
  if (view.dialect.has("ListTasks")) body["task_logs_url"] = run_url(view, run) + "/tasks";
  body["task_logs"] = json::array();
  for (const auto& task : tasks_at(*run.timeline, run.marks, view.now)) {
    body["task_logs"].push_back(task_log(view, run, task));
  }
  const auto& outputs = situation.step->outputs;
  if (!outputs.empty()) {
    body["outputs"] = json::parse(outputs);
  } else if (situation.step->phase == schemas::Phase::complete) {
    body["outputs"] = json::object();
  }
  return body;
}

json task_log(const View& view, const Run& run, const TaskSituation& task) {
  const auto& plan = run.timeline->tasks[task.index];
  const auto id = task_id(run, task.index);
  const auto url = run_url(view, run) + "/logs/" + core::percent_encode(id);
  json body = {{"name", plan.name},
               {"cmd", plan.cmd},
               {"start_time", core::to_iso8601(task.started)},
               {"stdout", url + "/stdout"},
               {"stderr", url + "/stderr"}};
  put(body, "end_time", task.ended);
  if (task.exit_code) body["exit_code"] = *task.exit_code;
  if (view.dialect.has("GetTask")) body["id"] = id;
  return body;
}

}  // namespace assay::mock::wes
