// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/histories.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;
using Source = Observation::Source;

// The words themselves, and what the catalogue only records: PREEMPTED, and how many states a poller saw.
Task<void> states_are_known(CheckContext& t) {
  ExchangePtr evidence;
  std::size_t runs = 0, seen = 0;
  bool preempted = false;
  for (const auto& [id, history] : all_histories(t)) {
    std::set<std::string> states;
    for (const Observation& each : history) {
      evidence = exchange_of(t, each.exchange);
      states.insert(each.state);
      const schemas::StateWord* word = t.dialect().state(each.state);
      if (!word) {
        t.broken("STM-01", finding(evidence, "state-unknown",
                                   fmt::format("the {} shows a state that WES {} does not list",
                                               name(each.source), t.version()),
                                   "a State", core::printable(each.state)));
      } else if (word->phase == Phase::preempted) {
        preempted = true;
        t.info("STM-07",
               "run " + core::printable(id) + " was seen PREEMPTED; its last state was " +
                   core::printable(history.back().state),
               evidence);
      }
    }
    seen += states.size();
    ++runs;
  }
  t.need(evidence != nullptr, "no state was seen");
  t.holds("STM-01", evidence);
  t.info("STM-13",
         fmt::format("{} runs showed {:.1f} states each", runs,
                     static_cast<double>(seen) / static_cast<double>(runs)),
         evidence);
  if (!preempted) t.not_applicable("STM-07", "no run was preempted");
  co_return;
}

Task<void> terminal_is_final(CheckContext& t) {
  co_await read_ends_again(t);
  judge_histories(t, Law::terminal_is_final, {"STM-02", "terminal-left", "it left a terminal state"});
}

Task<void> order_of_states(CheckContext& t) {
  judge_histories(t, Law::phases_in_order, {"STM-03", "state-goes-back", "it went back to an earlier state"});
  judge_histories(t, Law::no_resurrection,
                  {"STM-04", "resumes-after-canceling", "it went on after its cancel"});
  co_return;
}

Task<void> canceled_needs_a_cancel(CheckContext& t) {
  std::set<std::string> canceled_by_us;
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (exchange->operation == "CancelRun") canceled_by_us.insert(run_id_of(*exchange));
  }
  ExchangePtr evidence;
  std::set<std::string> own;
  for (const RunPtr& run : t.own_runs()) own.insert(run->id);
  for (const auto& [id, history] : all_histories(t)) {
    if (!own.contains(id) || canceled_by_us.contains(id)) continue;
    evidence = exchange_of(t, history.back().exchange);
    const schemas::StateWord* word = t.dialect().state(history.back().state);
    const bool canceled = word && (word->phase == Phase::canceled || word->phase == Phase::canceling);
    t.expect(!canceled, "STM-05",
             finding(evidence, "canceled-by-nobody",
                     "run " + core::printable(id) + " is cancelled, but nobody cancelled it", "",
                     history.back().state, {"/state"}));
  }
  t.need(!own.empty(), "no run is the suite's own, and others may have been cancelled by anybody");
  t.need(evidence != nullptr, "the suite cancelled each of its runs");
  co_return;
}

Task<void> unknown_does_not_last(CheckContext& t) {
  for (const auto& [id, history] : all_histories(t)) {
    const schemas::StateWord* word = t.dialect().state(history.back().state);
    const ExchangePtr evidence = exchange_of(t, history.back().exchange);
    const bool unknown = word && word->phase == Phase::unknown;
    t.expect(!unknown, "STM-06",
             finding(evidence, "state-stays-unknown", "run " + core::printable(id) + " was last seen UNKNOWN",
                     "another state", "UNKNOWN", {"/state"}));
  }
  co_return;
}

// Trouble of the system is no fault of the contract: it gets a second try, and then a warning.
Task<void> good_workflow_completes(CheckContext& t) {
  for (const bool last_try : {false, true}) {
    RunPtr run;
    if (last_try) {
      run = co_await t.new_run("quick");
    } else {
      run = co_await accepted_run(t);
    }
    const bool ended = co_await t.wait_terminal(run, t.waits().finish);
    t.need_seen(ended, run);
    const schemas::StateWord* word = t.dialect().state(run->last_state);
    const bool system = word && word->phase == Phase::system_error;
    if (system && !last_try) continue;
    const ExchangePtr answer = co_await t.get("GetRunLog", run->id);
    Finding other =
        finding(answer, "good-run-not-complete", "a workflow without a fault did not end COMPLETE",
                "COMPLETE", core::printable(run->last_state), {"/state"});
    if (system) {
      t.graded("STM-08", Verdict::warn, std::move(other));
    } else {
      t.expect(run->last_state == "COMPLETE", "STM-08", std::move(other));
    }
    co_return;
  }
}

