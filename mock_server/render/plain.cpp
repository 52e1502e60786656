// SPDX-License-Identifier: Apache-2.0
#include "mock_server/render/plain.hpp"

#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "mock_server/operations/listings.hpp"
#include "mock_server/render/renderings.hpp"

namespace assay::mock {
namespace plain {
namespace {

using nlohmann::json;
using schemas::Phase;

void put(json& body, const std::string& member, json value) {
  if (!member.empty() && !value.is_null()) body[member] = std::move(value);
}

json text_of(const std::optional<core::Time>& time) { return time ? json(core::to_iso8601(*time)) : json(); }

Phase phase_of(const Run& run, const TaskSituation& task, core::Time now) {
  if (!task.ended) return Phase::running;
  if (task.exit_code) return *task.exit_code == 0 ? Phase::complete : Phase::executor_error;
  return run.at(now).step->phase == Phase::canceled ? Phase::canceled : Phase::executor_error;
}

}  // namespace

std::string_view task_state(const schemas::Dialect& dialect, const Run& run, const TaskSituation& task,
                            core::Time now) {
  const auto* word = dialect.word_of(phase_of(run, task, now));
  return word ? std::string_view(word->word) : "";
}

json error(const schemas::Dialect& dialect, int status, std::string_view message) {
  json body = json::object();
  put(body, dialect.readings.error_message, message);
  put(body, dialect.readings.error_status, status);
  put(body, dialect.readings.error_code, status);
  return body;
}

json run(const View& view, const Run& run) {
  const auto& names = view.dialect.readings;
  const auto situation = run.at(view.now);
  json body = json::object();
  put(body, names.run_id, run.id);
  put(body, names.state, situation.step->state);
  put(body, names.created, core::to_iso8601(run.marks.submitted));
  put(body, names.started, text_of(situation.started));
  put(body, names.ended, text_of(situation.ended));
  return body;
}

json task(const View& view, const Run& run, const TaskSituation& task) {
  const auto& names = view.dialect.readings;
  json body = json::object();
  put(body, names.task_id, task_id(run, task.index));
  put(body, names.task_state, task_state(view.dialect, run, task, view.now));
  put(body, names.started, text_of(task.started));
  put(body, names.ended, text_of(task.ended));
  return body;
}

}  // namespace plain

namespace {

using nlohmann::json;

// A JSON object, whatever is in it, or a form as WES has it. What scenarios match on is told by WES's names.
Submission read_any(const Ask& ask) {
  const auto type = std::string(ask.request.headers.get("Content-Type").value_or(""));
  if (core::media_type(type) != "application/json")
    return read_submission(ask.request, *ask.site.dialect, ask.site.behaviour, ask.site.capabilities());
  const auto body = core::parse_json(ask.request.body);
  if (!body || !body->is_object())
    return {.rule = "malformed-form", .refusal = {400, "the body is no JSON object"}};
  RunRequest request;
  request.params = ask.request.body;
  const auto take = [&](const char* member, std::optional<std::string>& into) {
    if (body->contains(member) && body->at(member).is_string()) into = body->at(member);
  };
  take("workflow_url", request.url);
  take("workflow_type", request.type);
  return {.request = std::move(request)};
}

json page(const Ask& ask, const std::string& items, Listed listed) {
  const auto& dialect = *ask.site.dialect;
  json body = {{items, std::move(*listed.items)}};
  if (dialect.page_style == schemas::PageStyle::links) {
    body["links"] = json::array();
    if (!listed.next.empty())
      body["links"].push_back({{"href", next_href(ask, listed.next)}, {"rel", "next"}, {"method", "GET"}});
  } else if (!listed.next.empty()) {
    body[dialect.next_token_member] = listed.next;
  }
  return body;
}

Reply plain_list_runs(Ask& ask) {
  return answer_page(listed_runs(ask, plain::run), [&](Listed listed) {
    return page(ask, ask.site.dialect->readings.runs, std::move(listed));
  });
}

Reply plain_list_tasks(Ask& ask) {
  return with_run(ask, [&](const Run& run) {
    return answer_page(listed_tasks(ask, run, plain::task), [&](Listed listed) {
      return page(ask, ask.site.dialect->readings.tasks, std::move(listed));
    });
  });
}

void plain_dress(SiteState& site, core::Time, Reply& reply) {
  if (reply.error.empty()) return;
  reply.body = json_reply(plain::error(*site.dialect, reply.status, reply.error)).body;
  const auto& header = site.dialect->readings.error_header;
  if (!header.empty()) reply.headers.set(header, reply.error_type.empty() ? "Error" : reply.error_type);
}

}  // namespace

const Rendering& plain_rendering() {
  static const Rendering rendering{
      .dialect = "",
      .rows = {{"RunWorkflow", [](Ask& ask) { return submit_run(ask, read_any(ask), plain::run); }},
               {"ListRuns", plain_list_runs},
               {"GetRunLog", [](Ask& ask) { return poll_run(ask, plain::run); }},
               {"GetRunStatus", [](Ask& ask) { return poll_run(ask, plain::run); }},
               {"CancelRun", [](Ask& ask) { return cancel_run(ask, plain::run); }},
               {"ListTasks", plain_list_tasks},
               {"GetTask", [](Ask& ask) { return read_task(ask, plain::task); }}},
      .dress = plain_dress};
  return rendering;
}

}  // namespace assay::mock
