// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/tasks/tasks_paging.hpp"
#include "conformance/rules/members.hpp"

namespace assay::conformance {
namespace {

// What the list of a run says that has no tasks yet.
void judge_empty_list(CheckContext& t, const ExchangePtr& answer) {
  if (!is_ok(*answer)) {
    t.inconclusive("TSK-13", in_words(*answer) + ", which is no task list");
    return;
  }
  const JsonPtr body = t.json(answer);
  const nlohmann::json* tasks = member(body.get(), "task_logs");
  if (!tasks) {
    t.graded("TSK-13", Verdict::warn,
             finding(answer, "tasks-absent", "the task list of a new run has no task_logs", "[]", "no member",
                     {""}));
  } else if (tasks->is_null()) {
    t.broken("TSK-13", finding(answer, "tasks-null", "the task list of a new run has null as task_logs", "[]",
                               "null", {"/task_logs"}));
  } else if (tasks->is_array() && !tasks->empty()) {
    t.not_applicable("TSK-13", "the run had tasks as soon as it was submitted");
  } else {
    t.expect(tasks->is_array(), "TSK-13",
             finding(answer, "tasks-no-array", "the task_logs of a new run are no array", "[]",
                     "another type", {"/task_logs"}));
  }
}

// Tasks are appended while their run goes on: a walk must neither repeat nor lose those that were there
// before.
Task<void> task_walk_while_growing(CheckContext& t) {
  const std::string workload = t.tasks_workload();
  const RunPtr run = co_await t.new_run(workload);
  Page before = co_await whole_task_page(t, run->id);
  judge_empty_list(t, before.exchange);
  const core::Time until = t.now() + t.finish_wait(workload);
  core::Duration pause = t.waits().first_poll;
  while (before.ids.size() < 3) {
    const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
    const bool ended = t.dialect().is_terminal(text_member(t.json(status).get(), "state"));
    if (ended || t.now() >= until) {
      t.not_applicable("TPG-08", "the run was not seen with three tasks while it went on");
      co_return;
    }
    co_await t.sleep(pause);
    pause = std::min(pause * 3 / 2, t.waits().longest_poll);
    before = co_await whole_task_page(t, run->id);
  }
  Walk walk = task_walk(run->id, "2");
  const bool more = co_await t.next_page(walk);
  t.need(more, walk.ended ? "there is only one page" : walk.cut);
  co_await t.wait_terminal(run, until - t.now());
  co_await t.finish_walk(walk);
  judge_task_repeats(t, walk, "TPG-08");
  judge_task_losses(t, walk, before, "TPG-08");
}

}  // namespace

const std::vector<Check>& tasks_growing_checks() {
  static const std::vector<Check> table = {
      {.id = "tasks.list-grows-in-order",
       .title = "the list of a new run is empty, and a walk stands its growth",
       .decides = {"TSK-13", "TPG-08"},
       .stage = Stage::paging,
       .run = task_walk_while_growing,
       .operations = {"ListTasks"},
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
