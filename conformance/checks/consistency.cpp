// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/context.hpp"
#include "conformance/checks/groups.hpp"
#include "conformance/checks/walks.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

std::string state_of(CheckContext& t, const ExchangePtr& answer) {
  return text_member(t.json(answer).get(), "state");
}

// Status, log, status: where both statuses agree, the log between them has no excuse.
Task<void> log_agrees_with_status(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  int decided = 0;
  for (int i = 0; i < 20; ++i) {
    const ExchangePtr before = co_await t.get("GetRunStatus", run->id);
    const ExchangePtr log = co_await t.get("GetRunLog", run->id);
    const ExchangePtr after = co_await t.get("GetRunStatus", run->id);
    const std::string state = state_of(t, before);
    if (!state.empty() && state == state_of(t, after) && !state_of(t, log).empty()) {
      ++decided;
      Finding differs =
          finding(log, "log-disagrees", "the log shows another state than the statuses before and after it",
                  state, core::printable(state_of(t, log)), {"/state"});
      differs.exchanges.push_back(before->id);
      differs.exchanges.push_back(after->id);
      t.expect(state_of(t, log) == state, "CON-01", std::move(differs));
    }
    if (t.dialect().is_terminal(state)) break;
    co_await t.sleep(std::chrono::milliseconds(100));
  }
  t.need(decided > 0, "no log was read between two equal statuses");
}

// On a run at rest: the three must agree, the list within ten seconds.
Task<void> compare_at_rest(CheckContext& t, RunPtr run, std::string_view requirement) {
  const core::Time until = t.now() + t.waits().visible;
  bool late = false;
  for (;;) {
    const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
    const ExchangePtr log = co_await t.get("GetRunLog", run->id);
    const Listed listed = co_await find_in_list(t, run->id);
    t.need(listed.item != nullptr, "the run is not in the list, so the three cannot be compared");
    const std::string state = state_of(t, status);
    const std::string in_log = state_of(t, log);
    const std::string in_list = text_member(listed.item.get(), "state");
    if (in_log == state && in_list == state) {
      if (late) {
        t.graded(requirement, Verdict::warn,
                 finding(listed.exchange, "agreement-late",
                         "status, log and list agreed only after some seconds", "at once", "later"));
      } else {
        t.holds(requirement, status);
      }
      co_return;
    }
    if (t.now() >= until || in_log != state) {
      Finding differs =
          finding(in_log != state ? log : listed.exchange, "views-disagree",
                  fmt::format("the status says {}, the log {}, the list {}", core::printable(state),
                              core::printable(in_log), core::printable(in_list)),
                  "one state", "several", {in_log != state ? "/state" : listed.pointer + "/state"});
      differs.exchanges.push_back(status->id);
      t.broken(requirement, std::move(differs));
      co_return;
    }
    late = true;
    co_await t.sleep(std::chrono::seconds(1));
  }
}

Task<void> views_agree_at_rest(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  co_await compare_at_rest(t, run, "CON-02");
}

Task<void> views_agree_after_cancel(CheckContext& t) {
  const RunPtr run = co_await t.canceled_run();
  co_await compare_at_rest(t, run, "CON-10");
}

Task<void> list_lies_between(CheckContext& t) {
  const RunPtr run = co_await t.running_run();
  const ExchangePtr before = co_await t.get("GetRunStatus", run->id);
  const Listed listed = co_await find_in_list(t, run->id);
  const ExchangePtr after = co_await t.get("GetRunStatus", run->id);
  t.need(listed.item != nullptr, "the running run is not in the list");
  const std::string state = state_of(t, before);
  const std::string in_list = text_member(listed.item.get(), "state");
  t.need(!state.empty() && state == state_of(t, after), "the state changed while the list was read");
  t.need(!in_list.empty(), "the list shows no state");
  t.expect(in_list == state, "CON-03",
           finding(listed.exchange, "list-disagrees",
                   "the list shows another state than the statuses before and after it", state,
                   core::printable(in_list), {listed.pointer + "/state"}));
}

Task<void> summary_agrees_with_log(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const Listed listed = co_await find_in_list(t, run->id);
  t.need(listed.item != nullptr, "the finished run is not in the list");
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  const JsonPtr body = t.json(log);
  const nlohmann::json* run_log = member(body.get(), "run_log");
  if (!member(listed.item.get(), "start_time") && !member(listed.item.get(), "end_time")) {
    t.not_applicable("CON-04", "the list shows no times");
  } else {
    for (const char* name : {"start_time", "end_time"}) {
      const std::string in_list = text_member(listed.item.get(), name);
      const std::string in_log = text_member(run_log, name);
      if (in_list.empty() || in_log.empty()) continue;
      t.expect(in_list == in_log, "CON-04",
               finding(listed.exchange, "summary-time-differs",
                       fmt::format("{} differs between the list and the run log", name),
                       core::printable(in_log), core::printable(in_list), {listed.pointer + "/" + name}));
    }
  }
  const nlohmann::json* tags = member(listed.item.get(), "tags");
  const nlohmann::json* asked = member(member(body.get(), "request"), "tags");
  if (!tags || !asked) {
    t.not_applicable("CON-05", "the list or the request in the log shows no tags");
  } else {
    t.expect(
        *tags == *asked, "CON-05",
        finding(listed.exchange, "summary-tags-differ",
                "the tags of the list are not those of the request in the log",
                core::printable(asked->dump()), core::printable(tags->dump()), {listed.pointer + "/tags"}));
  }
}

