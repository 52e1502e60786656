// SPDX-License-Identifier: Apache-2.0
// Waiting for a state: answers that show none are passed over, and no wait is made twice in vain.
#include <algorithm>

#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "conformance/session/session.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr int kPollsOfOneKind = 3;  // that show the same unreadable state

// What a wait is for: where one of a kind was in vain, the next would be.
std::string kind_of_wait(const OwnRun& run, std::optional<schemas::Phase> phase) {
  if (phase) return "start";
  return run.workload == "slow" ? "end after a cancel" : "end of " + run.workload;
}

}  // namespace

Task<ExchangePtr> CheckContext::poll(const std::string& run_id) {
  core::Exchange exchange;
  exchange.check = check_.id;
  exchange.operation = "GetRunStatus";
  const schemas::Operation& operation = *dialect().operation("GetRunStatus");
  exchange.request.method = operation.method;
  exchange.request.target =
      session_.options.base.path + schemas::fill_path(operation.path, {{"run_id", run_id}});
  exchange.request.headers.add("Accept", "application/json");
  return session_.send(std::move(exchange), {.trouble_is_answer = true, .patient = false});
}

Task<bool> CheckContext::make_way(RunPtr run) {
  std::vector<std::string> idle;
  if (session_.keeps_waiting(*run)) session_.append_idle_slow_run(idle);
  const Manner manner{.trouble_is_answer = true};
  for (const std::string& id : idle) co_await session_.cancel(id, "main", manner);
  co_return !idle.empty();
}

Task<bool> CheckContext::wait_phase(RunPtr run, std::optional<schemas::Phase> phase, core::Duration limit) {
  Patience& patience = *session_.patience;
  const std::string kind = kind_of_wait(*run, phase);
  const bool in_vain = patience.in_vain(kind) != nullptr;
  const core::Time began = now();
  core::Time until = in_vain ? began : began + limit;
  core::Duration pause = waits().first_poll;
  // How long such a run takes has been seen: polls before that time would tell nothing. Checks that watch
  // what happens on the way poll by themselves.
  const bool to_the_end = !phase && run->workload != "slow";
  const auto known = session_.took.find(run->workload);
  core::Time usual_end{};
  if (to_the_end && known != session_.took.end()) usual_end = run->submitted + known->second;
  // What was seen to end has ended, whatever it says now: that is a matter of STM-02.
  const bool ended_before = dialect().is_terminal(run->last_state);
  int unreadable = 0;
  core::Time readable_until = began;
  for (int polls = 1;; ++polls) {
    const ExchangePtr answer = co_await poll(run->id);
    run->last_answer = answer;
    const bool decides = trouble_of(answer) == Trouble::none;
    const std::string seen =
        decides ? text_member(json(answer).get(), dialect().readings.state) : std::string();
    if (!seen.empty() && (!ended_before || dialect().is_terminal(seen))) run->last_state = seen;
    if (dialect().is_terminal(seen) && to_the_end && !run->workload.empty())
      session_.took.try_emplace(run->workload, now() - run->submitted);
    const schemas::StateWord* word = dialect().state(seen);
    const bool reached = word && phase && word->phase == *phase;
    if (reached || (word && word->terminal)) {
      patience.waited_well(kind);
      co_return reached;
    }
    if (ended_before) co_return false;
    // An answer that shows no state may be followed by one that does; a service that is in trouble comes
    // back.
    unreadable = seen.empty() && decides && !is_server_error(*answer) ? unreadable + 1 : 0;
    if (unreadable == 0) readable_until = now();
    const bool mute = unreadable >= kPollsOfOneKind &&
                      (patience.in_vain("state") || now() - readable_until >= waits().visible);
    if (mute) patience.waited_in_vain("state", in_words(*answer));
    if (!seen.empty()) patience.waited_well("state");
    if (mute || now() >= until) {
      if (!in_vain) patience.waited_in_vain(kind, last_seen(run));
      co_return false;
    }
    const bool freed = co_await make_way(run);
    if (freed) until = std::max(until, now() + limit);
    if (now() + pause < std::min(usual_end, until)) {
      const core::Duration rest = std::min(usual_end, until) - now();
      co_await sleep(rest);
      continue;
    }
    co_await sleep(pause);
    pause = std::min(pause * 3 / 2, waits().longest_poll);
  }
}

core::Duration CheckContext::finish_wait() const {
  OwnRun quick;
  quick.workload = "quick";
  const bool in_vain = session_.patience->in_vain(kind_of_wait(quick, std::nullopt)) != nullptr;
  return in_vain ? std::min(waits().visible, waits().finish) : waits().finish;
}

std::string CheckContext::last_seen(const RunPtr& run) const {
  if (!run->last_answer) return "its state was not asked for";
  const JsonPtr body = json(run->last_answer);
  const std::string state = text_member(body.get(), dialect().readings.state);
  const std::string place = " (#" + std::to_string(run->last_answer->id) + ")";
  if (!state.empty()) return "last seen: " + core::printable(state) + place;
  std::string told = in_words(*run->last_answer);
  if (run->last_answer->response && is_success(*run->last_answer)) told += " without a state";
  if (!run->last_state.empty()) told += "; seen before: " + core::printable(run->last_state);
  return told + place;
}

Task<bool> CheckContext::wait_terminal(RunPtr run, core::Duration limit) {
  Wanted& wanted = session_.own_runs->wanted;
  if (run->workload.empty()) wanted.odd.insert(run->id);
  wanted.end |= run->workload != "slow";
  co_await wait_phase(run, std::nullopt, limit);
  co_return dialect().is_terminal(run->last_state);
}

}  // namespace assay::conformance
