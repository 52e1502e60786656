// SPDX-License-Identifier: Apache-2.0
// The tasks of a run: as a list, and one by one.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/task_list.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace common {
namespace {

constexpr std::size_t kMostTasks = 8;

Walk walk_of_tasks(const RunPtr& run, std::string size) {
  Walk walk = walk_of(std::move(size));
  walk.operation = "ListTasks";
  walk.run_id = run->id;
  return walk;
}

Task<ExchangePtr> get_task(CheckContext& t, RunPtr run, std::string task_id) {
  Call call;
  call.operation = "GetTask";
  call.run_id = run->id;
  call.task_id = std::move(task_id);
  co_return co_await t.send(call);
}

void judge_task(CheckContext& t, const std::string& id, const ExchangePtr& answer) {
  const schemas::Readings& names = t.dialect().readings;
  if (!is_success(t, answer)) {
    return t.broken("task-found", finding(answer, "task-not-found",
                                          "a listed task does not answer to its id: " + in_words(*answer),
                                          std::to_string(t.dialect().operation("GetTask")->success),
                                          std::to_string(core::status_of(*answer))));
  }
  const std::string said = text_member(t.json(answer).get(), names.task_id);
  t.expect(said == id, "task-found",
           finding(answer, "task-id-differs", "the answer for a task names another", core::printable(id),
                   said.empty() ? "none" : core::printable(said), {"/" + names.task_id}));
}

Task<void> tasks_are_found(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  Walk walk = walk_of_tasks(run, "");
  co_await t.finish_walk(walk);
  const Page& first = walk.pages.front();
  const std::vector<std::string> ids = walk.ids();
  const bool nameless = std::find(ids.begin(), ids.end(), "") != ids.end();
  t.expect(first.readable && !ids.empty() && !nameless, "tasks-listed",
           finding(first.exchange, "tasks-not-listed",
                   !first.readable ? "the tasks of a run: " + in_words(*first.exchange)
                   : ids.empty()   ? "a run that completed has no task in its list"
                                   : "a task has no " + t.dialect().readings.task_id + " of type string",
                   "tasks with their ids", std::to_string(ids.size()) + " tasks"));
  if (const auto repeat = first_repeat(walk)) {
    t.broken("tasks-listed",
             finding(walk.pages[repeat->second_page].exchange, "task-repeated",
                     "two tasks of a run have one id", "each id once", core::printable(repeat->id)));
  }
  t.need(first.readable && !ids.empty() && !nameless, "there is no task to ask for");
  for (std::size_t i = 0; i < std::min(ids.size(), kMostTasks); ++i) {
    const ExchangePtr answer = co_await get_task(t, run, ids[i]);
    judge_task(t, ids[i], answer);
  }
  const ExchangePtr nobody = co_await get_task(t, run, unlike(ids.front()));
  t.judge_status("unknown-task", nobody, "a task that the run does not have");
}

Task<void> task_pages_are_whole(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  Walk whole = walk_of_tasks(run, "");
  co_await t.finish_walk(whole);
  t.need(whole.ended, why_cut(whole));
  Walk walk = walk_of_tasks(run, "2");
  co_await t.finish_walk(walk);
  const ExchangePtr last = last_of(walk);
  for (const Page* page : oversized(walk)) {
    t.broken("task-pages", finding(page->exchange, "task-page-too-large",
                                   fmt::format("a page with {}=2 has {} tasks",
                                               t.dialect().page_size_parameter, page->ids.size()),
                                   "at most 2", std::to_string(page->ids.size()), {"/" + page->member}));
  }
  t.expect(!first_repeat(walk), "task-pages",
           finding(last, "task-repeated", "a task is on two pages", "each task once", "one twice"));
  t.expect(!walk.token_cycle, "task-pages",
           finding(last, "token-cycle", "the walk goes in a circle", "an end", "a token seen before"));
  if (!walk.ended) co_return;
  const std::vector<std::string> missing = missing_from(walk, whole.ids());
  t.expect(missing.empty(), "task-pages",
           finding(last, "task-lost", "a walk by pages misses tasks of the whole list", "all tasks",
                   fmt::format("{} missing", missing.size())));
}

}  // namespace
}  // namespace common

const std::vector<Check>& common_tasks_checks() {
  using namespace common;
  static const std::vector<Check> table = {
      {.id = "common.tasks-are-found",
       .title = "the tasks of a run are listed, each answers to its id, and no other does",
       .decides = {"tasks-listed", "task-found", "unknown-task"},
       .stage = Stage::paging,
       .run = tasks_are_found,
       .operations = {"ListTasks", "GetTask"},
       .writes = true},
      {.id = "common.task-pages-are-whole",
       .title = "a walk by pages through the tasks of a run shows each once",
       .decides = {"task-pages"},
       .stage = Stage::paging,
       .run = task_pages_are_whole,
       .operations = {"ListTasks"},
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