std::set<std::string> task_ids(const nlohmann::json* tasks) {
  std::set<std::string> ids;
  if (!tasks || !tasks->is_array()) return ids;
  for (const nlohmann::json& task : *tasks) {
    const std::string id = text_member(&task, "id");
    if (!id.empty()) ids.insert(id);
  }
  return ids;
}

Task<void> task_views_agree(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  const ExchangePtr list = co_await t.list_tasks(run->id, "", "");
  const std::set<std::string> in_log = task_ids(member(t.json(log).get(), "task_logs"));
  const std::set<std::string> in_list = task_ids(member(t.json(list).get(), "task_logs"));
  if (in_log.empty()) {
    t.not_applicable("CON-06", "the run log shows no task with an id");
    co_return;
  }
  t.need(core::status_of(*list) == 200, in_words(*list) + ", so the tasks cannot be compared");
  t.need(text_member(t.json(list).get(), "next_page_token").empty(), "the tasks take more than one page");
  t.expect(
      in_log == in_list, "CON-06",
      finding(list, "tasks-differ", "the task list and the task_logs of the run log hold different tasks",
              std::to_string(in_log.size()) + " tasks", std::to_string(in_list.size()) + " tasks",
              {"/task_logs"}));
}

// The first log that shows the end is read as soon as the status does.
Task<void> end_comes_whole(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const core::Time until = t.now() + t.waits().finish;
  core::Duration pause = std::chrono::milliseconds(50);
  while (t.now() < until) {
    const ExchangePtr log = co_await t.get("GetRunLog", run->id);
    if (t.dialect().is_terminal(state_of(t, log))) {
      const nlohmann::json* run_log = member(t.json(log).get(), "run_log");
      const bool whole = member(run_log, "end_time") && member(run_log, "exit_code");
      t.expect(
          whole, "CON-07",
          finding(log, "end-incomplete", "the first log with a terminal state lacks end_time or exit_code",
                  "both", "not both", {"/run_log"}));
      co_return;
    }
    co_await t.sleep(pause);
    pause = std::min(pause * 5 / 4, t.waits().longest_poll);
  }
  t.stop("the run did not end while its log was watched");
}

Task<void> submitted_is_listed_is_readable(CheckContext& t) {
  const std::vector<RunPtr> runs = co_await t.paging_runs();
  Walk walk;
  co_await t.finish_walk(walk);
  std::vector<std::string> ids;
  for (const RunPtr& run : runs) ids.push_back(run->id);
  const std::vector<std::string> missing = missing_from(walk, ids);
  t.need(missing.empty() || walk.ended, "the list was not read to its end: " + walk.cut);
  t.expect(missing.empty(), "CON-08",
           finding(walk.pages.back().exchange, "submitted-not-listed", "a submitted run is not in the list",
                   "all", missing.empty() ? "" : core::printable(missing.front())));
  for (const std::string& id : ids) {
    const ExchangePtr answer = co_await t.get("GetRunStatus", id);
    t.expect(core::status_of(*answer) == 200, "CON-08",
             finding(answer, "submitted-not-readable",
                     "a submitted run does not answer to its id: " + in_words(*answer), "200",
                     std::to_string(core::status_of(*answer))));
  }
}

}  // namespace

const std::vector<Check>& consistency_checks() {
  static const std::vector<Check> table = {
      {.id = "consistency.log-agrees-with-status",
       .title = "a log read between two equal statuses shows their state",
       .decides = {"CON-01"},
       .stage = Stage::lifecycle,
       .run = log_agrees_with_status,
       .writes = true},
      {.id = "consistency.end-comes-whole",
       .title = "the first log with an end has its time and exit code",
       .decides = {"CON-07"},
       .stage = Stage::lifecycle,
       .run = end_comes_whole,
       .writes = true},
      {.id = "consistency.views-agree-at-rest",
       .title = "status, log and list agree on an ended run",
       .decides = {"CON-02"},
       .stage = Stage::paging,
       .run = views_agree_at_rest,
       .writes = true},
      {.id = "consistency.views-agree-after-cancel",
       .title = "status, log and list agree on a cancelled run",
       .decides = {"CON-10"},
       .stage = Stage::paging,
       .run = views_agree_after_cancel,
       .writes = true},
      {.id = "consistency.list-lies-between",
       .title = "the list shows the state that the statuses around it show",
       .decides = {"CON-03"},
       .stage = Stage::paging,
       .run = list_lies_between,
       .writes = true},
      {.id = "consistency.summary-agrees-with-log",
       .title = "times and tags of the list are those of the log",
       .decides = {"CON-04", "CON-05"},
       .stage = Stage::paging,
       .run = summary_agrees_with_log,
       .writes = true},
      {.id = "consistency.task-views-agree",
       .title = "task list and run log hold the same tasks",
       .decides = {"CON-06"},
       .stage = Stage::paging,
       .run = task_views_agree,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "consistency.submitted-is-listed",
       .title = "every submitted run is listed and answers to its id",
       .decides = {"CON-08"},
       .stage = Stage::paging,
       .run = submitted_is_listed_is_readable,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
