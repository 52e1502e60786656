// SPDX-License-Identifier: Apache-2.0
// A run from its submission to its end.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/histories.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/response_schema.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace common {
namespace {

using schemas::Phase;
using Source = Observation::Source;

constexpr int kMostPolls = 200;
constexpr std::chrono::milliseconds kDense{60};  // between polls for states that pass quickly

// What the document says of the id: its type and pattern.
void judge_id(CheckContext& t, const ExchangePtr& answer, const JsonPtr& body) {
  const std::string& name = t.dialect().readings.run_id;
  if (text_member(body.get(), name).empty()) {
    return t.broken("run-id", finding(answer, "run-id-missing",
                                      "the answer to a submission has no " + name + " of type string", name,
                                      "none", {""}));
  }
  const schemas::Operation& submit = *t.dialect().operation("RunWorkflow");
  const std::string place = "/" + name;
  const auto violations =
      t.openapi().check(submit.called, core::status_of(*answer), "application/json", *body);
  t.broken_by("run-id", schema_findings(answer, violations, {place}), answer);
}

void judge_first_state(CheckContext& t, const ExchangePtr& answer, const JsonPtr& body) {
  const std::string& name = t.dialect().readings.state;
  const std::string state = text_member(body.get(), name);
  if (state.empty()) return t.not_applicable("first-state", "the answer to a submission shows no state");
  const schemas::StateWord* word = t.dialect().state(state);
  const bool waits = word && (word->phase == Phase::queued || word->phase == Phase::draft);
  t.expect(waits, "first-state",
           finding(answer, "first-state-" + core::printable(state), "a new run does not begin by waiting",
                   t.dialect().states.front().word, core::printable(state), {"/" + name}));
}

}  // namespace

bool is_success(CheckContext& t, const ExchangePtr& answer) {
  const schemas::Operation* operation = t.dialect().operation(answer->operation);
  return operation && answers_with(*answer, operation->success);
}

std::string state_of(CheckContext& t, const ExchangePtr& answer) {
  return is_success(t, answer) ? text_member(t.json(answer).get(), t.dialect().readings.state)
                               : std::string();
}

std::vector<std::string> operations_of(CheckContext& t, std::initializer_list<const char*> wanted) {
  std::vector<std::string> found;
  std::vector<std::string> asked;  // method and path
  for (const char* id : wanted) {
    const schemas::Operation* operation = t.dialect().operation(id);
    if (!operation) continue;
    const std::string request = operation->method + " " + operation->path;
    if (std::find(asked.begin(), asked.end(), request) != asked.end()) continue;
    asked.push_back(request);
    found.emplace_back(id);
  }
  return found;
}

