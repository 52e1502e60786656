// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/tasks/tasks_single.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/tasks/tasks_paging.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

constexpr std::size_t kMostTasks = 8;  // that are read one by one

Task<ExchangePtr> get_task(CheckContext& t, std::string run_id, std::string task_id) {
  Call call;
  call.operation = "GetTask";
  call.run_id = std::move(run_id);
  call.task_id = std::move(task_id);
  co_return co_await t.send(call);
}

}  // namespace

std::set<std::string> ids_of(const TaskLogs& tasks) {
  std::set<std::string> ids;
  for (const json* task : tasks) ids.insert(text_member(task, "id"));
  ids.erase("");
  return ids;
}

Task<TaskList> read_tasks(CheckContext& t, std::string run_id) {
  TaskList list;
  list.walk = task_walk(run_id, "");
  list.walk.most_pages = 20;
  co_await t.finish_walk(list.walk);
  const JsonPtr first = t.json(list.exchange());
  const bool is_list = is_ok(*list.exchange()) && first && first->is_object();
  t.need(is_list, in_words(*list.exchange()) + ", which is no task list");
  for (const Page& page : list.walk.pages) {
    const TaskLogs tasks = task_logs_of(member(t.json(page.exchange).get(), page.member));
    list.tasks.insert(list.tasks.end(), tasks.begin(), tasks.end());
  }
  co_return list;
}

bool shows_none(CheckContext& t, const TaskList& list, const std::vector<std::string_view>& requirements) {
  if (!list.tasks.empty()) return false;
  for (const std::string_view requirement : requirements)
    t.not_applicable(requirement, "the run shows no tasks");
  return true;
}

namespace {

Task<void> each_task_answers(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const TaskList list = co_await read_tasks(t, run->id);
  std::size_t asked = 0, encoded = 0;
  for (const json* task : list.tasks) {
    const std::string id = text_member(task, "id");
    if (id.empty() || asked == kMostTasks) continue;
    ++asked;
    const ExchangePtr answer = co_await get_task(t, run->id, id);
    if (needs_encoding(id)) {
      ++encoded;
      t.judge_status("TSK-16", answer, "a task of the list, its id percent-encoded");
    } else {
      t.judge_status("TSK-08", answer, "a task of the list");
    }
    if (!is_ok(*answer)) continue;
    const JsonPtr body = t.json(answer);
    const std::string got = text_member(body.get(), "id");
    t.expect(got == id, "TSK-08",
             finding(answer, "task-id-differs", "a task that was asked for by its id has another one", id,
                     core::printable(got), {"/id"}));
    if (!body || got != id) continue;
    for (const std::string& name : task_differences(*task, *body)) {
      t.broken("TSK-09", finding(answer, "task-differs " + name,
                                 name + " differs between a task read alone and its item in the list",
                                 "the same", "another value", {"/" + name}));
    }
    t.holds("TSK-09", answer);
  }
  if (asked == 0) {
    for (const char* id : {"TSK-08", "TSK-09"}) t.not_applicable(id, "the run shows no task with an id");
  }
  if (encoded == 0) t.not_applicable("TSK-16", "no task of the run has an id with a reserved character");
}

Task<void> url_serves_the_list(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  const std::string url = text_member(t.json(log).get(), "task_logs_url");
  if (url.empty()) {
    t.not_applicable("TSK-15", "the run log has no task_logs_url");
    co_return;
  }
  const auto target = core::resolve_target(t.base(), log->request.target, url);
  t.need(target.has_value() && target->starts_with(t.base().path + "/"),
         "task_logs_url leads away from the base URL, where the suite does not send credentials: " +
             core::printable(url));
  core::Request request;
  request.target = target->substr(t.base().path.size());
  request.headers.add("Accept", "application/json");
  const ExchangePtr answer = co_await t.send_request(std::move(request), "", "main");
  t.judge_status("TSK-15", answer, "the task_logs_url of a run");
  if (!is_ok(*answer)) co_return;
  const ExchangePtr list = co_await t.get("ListTasks", run->id);
  t.need(is_ok(*list), in_words(*list) + ", so the tasks cannot be compared");
  const JsonPtr there = t.json(answer), here = t.json(list);
  Finding others = finding(answer, "other-tasks", "task_logs_url serves other tasks than the task list",
                           "the same tasks", "others", {"/task_logs"});
  others.exchanges.push_back(list->id);
  t.expect(ids_of(task_logs_of(member(there.get(), "task_logs"))) ==
               ids_of(task_logs_of(member(here.get(), "task_logs"))),
           "TSK-15", std::move(others));
}

// Unknown runs, unknown tasks, and tasks of other runs.
Task<void> unknown_is_refused(CheckContext& t) {
  const std::string unknown_run = co_await t.unknown_run_id();
  const ExchangePtr answer = co_await t.list_tasks(unknown_run, "", "");
  t.judge_status("TSK-07", answer, "the task list of a run that does not exist");
  const RunPtr run = co_await t.tasks_run();
  const TaskList list = co_await read_tasks(t, run->id);
  const std::set<std::string> ids = ids_of(list.tasks);
  std::string unknown = unlike(ids.empty() ? "wes-assay-0" : *ids.begin());
  while (ids.contains(unknown)) unknown += "0";
  const ExchangePtr no_task = co_await get_task(t, run->id, unknown);
  t.judge_status("TSK-10", no_task, "a task that the run does not have");
  if (ids.empty()) {
    for (const char* id : {"TSK-11", "TSK-12"}) t.not_applicable(id, "the run shows no task with an id");
    co_return;
  }
  const std::string known = *ids.begin();
  const ExchangePtr no_run = co_await get_task(t, unknown_run, known);
  t.judge_status("TSK-12", no_run, "a task under a run that does not exist");
  const RunPtr other = co_await t.failed_run();
  const TaskList others = co_await read_tasks(t, other->id);
  if (ids_of(others.tasks).contains(known)) {
    t.not_applicable("TSK-11", "both runs have a task of that id");
    co_return;
  }
  const ExchangePtr foreign = co_await get_task(t, other->id, known);
  t.judge_status("TSK-11", foreign, "a task of another run");
}

}  // namespace

const std::vector<Check>& tasks_single_checks() {
  static const std::vector<Check> table = {
      {.id = "tasks.answer-to-their-ids",
       .title = "each listed task is read by its id",
       .decides = {"TSK-08", "TSK-09", "TSK-16"},
       .stage = Stage::lifecycle,
       .run = each_task_answers,
       .operations = {"ListTasks", "GetTask"},
       .writes = true},
      {.id = "tasks.url-serves-the-list",
       .title = "the task_logs_url serves the task list",
       .decides = {"TSK-15"},
       .stage = Stage::lifecycle,
       .run = url_serves_the_list,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.unknown-is-refused",
       .title = "unknown runs and tasks, and tasks of other runs, are answered 404",
       .decides = {"TSK-07", "TSK-10", "TSK-11", "TSK-12"},
       .stage = Stage::unknown_runs,
       .run = unknown_is_refused,
       .operations = {"ListTasks", "GetTask"},
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
