// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/histories.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using Source = Observation::Source;

}  // namespace

std::string state_of(CheckContext& t, const ExchangePtr& answer) {
  return text_member(t.json(answer).get(), "state");
}

namespace {

constexpr std::initializer_list<Law> kViews = {Law::views_agree_on_the_way, Law::views_agree_at_rest};

// Status and log in turn, through a whole life.
Task<void> log_agrees_with_status(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  std::string state;
  for (int i = 0; i < 20 && !t.dialect().is_terminal(state); ++i) {
    if (i > 0) co_await t.sleep(std::chrono::milliseconds(60));
    const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
    state = state_of(t, status);
    co_await t.get("GetRunLog", run->id);
  }
  co_await t.get("GetRunStatus", run->id);  // after the last log, so that what the log showed is held to it
  judge_history(t, {"CON-01", "log-disagrees", "status and run log contradict each other"},
                history_of(t, run->id, {Source::status, Source::log}), kViews);
}

// On a run at rest: the three must agree, the list within ten seconds. A list that takes longer is called
// late, one that takes twice as long wrong.
Task<void> compare_at_rest(CheckContext& t, RunPtr run, std::string_view requirement) {
  const core::Duration lag = t.waits().visible;
  const core::Time until = t.now() + 2 * lag;
  const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
  co_await t.get("GetRunLog", run->id);
  const std::string state = state_of(t, status);
  Listed listed = co_await find_in_list(t, run->id);
  t.need(listed.item != nullptr, "the run is not in the list, so the three cannot be compared");
  while (text_member(listed.item.get(), "state") != state && t.now() < until) {
    co_await t.sleep(std::chrono::seconds(2));
    listed = co_await find_in_list(t, run->id);
    t.need(listed.item != nullptr, "the run is in the list no more");
  }
  const HistoryQuestion question{requirement, "views-disagree",
                                 "the views of a run at rest contradict each other"};
  // What a run at rest said before is a matter of STM-02.
  const History history = asked_since(history_of(t, run->id, {Source::status, Source::log, Source::list}),
                                      status->timings.started);
  if (judge(history, Law::views_agree_at_rest, t.dialect(), origin_of(t), lag).word ==
      Ruling::Word::violation) {
    const ExchangePtr again = co_await t.get("GetRunStatus", run->id);
    t.need(state_of(t, again) == state, "the state of the run changed while its views were compared");
  }
  const Ruling ruling = judge(history, Law::views_agree_at_rest, t.dialect(), origin_of(t), lag);
  const bool by_list = ruling.contradiction && ruling.contradiction->later.source == Source::list;
  if (by_list && text_member(listed.item.get(), "state") == state) {
    t.graded(requirement, Verdict::warn,
             contradiction_finding(t, *ruling.contradiction, "agreement-late",
                                   "the list came to agree with the status, but late"));
  } else {
    judge_history(t, question, history, {Law::views_agree_at_rest}, lag);
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
  co_await t.get("GetRunStatus", run->id);
  const Listed listed = co_await find_in_list(t, run->id);
  co_await t.get("GetRunStatus", run->id);
  t.need(listed.item != nullptr, "the running run is not in the list");
  t.need(!text_member(listed.item.get(), "state").empty(), "the list shows no state");
  judge_history(t, {"CON-03", "list-disagrees", "status and list contradict each other"},
                history_of(t, run->id, {Source::status, Source::list}), kViews);
}

Task<void> summary_agrees_with_log(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  const Listed listed = co_await find_in_list(t, run->id);
  t.need(listed.item != nullptr, "the finished run is not in the list");
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  t.need(is_ok(*log), in_words(*log) + ", so the list cannot be compared with it");
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
  const RunPtr run = co_await t.any_run();
  t.need(run->last_state.empty() || t.dialect().is_terminal(run->last_state), "the run goes on");
  const ExchangePtr log = co_await t.get("GetRunLog", run->id);
  t.need(is_ok(*log), in_words(*log) + ", so the tasks cannot be compared");
  const ExchangePtr list = co_await t.list_tasks(run->id, "", "");
  const std::set<std::string> in_log = task_ids(member(t.json(log).get(), "task_logs"));
  const std::set<std::string> in_list = task_ids(member(t.json(list).get(), "task_logs"));
  if (in_log.empty()) {
    t.not_applicable("CON-06", "the run log shows no task with an id");
    co_return;
  }
  t.need(is_ok(*list), in_words(*list) + ", so the tasks cannot be compared");
  t.need(text_member(t.json(list).get(), "next_page_token").empty(), "the tasks take more than one page");
  t.expect(
      in_log == in_list, "CON-06",
      finding(list, "tasks-differ", "the task list and the task_logs of the run log hold different tasks",
              std::to_string(in_log.size()) + " tasks", std::to_string(in_list.size()) + " tasks",
              {"/task_logs"}));
}

// What a later log shows and the first with the end does not came late; a service may have none of it.
Task<void> judge_first_end(CheckContext& t, RunPtr run, ExchangePtr first) {
  static constexpr core::Duration soon = std::chrono::seconds(2);
  co_await t.sleep(soon);
  const ExchangePtr later = co_await t.get("GetRunLog", run->id);
  const JsonPtr now = t.json(later);
  t.need(now != nullptr, in_words(*later) + ", so that it is not known what came late");
  const nlohmann::json* shown = member(now.get(), "run_log");
  const nlohmann::json* at_first = member(t.json(first).get(), "run_log");
  bool any = false;
  for (const char* name : {"end_time", "exit_code"}) {
    if (!member(shown, name)) continue;
    any = true;
    Finding late =
        finding(first, "end-incomplete",
                fmt::format("the first log with a terminal state lacks the {} that a later one has", name),
                name, "none", {"/run_log"});
    late.exchanges.push_back(later->id);
    t.expect(member(at_first, name) != nullptr, "CON-07", std::move(late));
  }
  if (!any) t.not_applicable("CON-07", "the log of an ended run shows neither end_time nor exit_code");
}

// The first log that shows the end is read as soon as the status does.
Task<void> end_comes_whole(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const core::Time until = t.now() + t.finish_wait();
  core::Duration pause = std::chrono::milliseconds(50);
  while (t.now() < until) {
    const ExchangePtr log = co_await t.get("GetRunLog", run->id);
    if (t.dialect().is_terminal(state_of(t, log))) {
      co_await judge_first_end(t, run, log);
      co_return;
    }
    co_await t.make_way(run);
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
    t.expect(is_ok(*answer), "CON-08",
             finding(answer, "submitted-not-readable",
                     "a submitted run does not answer to its id: " + in_words(*answer), "200",
                     std::to_string(core::status_of(*answer))));
  }
}

}  // namespace

const std::vector<Check>& consistency_checks() {
  static const std::vector<Check> table = {
      {.id = "consistency.log-agrees-with-status",
       .title = "status and run log do not contradict each other while a run works",
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
       .title = "status and list do not contradict each other while a run works",
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
