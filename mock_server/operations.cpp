// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <variant>

#include "mock_server/listings.hpp"
#include "mock_server/submission.hpp"

namespace assay::mock {
namespace {

using Cancel = Behaviour::Cancel;

// After Behaviour::run_ids; "" leaves it to the store.
std::string own_id(const Ask& ask) {
  auto id = ask.site.behaviour.run_ids;
  std::uint64_t index = ask.site.runs.last_serial() << 8;
  for (auto& c : id) {
    if (c == '#') c = "0123456789abcdef"[draw(ask.site.seed, ++index) % 16];
  }
  return id;
}

Run make_run(Ask& ask, RunRequest request, std::string id = {}) {
  auto& site = ask.site;
  Run run;
  run.id = std::move(id);
  run.user = ask.user;
  const auto lot = draw(site.seed ^ digest("choose"), site.runs.last_serial() + 1);
  run.timeline = &site.scenario->timeline_for(request, {&ask.request.headers, lot, &site.turns});
  run.request = std::make_shared<const RunRequest>(std::move(request));
  run.marks.submitted = ask.view.now;
  run.visible_from = ask.view.now + site.behaviour.visible_after;
  if (run.id.empty()) run.id = own_id(ask);
  return site.runs.add(std::move(run));
}

// The run that the path names, or the answer that refuses it.
std::variant<Run, Reply> named_run(Ask& ask, bool every_users, bool make_unknown) {
  const auto& behaviour = ask.site.behaviour;
  auto run = ask.site.runs.find(ask.routing.run_id);
  if (!run && make_unknown) run = make_run(ask, {}, ask.routing.run_id);
  if (!run || !exists(ask, *run)) return error_reply(404, "there is no run of that id");
  if (!ask.site.gate.open() && run->user != ask.user && !every_users) {
    if (behaviour.hides_foreign_runs) return error_reply(404, "there is no run of that id");
    return error_reply(403, "the run belongs to somebody else");
  }
  return std::move(*run);
}

// Performs `read` on the run that the path names.
template <class Read>
Reply with_run(Ask& ask, Read read) {
  const auto& behaviour = ask.site.behaviour;
  const auto run = named_run(ask, behaviour.reads_every_users_runs, behaviour.unknown_run_is_created);
  return std::holds_alternative<Reply>(run) ? std::get<Reply>(run) : read(std::get<Run>(run));
}

// The same, and the reader has seen the state.
template <class Read>
Reply poll_run(Ask& ask, Read read) {
  return with_run(ask, [&](const Run& run) {
    auto reply = read(run);
    ask.site.runs.count_poll(run.serial, ask.view.now);
    return reply;
  });
}

Reply get_service_info(Ask& ask) {
  const auto& persona = ask.site.persona;
  auto body = wes::service_info(ask.view, ask.site.runs, ask.site.started, ask.site.capabilities());
  for (const auto& [member, text] : persona.service_info) {
    if (text.empty()) {
      body.erase(member);
    } else {
      body[member] = nlohmann::json::parse(text);
    }
  }
  return json_reply(std::move(body));
}

// The head promised more bytes than came.
bool is_cut_off(const core::Request& request) {
  const auto promised = request.headers.get("Content-Length");
  return promised && *promised != std::to_string(request.body.size());
}

bool same(const RunRequest& a, const RunRequest& b) {
  return a.params == b.params && a.type == b.type && a.url == b.url && a.tags == b.tags;
}

// The first run for which `test` holds: for defects only, since it looks at each.
template <class Test>
std::optional<Run> first_run(const Ask& ask, Test test) {
  for (std::uint64_t serial = 1; serial <= ask.site.runs.last_serial(); ++serial) {
    if (auto run = ask.site.runs.by_serial(serial); test(run)) return run;
  }
  return {};
}

Reply run_workflow(Ask& ask) {
  const auto& behaviour = ask.site.behaviour;
  auto submission = read_submission(ask.request, *ask.site.dialect, behaviour, ask.site.capabilities());
  ask.invalid = std::move(submission.passed);
  if (!submission.request) {
    if (behaviour.refused_submission_leaves_run ||
        (behaviour.cut_off_submission_leaves_run && is_cut_off(ask.request))) {
      make_run(ask, {});
    }
    auto reply = error_reply(submission.refusal.status, submission.refusal.text);
    reply.refusal = submission.rule;
    return reply;
  }
  if (behaviour.same_request_same_id) {
    const auto known = first_run(
        ask, [&](const Run& run) { return run.user == ask.user && same(*run.request, *submission.request); });
    if (known) return json_reply(wes::run_id(known->id));
  }
  const auto run = make_run(ask, std::move(*submission.request));
  if (behaviour.answers_other_id) return json_reply(wes::run_id(uuid_like(~ask.site.seed, run.serial)));
  return json_reply(wes::run_id(run.id));
}

Reply get_run_log(Ask& ask) {
  return poll_run(ask, [&](const Run& run) { return json_reply(wes::run_log(ask.view, run)); });
}

Reply get_run_status(Ask& ask) {
  return poll_run(ask, [&](const Run& run) { return json_reply(wes::run_status(ask.view, run)); });
}

Reply get_tasks(Ask& ask) {
  return with_run(ask, [&](const Run& run) { return list_tasks(ask, run); });
}

std::optional<TaskSituation> find_task(const Ask& ask, const Run& run) {
  for (const auto& task : tasks_at(*run.timeline, run.marks, ask.view.now)) {
    if (task_id(run, task.index) == ask.routing.task_id) return task;
  }
  return {};
}

Reply get_task(Ask& ask) {
  const auto read = [&](const Run& run) {
    const auto task = find_task(ask, run);
    return task ? json_reply(wes::task_log(ask.view, run, *task))
                : error_reply(404, "the run has no task of that id");
  };
  if (ask.site.behaviour.finds_tasks_of_any_run) {
    const auto owner = first_run(ask, [&](const Run& run) { return find_task(ask, run).has_value(); });
    if (owner) return read(*owner);
  }
  return with_run(ask, read);
}

Reply cancel_run(Ask& ask) {
  const auto& behaviour = ask.site.behaviour;
  const auto named = named_run(ask, behaviour.cancels_every_users_runs, behaviour.unknown_run_is_cancelled);
  if (std::holds_alternative<Reply>(named)) return std::get<Reply>(named);
  const auto& run = std::get<Run>(named);
  const auto situation = run.at(ask.view.now);
  const bool ended = situation.terminal();
  const auto phase = situation.step->phase;
  if (behaviour.forbids_cancel_of_failed_runs &&
      (phase == schemas::Phase::executor_error || phase == schemas::Phase::system_error))
    return error_reply(403, "the run is in the state " + situation.step->state + " and cannot be cancelled");
  const bool ignored = behaviour.ignores_early_cancels && !situation.started;
  if (!ignored && !run.marks.cancelled && (!ended || behaviour.cancels_ended_runs)) {
    ask.site.runs.cancel(run.serial, ask.view.now, ended);
  }
  if (behaviour.cancel_deletes_run) ask.site.runs.remove(run.serial, ask.view.now);
  return json_reply(wes::run_id(run.id));
}

Reply text_reply(const std::string& stream, const std::string& out, const std::string& err) {
  Reply reply{.text = stream == "stdout" ? out : err};
  reply.headers.set("Content-Type", "text/plain; charset=utf-8");
  return reply;
}

Reply get_run_text(Ask& ask) {
  return with_run(ask, [&](const Run& run) {
    if (!run.at(ask.view.now).started) return error_reply(404, "the run has not started");
    return text_reply(ask.routing.stream, run.timeline->out, run.timeline->err);
  });
}

Reply get_task_text(Ask& ask) {
  return with_run(ask, [&](const Run& run) {
    const auto task = find_task(ask, run);
    if (!task) return error_reply(404, "the run has no task of that id");
    const auto& plan = run.timeline->tasks[task->index];
    return text_reply(ask.routing.stream, plan.out, plan.err);
  });
}

constexpr struct {
  std::string_view operation;
  Reply (*perform)(Ask&);
} table[] = {
    {"GetServiceInfo", get_service_info},
    {"ListRuns", list_runs},
    {"RunWorkflow", run_workflow},
    {"GetRunLog", get_run_log},
    {"GetRunStatus", get_run_status},
    {"CancelRun", cancel_run},
    {"ListTasks", get_tasks},
    {"GetTask", get_task},
    {"MockRunText", get_run_text},
    {"MockTaskText", get_task_text},
};

}  // namespace

Reply json_reply(nlohmann::json body) { return {.body = std::make_shared<nlohmann::json>(std::move(body))}; }

Reply error_reply(int status, std::string msg) {
  auto reply = json_reply(wes::error(status, msg));
  reply.status = status;
  return reply;
}

Reply perform(Ask& ask) {
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const auto& r) { return r.operation == ask.routing.operation; });
  return row == std::end(table) ? error_reply(404, "the mock does not have this operation")
                                : row->perform(ask);
}

}  // namespace assay::mock
