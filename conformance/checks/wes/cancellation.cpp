// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/cancellation_live.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/task_list.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;
using std::chrono::seconds;

Task<void> cancel_of_unknown_run(CheckContext& t) {
  const std::string id = co_await t.unknown_run_id(3);
  const ExchangePtr answer = co_await t.cancel(id);
  t.judge_status("CAN-06", answer, "the cancel of a run that does not exist");
  const ExchangePtr list = co_await t.list("", "");
  const Page page = read_page(list, t.json(list).get(), "runs");
  if (!page.readable) co_return;
  Finding ghost =
      finding(list, "ghost-run", "the cancel of a run that did not exist made it: the list shows it",
              "no such run", "run " + core::printable(id), {"/" + page.member});
  ghost.exchanges.push_back(answer->id);
  t.expect(std::find(page.ids.begin(), page.ids.end(), id) == page.ids.end(), "CAN-06", std::move(ghost));
}

// Whatever the answer is, the state of a run that has ended stays.
Task<void> cancel_ended(CheckContext& t, RunPtr run, std::string_view requirement) {
  const ExchangePtr before = co_await t.get("GetRunStatus", run->id);
  const std::string state = status_state(t, before);
  t.need(t.dialect().is_terminal(state),
         "the run had ended, and its status right before the cancel " +
             (state.empty() ? "shows no state" : "is " + core::printable(state)));
  const ExchangePtr answer = co_await t.cancel(run->id);
  t.judge_status(requirement, answer, "the cancel of a run that is " + core::printable(state));
  co_await watch(t, run, seconds(1), 2);
  // A change before the cancel is not the cancel's.
  const History history =
      asked_since(history_of(t, run->id, {Observation::Source::status}), before->timings.started);
  judge_history(t, {requirement, "ended-run-changed", "a cancel changed the state of a run that had ended"},
                history, {Law::terminal_is_final});
}

Task<void> complete_run_stays(CheckContext& t) {
  // A run of its own: later checks read the shared one.
  const RunPtr run = co_await t.new_run("quick");
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need_seen(ended && run->last_state == "COMPLETE", run, schemas::Phase::complete);
  co_await cancel_ended(t, run, "CAN-07");
}

Task<void> ended_runs_stay(CheckContext& t) {
  const RunPtr failed = co_await t.failed_run();
  co_await cancel_ended(t, failed, "CAN-08");
  const RunPtr canceled = co_await t.canceled_run();
  co_await cancel_ended(t, canceled, "CAN-08");
}

Task<void> foreign_run(CheckContext& t) {
  const RunPtr run = co_await slow_run(t);
  Call call;
  call.operation = "CancelRun";
  call.run_id = run->id;
  call.user = "other";
  const ExchangePtr answer = co_await t.send(call);
  t.judge_status("CAN-13", answer, "the cancel of another caller's run");
  co_await t.sleep(seconds(1));
  const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
  const std::string state = status_state(t, status);
  const schemas::StateWord* word = t.dialect().state(state);
  const bool canceled = word && (word->phase == Phase::canceling || word->phase == Phase::canceled);
  Finding touched = finding(status, "foreign-run-canceled", "another caller cancelled the run", "RUNNING",
                            core::printable(state), {"/state"});
  touched.exchanges.push_back(answer->id);
  t.expect(!canceled, "CAN-13", std::move(touched));
  co_await t.cancel(run->id);
}

// How many tasks the list shows; -1 where it cannot be read.
Task<long> count_tasks(CheckContext& t, std::string run_id) {
  if (!t.dialect().has("ListTasks")) co_return -1;
  const ExchangePtr answer = co_await t.list_tasks(run_id, "", "");
  const Page page = read_page(answer, t.json(answer).get(), "task_logs");
  co_return page.readable ? static_cast<long>(page.ids.size()) : -1;
}

Task<void> watch_canceled(CheckContext& t, core::Duration window, int reads) {
  const RunPtr run = co_await t.canceled_run();
  if (run->last_state != "CANCELED") {
    t.not_applicable("CAN-17", "the run ended " + core::printable(run->last_state) + ", not CANCELED");
    co_return;
  }
  const long before = co_await count_tasks(t, run->id);
  const ExchangePtr end = co_await watch(t, run, window, reads);
  judge_stays(t, {"CAN-17", "canceled-left", "a CANCELED run showed another state later"}, run);
  const long after = co_await count_tasks(t, run->id);
  if (before < 0 || after <= before) co_return;
  t.graded("CAN-17", Verdict::warn,
           finding(end, "canceled-run-makes-tasks", "a CANCELED run began further tasks",
                   std::to_string(before) + " tasks", std::to_string(after) + " tasks"));
}

Task<void> canceled_is_final(CheckContext& t) { co_await watch_canceled(t, seconds(3), 3); }
Task<void> canceled_stays_final(CheckContext& t) { co_await watch_canceled(t, seconds(25), 5); }

}  // namespace

const std::vector<Check>& cancellation_checks() {
  static const std::vector<Check> table = {
      {.id = "cancellation.canceled-is-final",
       .title = "nothing happens to a run after CANCELED",
       .decides = {"CAN-17"},
       .stage = Stage::lifecycle,
       .run = canceled_is_final,
       .writes = true},
      {.id = "cancellation.canceled-stays-final",
       .title = "nothing happens to a run in 25 seconds after CANCELED",
       .decides = {"CAN-17"},
       .stage = Stage::lifecycle,
       .run = canceled_stays_final,
       .writes = true,
       .slow = true},
      {.id = "cancellation.complete-run-stays",
       .title = "a cancel leaves a complete run as it is",
       .decides = {"CAN-07"},
       .stage = Stage::refusals,
       .run = complete_run_stays,
       .writes = true},
      {.id = "cancellation.ended-runs-stay",
       .title = "a cancel leaves failed and cancelled runs as they are",
       .decides = {"CAN-08"},
       .stage = Stage::unknown_runs,
       .run = ended_runs_stay,
       .writes = true},
      {.id = "cancellation.foreign-run-is-refused",
       .title = "a run of another caller is not cancelled",
       .decides = {"CAN-13"},
       .stage = Stage::refusals,
       .run = foreign_run,
       .writes = true,
       .needs_auth = true,
       .needs_other = true},
      {.id = "cancellation.unknown-run-is-refused",
       .title = "the cancel of an unknown run is answered 404",
       .decides = {"CAN-06"},
       .stage = Stage::unknown_runs,
       .run = cancel_of_unknown_run,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
