// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/tasks/tasks_paging.hpp"
#include "conformance/checks/tasks/tasks_single.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/response_schema.hpp"
#include "conformance/rules/task_list.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

Task<void> list_is_answered(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  if (!t.dialect().has("ListTasks")) {
    core::Request request;
    request.target = "/runs/" + core::percent_encode(run->id) + "/tasks";
    request.headers.add("Accept", "application/json");
    const ExchangePtr answer = co_await t.send_request(std::move(request), "", "main");
    t.judge_status("TSK-20", answer, "a task list, which this version does not have");
    co_return;
  }
  const ExchangePtr answer = co_await t.get("ListTasks", run->id);
  t.judge_status("TSK-01", answer, "the task list of a run");
  if (!is_ok(*answer)) co_return;
  const JsonPtr body = t.json(answer);
  t.expect(body && body->is_object(), "TSK-01",
           finding(answer, "no-task-list", "the task list is no JSON object", "an object", "", {""}));
  if (!body) co_return;
  const std::vector<Violation> violations = t.openapi().check("ListTasks", 200, "application/json", *body);
  t.broken_by("TSK-01", schema_findings(answer, violations, {"/task_logs", "/next_page_token"}), answer);
}

void judge_schema(CheckContext& t, const Page& page) {
  const JsonPtr body = t.json(page.exchange);
  if (!body) return;
  std::vector<Finding> identity;
  std::vector<Violation> others;
  for (const Violation& violation : t.openapi().check("ListTasks", 200, "application/json", *body)) {
    if (!is_at(violation, {"/task_logs/*"})) continue;
    if (!is_of_task_identity(violation)) {
      others.push_back(violation);
      continue;
    }
    merge_finding(identity, finding(page.exchange, "task-identity",
                                    violation.instance + " is " + violation.actual + " where a task has " +
                                        violation.expected,
                                    violation.expected, violation.actual, {violation.instance}));
  }
  t.broken_by("TSK-02", identity, page.exchange);
  t.broken_by("TSK-04", schema_findings(page.exchange, others, {"*"}), page.exchange);
  for (Finding& nulls : null_findings(page.exchange, others))
    t.graded("TSK-04", t.policy() == Policy::strict ? Verdict::fail : Verdict::warn, std::move(nulls));
}

void judge_tes_uris(CheckContext& t, const TaskList& list) {
  bool any = false;
  for (std::size_t i = 0; i < list.tasks.size(); ++i) {
    const json* uri = member(list.tasks[i], "tes_uri");
    if (!uri || !uri->is_string() || uri->get<std::string>().empty()) continue;
    any = true;
    t.expect(
        core::classify_url(uri->get<std::string>()) == core::UrlKind::absolute, "TSK-14",
        finding(list.exchange(), "tes-uri-no-url", "a tes_uri is no absolute URL", "a URL",
                core::printable(uri->get<std::string>()), {"/task_logs/" + std::to_string(i) + "/tes_uri"}));
  }
  if (!any) t.not_applicable("TSK-14", "no task has a tes_uri");
}

Task<void> tasks_are_logs(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const TaskList list = co_await read_tasks(t, run->id);
  if (shows_none(t, list, {"TSK-02", "TSK-03", "TSK-04", "TSK-14"})) co_return;
  for (const Page& page : list.walk.pages) {
    judge_schema(t, page);
    // A task that comes back on a later page is a matter of the pages (TPG-05).
    const auto shared = shared_task_id(task_logs_of(member(t.json(page.exchange).get(), page.member)));
    t.expect(!shared, "TSK-03",
             finding(page.exchange, "task-id-shared", "two tasks of the run have one id",
                     "an id for each task", core::printable(shared.value_or("")), {"/task_logs"}));
  }
  judge_tes_uris(t, list);
}

// The tasks of ended runs against their runs.
Task<void> tasks_fit_their_run(CheckContext& t) {
  std::string codes, times;
  ExchangePtr evidence;
  for (const bool failing : {false, true}) {
    RunPtr run;
    if (failing)
      run = co_await t.failed_run();
    else
      run = co_await t.tasks_run();
    const TaskList list = co_await read_tasks(t, run->id);
    const ExchangePtr log = co_await t.get("GetRunLog", run->id);
    const JsonPtr log_body = t.json(log);
    if (list.tasks.empty()) continue;
    evidence = list.exchange();
    if (codes.empty()) codes = odd_exit_codes(run->last_state, list.tasks);
    for (const json* task : list.tasks) {
      const bool open = !text_member(task, "start_time").empty() && text_member(task, "end_time").empty();
      t.expect(!open, "TSK-17",
               finding(list.exchange(), "task-still-open",
                       "the run has ended, and its task " + core::printable(text_member(task, "name")) +
                           " has a start_time and no end_time",
                       "an end_time", "none", {"/task_logs"}));
      if (times.empty()) times = outside_of_run(member(log_body.get(), "run_log"), *task);
    }
  }
  if (!evidence) {
    for (const char* id : {"TSK-17", "TSK-18", "TSK-19"}) t.not_applicable(id, "the runs show no tasks");
    co_return;
  }
  codes.empty() ? t.holds("TSK-18", evidence) : t.info("TSK-18", codes, evidence);
  times.empty() ? t.holds("TSK-19", evidence) : t.info("TSK-19", times, evidence);
}

void judge_order(CheckContext& t, std::string_view requirement, const TaskList& list, const TaskLogs& other,
                 const ExchangePtr& where, const std::string& what) {
  const auto clash = task_disorder(other, list.tasks);
  Finding disorder =
      finding(list.exchange(), "task-order-differs",
              clash ? core::printable(clash->first) + " stands before " + core::printable(clash->second) +
                          " in " + what + ", and after it in the task list"
                    : "",
              "one order", "two", {"/task_logs"});
  disorder.exchanges.push_back(where->id);
  t.expect(!clash, requirement, std::move(disorder));
}

Task<void> order_is_that_of_the_log(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  const TaskList first = co_await read_tasks(t, run->id);
  const TaskList second = co_await read_tasks(t, run->id);
  if (shows_none(t, first, {"TSK-05", "TSK-06"})) co_return;
  judge_order(t, "TSK-06", second, first.tasks, first.exchange(), "an earlier answer");
  const JsonPtr body = t.json(log);
  const TaskLogs in_log = task_logs_of(member(body.get(), "task_logs"));
  if (in_log.empty()) {
    t.not_applicable("TSK-05", "the run log shows no task_logs");
  } else {
    judge_order(t, "TSK-05", first, in_log, log, "the run log");
  }
}

}  // namespace

const std::vector<Check>& tasks_checks() {
  static const std::vector<Check> table = {
      {.id = "tasks.list-is-answered",
       .title = "a run has a task list, and in 1.0 none",
       .decides = {"TSK-01", "TSK-20"},
       .stage = Stage::lifecycle,
       .run = list_is_answered,
       .smoke = true},
      {.id = "tasks.are-logs",
       .title = "tasks have the shape of a task log, and ids of their own",
       .decides = {"TSK-02", "TSK-03", "TSK-04", "TSK-14"},
       .stage = Stage::lifecycle,
       .run = tasks_are_logs,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.fit-their-run",
       .title = "the tasks of an ended run have ended, within the run",
       .decides = {"TSK-17", "TSK-18", "TSK-19"},
       .stage = Stage::lifecycle,
       .run = tasks_fit_their_run,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "tasks.keep-their-order",
       .title = "the task list has one order, that of the run log",
       .decides = {"TSK-05", "TSK-06"},
       .stage = Stage::lifecycle,
       .run = order_is_that_of_the_log,
       .operations = {"ListTasks"},
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