namespace {

Task<void> run_is_submitted(CheckContext& t) {
  core::Request request = t.submission("quick");
  const ExchangePtr answer = co_await t.submit_request(std::move(request));
  t.need(!is_denied(*answer), in_words(*answer) + ", so that there is no run", answer);
  const int wanted = t.dialect().operation("RunWorkflow")->success;
  const std::string status = std::to_string(core::status_of(*answer));
  t.expect(answers_with(*answer, wanted), "submit-status",
           finding(answer, "status-" + status, "a submission: " + in_words(*answer), std::to_string(wanted),
                   status));
  t.need(conformance::is_success(*answer), in_words(*answer) + ", so that there is no run");
  const JsonPtr body = t.json(answer);
  t.need(body != nullptr, in_words(*answer) + " with a body that is no JSON");
  judge_id(t, answer, body);
  judge_first_state(t, answer, body);
}

Task<void> good_run_completes(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need_seen(ended, run);
  const ExchangePtr answer = co_await t.get("GetRunStatus", run->id);
  const std::string wanted = t.dialect().word_of(Phase::complete)->word;
  t.expect(run->last_state == wanted, "good-run-completes",
           finding(answer, "good-run-not-complete", "a workflow without a fault did not end " + wanted,
                   wanted, core::printable(run->last_state), {"/" + t.dialect().readings.state}));
}

Task<void> failing_run_fails(CheckContext& t) {
  const RunPtr run = co_await t.failed_run();
  const ExchangePtr answer = co_await t.get("GetRunStatus", run->id);
  const std::string wanted = t.dialect().word_of(Phase::executor_error)->word;
  t.expect(run->last_state == wanted, "failing-run-fails",
           finding(answer, "failing-run-is-" + core::printable(run->last_state),
                   "a tool that exits with an error gave another end", wanted,
                   core::printable(run->last_state), {"/" + t.dialect().readings.state}));
}

Task<void> life_goes_forward(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const std::vector<std::string> views = operations_of(t, {"GetRunStatus", "GetRunLog"});
  const core::Time since = t.now();
  std::string state;
  for (int i = 0; i < kMostPolls && t.now() < since + t.finish_wait(); ++i) {
    for (const std::string& view : views) {
      const ExchangePtr answer = co_await t.get(view, run->id);
      state = state_of(t, answer);
    }
    if (t.dialect().is_terminal(state)) break;
    co_await t.sleep(std::max<core::Duration>(kDense, (t.now() - since) / 16));
  }
  judge_history(t, {"state-order", "state-goes-back", "a run went back to an earlier state"},
                history_of(t, run->id, {Source::status, Source::log}),
                {Law::phases_in_order, Law::views_agree_on_the_way});
}

Task<void> states_are_known(CheckContext& t) {
  ExchangePtr evidence;
  for (const auto& [id, history] : all_histories(t)) {
    for (const Observation& seen : history) {
      evidence = exchange_of(t, seen.exchange);
      if (t.dialect().state(seen.state)) continue;
      t.broken("known-states", finding(evidence, "state-unknown",
                                       fmt::format("run {} is in a state that is none of {} {}",
                                                   core::printable(id), t.dialect().name, t.version()),
                                       "a state of the dialect", core::printable(seen.state),
                                       {"/" + t.dialect().readings.state}));
    }
  }
  t.need(evidence != nullptr, "no state was seen");
  t.holds("known-states", evidence);
  co_return;
}

Task<void> states_keep_their_order(CheckContext& t) {
  judge_histories(t, Law::phases_in_order,
                  {"state-order", "state-goes-back", "it went back to an earlier state"});
  judge_histories(t, Law::no_resurrection,
                  {"no-resurrection", "resumes-after-cancel", "it went on after its cancel"});
  co_return;
}

Task<void> ends_are_final(CheckContext& t) {
  co_await read_ends_again(t);
  judge_histories(t, Law::terminal_is_final, {"terminal-final", "terminal-left", "it left a terminal state"});
}

Task<void> views_agree(CheckContext& t) {
  const core::Duration lag = t.waits().visible;
  std::vector<RunPtr> runs;
  runs.push_back(co_await t.finished_run());
  runs.push_back(co_await t.canceled_run());
  for (const RunPtr& run : runs) {
    const core::Time until = t.now() + lag;
    Listed listed = co_await find_in_list(t, run->id);
    while (listed.item && text_member(listed.item.get(), t.dialect().readings.state) != run->last_state &&
           t.now() < until) {
      co_await t.sleep(std::chrono::seconds(2));
      listed = co_await find_in_list(t, run->id);
    }
    t.need(listed.item != nullptr, "the run is not in the list, so the views cannot be compared");
    // The list may be older than its answer, what is asked after it may not be older than what it showed.
    for (const std::string& view : operations_of(t, {"GetRunStatus", "GetRunLog"}))
      co_await t.get(view, run->id);
    judge_history(t, {"views-agree", "views-disagree", "the views of a run at rest contradict each other"},
                  history_of(t, run->id, {Source::status, Source::log, Source::list}),
                  {Law::views_agree_at_rest}, lag);
  }
}

}  // namespace
}  // namespace common

const std::vector<Check>& common_runs_checks() {
  using namespace common;
  static const std::vector<Check> table = {
      {.id = "common.run-is-submitted",
       .title = "a submission is answered with its status, an id, and a state to begin with",
       .decides = {"submit-status", "run-id", "first-state"},
       .stage = Stage::lifecycle,
       .run = run_is_submitted,
       .writes = true,
       .smoke = true},
      {.id = "common.good-run-completes",
       .title = "a workflow without a fault ends complete",
       .decides = {"good-run-completes"},
       .stage = Stage::lifecycle,
       .run = good_run_completes,
       .writes = true,
       .smoke = true},
      {.id = "common.failing-run-fails",
       .title = "a workflow whose tool fails does not end complete",
       .decides = {"failing-run-fails"},
       .stage = Stage::lifecycle,
       .run = failing_run_fails,
       .writes = true},
      {.id = "common.life-goes-forward",
       .title = "a run that is watched from its submission to its end never goes back",
       .decides = {"state-order"},
       .stage = Stage::lifecycle,
       .run = life_goes_forward,
       .writes = true},
      {.id = "common.views-agree",
       .title = "status, detail and list agree on a run that has ended",
       .decides = {"views-agree"},
       .stage = Stage::paging,
       .run = views_agree,
       .writes = true},
      {.id = "common.ends-are-final",
       .title = "no run leaves a terminal state",
       .decides = {"terminal-final"},
       .stage = Stage::closing,
       .run = ends_are_final,
       .exclusive = true},
      {.id = "common.states-are-known",
       .title = "every state is one of the dialect's",
       .decides = {"known-states"},
       .stage = Stage::closing,
       .run = states_are_known},
      {.id = "common.states-keep-their-order",
       .title = "no run goes back, and none resumes after its cancel",
       .decides = {"state-order", "no-resurrection"},
       .stage = Stage::closing,
       .run = states_keep_their_order},
  };
  return table;
}

}  // namespace assay::conformance
