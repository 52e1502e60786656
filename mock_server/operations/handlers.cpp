// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations/handlers.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace assay::mock {
namespace {

using schemas::Phase;

// After Behaviour::run_ids; "" leaves it to the store.
std::string own_id(const Ask& ask) {
  auto id = ask.site.behaviour.run_ids;
  std::uint64_t index = ask.site.runs.last_serial() << 8;
  for (auto& c : id) {
    if (c == '#') c = "0123456789abcdef"[draw(ask.site.seed, ++index) % 16];
  }
  return id;
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

// Whether the dialect's promise has a cancel for such a run. A word may stand for two phases: STOPPING.
bool takes_cancel(const schemas::Dialect& dialect, const Step& step) {
  const auto& from = dialect.cancel.from;
  const auto* word = dialect.state(step.state);
  const auto has = [&](Phase phase) { return std::ranges::find(from, phase) != from.end(); };
  return from.empty() ? !step.terminal : has(step.phase) || (word && has(word->phase));
}

std::optional<TaskSituation> find_task(const Ask& ask, const Run& run) {
  for (const auto& task : tasks_at(*run.timeline, run.marks, ask.view.now)) {
    if (task_id(run, task.index) == ask.routing.task_id) return task;
  }
  return {};
}

Reply no_task() { return error_reply(404, "the run has no task of that id"); }

Reply text_reply(const std::string& stream, const std::string& out, const std::string& err) {
  Reply reply{.text = stream == "stdout" ? out : err};
  reply.headers.set("Content-Type", "text/plain; charset=utf-8");
  return reply;
}

}  // namespace

Run make_run(Ask& ask, RunRequest request, std::string id) {
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

Reply with_run(Ask& ask, const std::function<Reply(const Run&)>& read) {
  const auto& behaviour = ask.site.behaviour;
  const auto run = named_run(ask, behaviour.reads_every_users_runs, behaviour.unknown_run_is_created);
  return std::holds_alternative<Reply>(run) ? std::get<Reply>(run) : read(std::get<Run>(run));
}

bool exists(const Ask& ask, const Life& run) { return !run.deleted && run.visible_from <= ask.view.now; }

Reply submit_run(Ask& ask, Submission submission, RenderRun render, std::string id) {
  const auto& behaviour = ask.site.behaviour;
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
    if (known) return json_reply(render(ask.view, *known));
  }
  auto run = make_run(ask, std::move(*submission.request), std::move(id));
  if (behaviour.answers_other_id) run.id = ask.site.runs.other_id(run.serial);
  return json_reply(render(ask.view, run));
}

Reply poll_run(Ask& ask, RenderRun render) {
  return with_run(ask, [&](const Run& run) {
    auto reply = json_reply(render(ask.view, run));
    ask.site.runs.count_poll(run.serial, ask.view.now);
    return reply;
  });
}

Reply cancel_run(Ask& ask, RenderRun render) {
  const auto& behaviour = ask.site.behaviour;
  const auto& dialect = *ask.site.dialect;
  const auto named = named_run(ask, behaviour.cancels_every_users_runs, behaviour.unknown_run_is_cancelled);
  if (std::holds_alternative<Reply>(named)) return std::get<Reply>(named);
  const auto& run = std::get<Run>(named);
  const auto situation = run.at(ask.view.now);
  const auto& step = *situation.step;
  const auto refused = [&](int status) {
    return error_reply(status, "the run is in the state " + step.state + " and cannot be cancelled");
  };
  if (behaviour.forbids_cancel_of_failed_runs &&
      (step.phase == Phase::executor_error || step.phase == Phase::system_error))
    return refused(403);
  const bool forced = situation.terminal() && behaviour.cancels_ended_runs;
  const bool taken = takes_cancel(dialect, step) || forced;
  if (!taken && dialect.cancel.otherwise != 0) return refused(dialect.cancel.otherwise);
  const bool ignored = behaviour.ignores_early_cancels && !situation.started;
  if (taken && !ignored && !run.marks.cancelled) {
    ask.site.runs.cancel(run.serial, ask.view.now, situation.terminal());
  }
  if (behaviour.cancel_deletes_run) ask.site.runs.remove(run.serial, ask.view.now);
  return json_reply(render(ask.view, run));
}

Reply read_task(Ask& ask, RenderTask render) {
  const auto read = [&](const Run& run) {
    const auto task = find_task(ask, run);
    return task ? json_reply(render(ask.view, run, *task)) : no_task();
  };
  if (ask.site.behaviour.finds_tasks_of_any_run) {
    const auto owner = first_run(ask, [&](const Run& run) { return find_task(ask, run).has_value(); });
    if (owner) return read(*owner);
  }
  return with_run(ask, read);
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
    if (!task) return no_task();
    const auto& plan = run.timeline->tasks[task->index];
    return text_reply(ask.routing.stream, plan.out, plan.err);
  });
}

}  // namespace assay::mock
