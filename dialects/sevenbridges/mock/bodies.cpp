// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "dialects/sevenbridges/mock/tasks.hpp"

namespace assay::mock::sevenbridges {
namespace {

using nlohmann::json;
using schemas::Phase;

void put_task_time(json& body, const char* member, const std::optional<core::Time>& time) {
  if (time) body[member] = core::to_iso8601(*time);
}

std::int64_t milliseconds(core::Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

std::string href(const View& view, const Run& run) { return view.base_url + "/tasks/" + run.id; }

constexpr struct {
  Phase phase;
  std::string_view text;
} messages[] = {
    {Phase::draft, "Draft"},
    {Phase::queued, "Queued"},
    {Phase::initializing, "Initializing..."},
    {Phase::running, "Running"},
    {Phase::canceling, "Aborting"},
    {Phase::complete, "Completed"},
    {Phase::canceled, "Aborted"},
    {Phase::executor_error, "A step of the app failed"},
    {Phase::system_error, "The platform failed"},
};

std::string_view message_of(Phase phase) {
  const auto row = std::ranges::find(messages, phase, [](const auto& each) { return each.phase; });
  return row != std::end(messages) ? row->text : "Running";
}

json progress(const Run& run, const Situation& now_at, core::Time now) {
  const auto tasks = tasks_at(*run.timeline, run.marks, now);
  const auto total = run.timeline->tasks.size();
  const auto count = [&](auto test) { return std::ranges::count_if(tasks, test); };
  const auto done = count([](const auto& task) { return task.exit_code == 0; });
  json body = {
      {"message", message_of(now_at.step->phase)},
      {"steps_total", total},
      {"steps_completed", done},
      {"completed", done},
      {"failed", count([](const auto& task) { return task.exit_code.value_or(0) != 0; })},
      {"running", count([](const auto& task) { return !task.ended; })},
      {"aborted", count([](const auto& task) { return task.ended && !task.exit_code; })},
      {"queued", now_at.terminal() ? 0 : total - tasks.size()},
      {"instance_init", now_at.step->phase == Phase::initializing},
      {"system_limit", false},
      {"account_limit", false},
  };
  const auto until = now_at.ended.value_or(now);
  const auto started = now_at.started.value_or(until);
  body["queued_duration"] = milliseconds(started - run.marks.submitted);
  body["running_duration"] = body["execution_duration"] = milliseconds(until - started);
  body["duration"] = milliseconds(until - run.marks.submitted);
  return body;
}

json job(const View& view, const Run& run, const TaskSituation& task) {
  const auto& plan = run.timeline->tasks[task.index];
  std::string command;
  for (const auto& word : plan.cmd) command += (command.empty() ? "" : " ") + word;
  json body = {{"name", plan.name},
               {"status", !task.ended           ? "RUNNING"
                          : task.exit_code == 0 ? "DONE"
                                                : "FAILED"},
               {"command_line", command},
               {"retried", false}};
  put_task_time(body, "start_time", task.started);
  put_task_time(body, "end_time", task.ended);
  body["instance"] = {{"id", fmt::format("i-{:08x}", digest(run.id) & 0xFFFFFFFF)},
                      {"type", "c4.2xlarge"},
                      {"provider", "AWS"},
                      {"disk", {{"size", 1024}, {"unit", "GB"}, {"type", "EBS"}}}};
  body["docker"] = {{"checksum", fmt::format("sha256:{:016x}", digest(plan.name))}};
  const auto logs = href(view, run) + "/logs/" + core::percent_encode(task_id(run, task.index));
  body["logs"] = {{"stdout", logs + "/stdout"}, {"stderr", logs + "/stderr"}};
  return body;
}

}  // namespace

json made_of(const Run& run) {
  if (run.request->params) return json::parse(*run.request->params);
  // Runs of a population were sent by nobody.
  const auto app = run.request->url.value_or("mock/flows/app");
  return {{"name", "task " + std::to_string(run.serial)}, {"project", "mock/flows"}, {"app", app}};
}

json error(int status, std::string_view type, std::string_view message) {
  static constexpr struct {
    int status;
    int code;
  } by_status[] = {{400, 90000}, {401, 90001}, {403, 90002}, {404, 90003}, {405, 90006}, {409, 90007},
                   {413, 90000}, {415, 90008}, {429, 1000},  {501, 90010}, {503, 90005}};
  const auto row = std::ranges::find(by_status, status, [](const auto& each) { return each.status; });
  int code = row != std::end(by_status) ? row->code : 90004;
  std::from_chars(type.data(), type.data() + type.size(), code);
  return {{"status", status},
          {"code", code},
          {"message", message},
          {"more_info", "http://docs.sevenbridges.com/docs/api-status-codes"}};
}

json input_errors(const RunRequest& request) {
  json errors = json::array();
  const auto made = request.params ? json::parse(*request.params) : json::object();
  if (!made.contains("inputs")) return errors;
  for (const auto& [name, value] : made["inputs"].items()) {
    if (value.is_null())
      errors.push_back({{"message", "the input " + name + " has no value"}, {"type", "input"}, {"id", name}});
  }
  return errors;
}

json task(const View& view, const Run& run) {
  const auto situation = run.at(view.now);
  const auto phase = situation.step->phase;
  const auto user = run.user.empty() ? std::string("mock") : run.user;
  json body = {{"href", href(view, run)},
               {"id", run.id},
               {"status", situation.step->state},
               {"type", "CWL"},
               {"description", ""},
               {"created_by", user},
               {"batch", false},
               {"errors", input_errors(*run.request)},
               {"warnings", json::array()},
               {"price", {{"amount", 0}, {"currency", "USD"}}},
               {"inputs", json::object()},
               {"outputs", json::object()},
               {"use_interruptible_instances", false}};
  body.update(made_of(run));
  put_task_time(body, "created_time", run.marks.submitted);
  put_task_time(body, "start_time", situation.started);
  put_task_time(body, "end_time", situation.ended);
  if (phase != Phase::draft) {
    body["executed_by"] = user;
    body["execution_status"] = progress(run, situation, view.now);
  }
  if (!situation.step->outputs.empty()) body["outputs"] = json::parse(situation.step->outputs);
  return body;
}

json details(const View& view, const Run& run) {
  const auto situation = run.at(view.now);
  json body = {{"href", href(view, run) + "/execution_details"},
               {"status", situation.step->state},
               {"message", message_of(situation.step->phase)},
               {"jobs", json::array()}};
  put_task_time(body, "start_time", situation.started);
  put_task_time(body, "end_time", situation.ended);
  for (const auto& each : tasks_at(*run.timeline, run.marks, view.now)) {
    body["jobs"].push_back(job(view, run, each));
  }
  return body;
}

void select_fields(const core::Query& query, json& task) {
  const auto asked = std::ranges::find(query, "fields", &core::Query::value_type::first);
  if (asked == query.end() || asked->second.empty()) return;
  json selected = json::object();
  for (std::string_view rest = asked->second; !rest.empty();) {
    const auto end = std::min(rest.find(','), rest.size());
    const auto name = std::string(rest.substr(0, end));
    if (name == "_all") return;
    if (task.contains(name)) selected[name] = task[name];
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  task = std::move(selected);
}

}  // namespace assay::mock::sevenbridges
