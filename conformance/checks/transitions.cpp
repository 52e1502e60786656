// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/context.hpp"
#include "conformance/checks/groups.hpp"
#include "conformance/checks/submission_parts.hpp"
#include "conformance/rules/history.hpp"
#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;

std::map<std::string, History> all_histories(CheckContext& t) {
  return histories(t.exchanges(), [&t](const ExchangePtr& exchange) { return t.json(exchange).get(); });
}

ExchangePtr exchange_of(CheckContext& t, std::uint64_t id) {
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (exchange->id == id) return exchange;
  }
  return nullptr;
}

core::Time start_of(CheckContext& t) { return t.exchanges().front()->timings.started; }

using Clash = std::optional<Contradiction> (*)(const History&, const schemas::Dialect&);

// One rule over the histories of all runs; inconclusive where no run was seen twice.
void judge_histories(CheckContext& t, std::string_view requirement, std::string reason, Clash clash) {
  ExchangePtr evidence;
  for (const auto& [id, history] : all_histories(t)) {
    if (history.size() < 2) continue;
    evidence = exchange_of(t, history.back().exchange);
    const auto found = clash(history, t.dialect());
    if (!found) continue;
    Finding broken = finding(exchange_of(t, found->later.exchange), reason,
                             "run " + core::printable(id) + ": " + found->text(start_of(t)), "",
                             found->earlier.state + " then " + found->later.state, {"/state"});
    broken.exchanges.push_back(found->earlier.exchange);
    t.broken(requirement, std::move(broken));
  }
  if (evidence) {
    t.holds(requirement, evidence);
  } else {
    t.inconclusive(requirement, "no run was seen twice");
  }
}

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

// Ends are read once more at the close of the suite, waits.watch after the last of them, so that a state
// which came back late is seen.
Task<void> terminal_is_final(CheckContext& t) {
  std::vector<std::string> ended;
  core::Time last_end{};
  for (const auto& [id, history] : all_histories(t)) {
    const auto end = std::find_if(history.begin(), history.end(), [&](const Observation& seen) {
      return t.dialect().is_terminal(seen.state);
    });
    if (end == history.end() || ended.size() >= 20) continue;
    ended.push_back(id);
    last_end = std::max(last_end, end->received);
  }
  t.need(!ended.empty(), "no run was seen in a terminal state");
  if (t.now() < last_end + t.waits().watch) co_await t.sleep(last_end + t.waits().watch - t.now());
  for (const std::string& id : ended) co_await t.get("GetRunStatus", id);
  judge_histories(t, "STM-02", "terminal-left", leaves_terminal);
}

Task<void> order_of_states(CheckContext& t) {
  judge_histories(t, "STM-03", "state-goes-back", goes_back);
  judge_histories(t, "STM-04", "resumes-after-canceling", resumes_after_canceling);
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
  t.need(evidence != nullptr, "every run that was seen had been cancelled");
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

Task<void> good_workflow_completes(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need(ended, "the quick workload did not end in time; a longer wait (waits.finish) would decide it");
  const ExchangePtr answer = co_await t.get("GetRunLog", run->id);
  t.expect(run->last_state == "COMPLETE", "STM-08",
           finding(answer, "good-run-not-complete", "a workflow without a fault did not end COMPLETE",
                   "COMPLETE", core::printable(run->last_state), {"/state"}));
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
  const std::string id = text_member(t.json(answer).get(), "run_id");
  if (core::status_of(*answer) >= 300 || id.empty()) co_return;
  auto run = std::make_shared<OwnRun>();
  run->id = id;
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need(ended, "the run of a workflow that cannot be read did not end in time");
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
