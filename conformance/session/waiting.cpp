// SPDX-License-Identifier: Apache-2.0
// Waiting for a state: answers that show none are passed over, and no wait is made twice in vain.
#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <utility>

#include "conformance/rules/members.hpp"
#include "conformance/session/context.hpp"
#include "conformance/session/session.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr int kPollsOfOneKind = 3;  // that show the same unreadable state

const std::string kEnd = "end of ";
const std::string kPlainEnd = kEnd + "quick";  // where that does not come, no other end can be relied on

// What a wait is for: where one of a kind was in vain, the next would be.
std::string kind_of_wait(const OwnRun& run, std::optional<schemas::Phase> phase) {
  if (phase) return "start";
  return run.workload == "slow" ? "end after a cancel" : kEnd + run.workload;
}

// For who looks on.
std::string wait_in_words(const schemas::Dialect& dialect, const OwnRun& run,
                          std::optional<schemas::Phase> phase) {
  const schemas::StateWord* word = phase ? dialect.word_of(*phase) : nullptr;
  return phase ? "run " + run.id + " to reach " + (word ? word->word : "its next state")
               : kEnd + "run " + run.id;
}

// Of those who wait for one run, the first polls, and tells the others of each answer. Where it leaves, the
// next one goes on.
class PollsFor {
 public:
  PollsFor(RunPtr run, const boost::asio::any_io_executor& executor)
      : run_(std::move(run)), executor_(executor) {}
  PollsFor(const PollsFor&) = delete;
  ~PollsFor() {
    if (leads_) std::exchange(run_->polled, nullptr)->set();
  }
  bool leads() {
    if (run_->polled) return leads_;
    run_->polled = std::make_shared<core::Event>(executor_);
    return leads_ = true;
  }
  void tell() { std::exchange(run_->polled, std::make_shared<core::Event>(executor_))->set(); }

 private:
  RunPtr run_;
  boost::asio::any_io_executor executor_;
  bool leads_ = false;
};

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
  Waiting shown(session_.waits, check_.id, {wait_in_words(dialect(), *run, phase), began, until});
  bool little_is_left = in_vain || !kind.starts_with(kEnd);
  core::Duration pause = std::min(waits().first_poll, waits().longest_poll);
  // How long such a run takes has been seen: one poll comes just then, where the next would come later.
  const bool to_the_end = !phase && run->workload != "slow";
  const auto known = session_.took.find(run->workload);
  core::Time usual_end{};
  if (to_the_end && known != session_.took.end()) usual_end = run->submitted + known->second;
  // What was seen to end has ended, whatever it says now: that is a matter of STM-02.
  const bool ended_before = dialect().is_terminal(run->last_state);
  int unreadable = 0;
  core::Time readable_until = began;
  const boost::asio::any_io_executor executor = co_await boost::asio::this_coro::executor;
  PollsFor polls(run, executor);
  ExchangePtr before;
  for (;;) {
    if (!little_is_left && patience.in_vain(kPlainEnd)) {
      until = std::min(until, now() + waits().visible);
      little_is_left = true;
    }
    if (polls.leads()) {
      run->last_answer = co_await poll(run->id);
      polls.tell();
    } else {
      const std::shared_ptr<core::Event> told = run->polled;
      co_await told->wait();
    }
    const ExchangePtr answer = run->last_answer;
    if (answer == std::exchange(before, answer)) continue;  // whoever polled has left
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
    if (!polls.leads()) continue;
    const bool freed = co_await make_way(run);
    if (freed) until = std::max(until, now() + limit);
    shown.until(until);
    const bool ends_sooner = now() < usual_end && usual_end < now() + pause;
    const core::Duration rest = ends_sooner ? usual_end - now() : pause;
    co_await sleep(rest);
    pause = std::min(pause * 3 / 2, waits().longest_poll);
  }
}

core::Duration CheckContext::finish_wait(std::string_view workload) const {
  const Patience& patience = *session_.patience;
  const bool in_vain = patience.in_vain(kPlainEnd) || patience.in_vain(kEnd + std::string(workload));
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