Task<void> failing_tool(CheckContext& t) {
  const RunPtr run = co_await t.failed_run();
  const ExchangePtr answer = co_await t.get("GetRunStatus", run->id);
  const std::string& state = run->last_state;
  if (state == "EXECUTOR_ERROR") {
    t.holds("STM-09", answer);
  } else {
    t.graded("STM-09", state == "COMPLETE" ? Verdict::fail : Verdict::warn,
             finding(answer, "failing-run-is-" + core::printable(state),
                     "a tool that exits with an error gave another end", "EXECUTOR_ERROR",
                     core::printable(state), {"/state"}));
  }
}

// A workflow file that no engine can read, as the only change to an accepted submission.
Task<void> unreadable_workflow(CheckContext& t) {
  Form form = t.form("quick");
  bool changed = false;
  for (FormPart& part : form.parts) {
    if (part.filename) {
      part.value = "{ this is no workflow";
      changed = true;
    }
  }
  t.need(changed, "the quick workload has no attachment to spoil");
  const RunPtr control = co_await accepted_run(t);  // the same form, readable
  const ExchangePtr answer = co_await t.submit(form);
  t.judge_status("STM-10", answer, "a workflow that cannot be read");
  const std::string id = id_member(t.json(answer).get(), "run_id");
  if (!is_success(*answer) || id.empty()) co_return;
  auto run = std::make_shared<OwnRun>();
  run->id = id;
  run->submitted = answer->timings.sent;
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need_seen(ended, run);
  const ExchangePtr log = co_await t.get("GetRunStatus", id);
  t.expect(run->last_state != "COMPLETE", "STM-10",
           finding(log, "unreadable-completes", "a workflow that cannot be read ended COMPLETE",
                   "an error state", "COMPLETE", {"/state"}));
}

}  // namespace

const std::vector<Check>& transitions_checks() {
  static const std::vector<Check> table = {
      {.id = "transitions.good-workflow-completes",
       .title = "a workflow without a fault ends COMPLETE",
       .decides = {"STM-08"},
       .stage = Stage::lifecycle,
       .run = good_workflow_completes,
       .writes = true,
       .smoke = true},
      {.id = "transitions.failing-tool-is-an-executor-error",
       .title = "a tool that exits with an error ends the run EXECUTOR_ERROR",
       .decides = {"STM-09"},
       .stage = Stage::lifecycle,
       .run = failing_tool,
       .writes = true},
      {.id = "transitions.unreadable-workflow-fails",
       .title = "a workflow that cannot be read is refused or ends in an error",
       .decides = {"STM-10"},
       .stage = Stage::refusals,
       .run = unreadable_workflow,
       .writes = true},
      {.id = "transitions.terminal-is-final",
       .title = "no run leaves a terminal state",
       .decides = {"STM-02"},
       .stage = Stage::closing,
       .run = terminal_is_final,
       .exclusive = true},
      {.id = "transitions.states-are-known",
       .title = "every state is one of the version's",
       .decides = {"STM-01", "STM-07", "STM-13"},
       .stage = Stage::closing,
       .run = states_are_known},
      {.id = "transitions.states-keep-their-order",
       .title = "no run goes back, and none resumes after CANCELING",
       .decides = {"STM-03", "STM-04"},
       .stage = Stage::closing,
       .run = order_of_states},
      {.id = "transitions.canceled-needs-a-cancel",
       .title = "only runs that were cancelled are CANCELED",
       .decides = {"STM-05"},
       .stage = Stage::closing,
       .run = canceled_needs_a_cancel},
      {.id = "transitions.unknown-does-not-last",
       .title = "no run stays UNKNOWN",
       .decides = {"STM-06"},
       .stage = Stage::closing,
       .run = unknown_does_not_last},
  };
  return table;
}

}  // namespace assay::conformance
