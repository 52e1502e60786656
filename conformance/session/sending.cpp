// SPDX-License-Identifier: Apache-2.0
// How a session keeps on asking: pauses, repetitions, and when it gives up.
#include <algorithm>

#include "conformance/rules/finding.hpp"
#include "conformance/rules/framing.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/names.hpp"
#include "conformance/session/session.hpp"

namespace assay::conformance {
namespace {

constexpr core::Duration kAskAgain = std::chrono::milliseconds(500);  // for a run that is not known yet
constexpr core::Duration kPatienceOfCleaning = std::chrono::seconds(5);
constexpr core::Duration kTimeInLine = std::chrono::seconds(10);  // QUEUED, before our slow run is suspected
constexpr int kMostErrors = 8;                                    // of one request, one after the other
constexpr int kMostRefusals = 12;      // of credentials that were accepted before, one after the other
constexpr int kMostTimeoutsOfOne = 3;  // of one request
constexpr int kMostRawTries = 4;       // of bytes that met a busy service
constexpr int kMostSilentRaw = 3;      // raw requests without an answer, one after the other

// 0 to 1; of one try alone, so that it does not depend on who else asks.
double luck_of(std::uint64_t seed, const core::Exchange& exchange) {
  std::mt19937_64 random = names_from(seed, exchange.check + "/" + std::to_string(exchange.ask));
  return static_cast<double>(random() >> 11) / static_cast<double>(1ull << 53);
}

std::string told(const core::Exchange& exchange, Trouble trouble) {
  std::string text = in_words(exchange);
  if (trouble != Trouble::transport) text += ": " + std::string(in_words(trouble));
  return text;
}

bool is_of_own_run(const core::Exchange& exchange) {
  return exchange.user == "main" && (exchange.operation == "GetRunStatus" ||
                                     exchange.operation == "GetRunLog" || exchange.operation == "CancelRun");
}

}  // namespace

boost::asio::awaitable<void> Session::pause(std::string_view check, bool cleaning) {
  if (clock.now() >= patience->paused_until) co_return;
  const Waiting shown(waits, check,
                      {"the service, which was busy or gone", clock.now(), patience->paused_until});
  while (clock.now() < patience->paused_until && (cleaning || !stop.requested()))
    co_await core::sleep_until(clock, patience->paused_until);
}

std::optional<core::Duration> Session::next_pause(const core::Exchange& answer, Trouble trouble, int number,
                                                  core::Time failed, bool cleaning) const {
  if (!may_repeat(answer, trouble)) return std::nullopt;
  Try one;
  one.trouble = trouble;
  one.number = number;
  if (answer.fault == core::TransportFault::timeout) one.most = kMostTimeoutsOfOne;
  const core::Time now = answer.timings.received;
  one.spent = now - failed;
  one.patience = patience->patience(answer, trouble, failed, now);
  if (cleaning) one.patience = std::min(one.patience, kPatienceOfCleaning);
  one.asked = retry_after(answer, now);
  one.luck = luck_of(options.seed, answer);
  return pause_after(one);
}

// The last that a request got. Where nothing is heard of the target any more, or the credentials are refused
// whatever is asked, there is nothing left to be seen.
void Session::give_up(const core::Exchange& answer, Trouble trouble, core::Time failed) {
  patience->give_up(answer);
  const bool lost = trouble == Trouble::transport && patience->ever_answered() &&
                    patience->silent_since(failed) && answer.timings.received - failed >= kPatience &&
                    answer.fault != core::TransportFault::timeout && !ended_inside_body(answer);
  if (lost) stop.request("the target stopped answering: " + answer.fault_text);
  if (trouble != Trouble::credentials || !patience->accepted(answer.user)) return;
  if (patience->refusals_in_a_row(answer.user) < kMostRefusals) return;
  stop.request("the credentials were accepted until " +
               core::to_iso8601(patience->accepted_until(answer.user)) +
               ", then refused: " + in_words(answer));
}

// A later read may give the same: it is sent all the same, as a service may have been out of step. What was
// sent before the last renewal says nothing of what was read then.
void Session::renew_credentials(const core::Exchange& refused) {
  const std::string& user = refused.user;
  const Credential& old = credential_of(user);
  core::Time& renewed_at = patience->renewed_at[user];
  if (old.source.empty() || refused.timings.sent < renewed_at) return;
  renewed_at = clock.now();
  auto fresh = parse_credential(old.source, "--auth");
  if (!fresh) return;
  recorder.hide(*fresh);
  patience->renewed[user] = std::move(*fresh);
}

bool Session::is_not_known_yet(const core::Exchange& answer, const Manner& manner) const {
  if (manner.at_once || !is_missing(answer) || !is_of_own_run(answer) || !dialect) return false;
  const auto run = own_runs->fresh.find(run_id_of(answer, *dialect));
  return run != own_runs->fresh.end() && answer.timings.received < run->second + options.target.waits.visible;
}

boost::asio::awaitable<ExchangePtr> Session::send(core::Exchange exchange, Manner manner) {
  for (const core::Header& header : options.target.headers) {
    if (!exchange.request.headers.has(header.name)) exchange.request.headers.add(header.name, header.value);
  }
  const std::string asker_id = exchange.check;
  core::Time failed{};
  for (int number = 1;; ++number) {
    co_await pause(asker_id, manner.cleaning);
    if (stop.requested() && !manner.cleaning) throw StopCheck{stop.why()};
    if (std::string hangs = patience->hangs(exchange); !hangs.empty()) throw StopCheck{std::move(hangs)};
    add_credentials(exchange.request.headers, exchange.user);
    exchange.check = asker_id;
    exchange.attempt = number;
    const ExchangePtr kept = co_await send_once(exchange);
    const core::Time at = kept->timings.received;  // by which a record decides the same
    const Trouble trouble = patience->hear(*kept, at);
    const bool cut_short = kept->fault == core::TransportFault::cancelled;
    if (cut_short && !stop.requested()) refuse(kept->fault_text);
    if (cut_short) throw StopCheck{in_words(*kept), false, {kept->id}};
    if (trouble == Trouble::none) {
      if (is_not_known_yet(*kept, manner)) {
        co_await core::sleep_for(clock, kAskAgain);
        continue;
      }
      const bool reads = manner.patient && kept->request.method == "GET" && !kept->operation.empty();
      if (reads && patience->errors_in_a_row(*kept) >= kMostErrors)
        throw StopCheck{
            in_words(*kept) + ", as " + std::to_string(kMostErrors) + " times before", false, {kept->id}};
      co_return kept;
    }
    if (failed == core::Time{}) failed = at;
    const auto wait = next_pause(*kept, trouble, number, failed, manner.cleaning);
    if (wait && trouble == Trouble::credentials) renew_credentials(*kept);
    const bool for_all =
        trouble == Trouble::busy || (trouble == Trouble::transport && patience->silent_since(failed));
    if (wait && for_all) patience->paused_until = std::max(patience->paused_until, at + *wait);
    if (wait && manner.patient) {
      if (!for_all) co_await core::sleep_until(clock, at + *wait);
      continue;
    }
    if (!wait) give_up(*kept, trouble, failed);
    if (!manner.trouble_is_answer) throw StopCheck{told(*kept, trouble), false, {kept->id}};
    co_return kept;
  }
}

boost::asio::awaitable<std::vector<core::Exchange>> Session::send_raw(RawAsk ask) {
  if (options.auth.signs()) throw StopCheck{"bytes that are written by hand are not signed"};
  const std::string asker_id = ask.asked.check;
  const core::Time first = clock.now();
  for (int number = 1;; ++number) {
    co_await pause(ask.asked.check, false);
    if (stop.requested()) throw StopCheck{stop.why()};
    if (patience->silent_raw >= kMostSilentRaw)
      throw StopCheck{"no more bytes are sent by hand: the last " + std::to_string(kMostSilentRaw) +
                      " requests got no answer in time"};
    ask.asked.check = asker_id;
    std::vector<core::Exchange> answers = co_await send_raw_once(ask);
    const core::Exchange* busy = nullptr;
    Trouble trouble = Trouble::none;
    for (const core::Exchange& answer : answers) {
      const Trouble one = patience->hear(answer, answer.timings.received);
      const bool silent = answer.fault == core::TransportFault::timeout && answer.request.method == "GET";
      patience->silent_raw = silent ? patience->silent_raw + 1 : 0;
      if (one != Trouble::busy && one != Trouble::gateway && one != Trouble::page) continue;
      busy = &answer;
      trouble = one;
    }
    if (!busy) co_return answers;
    const auto wait =
        number < kMostRawTries ? next_pause(*busy, trouble, number, first, false) : std::nullopt;
    if (!wait) throw StopCheck{told(*busy, trouble), false, {busy->id}};
    co_await core::sleep_for(clock, *wait);
  }
}

boost::asio::awaitable<ExchangePtr> Session::cancel(std::string run_id, std::string user, Manner manner) {
  core::Exchange exchange;
  exchange.check = "runner";
  exchange.operation = "CancelRun";
  exchange.user = std::move(user);
  const schemas::Operation& operation = *dialect->operation("CancelRun");
  exchange.request.method = operation.method;
  exchange.request.target =
      options.base.path + schemas::fill_path(operation.path, {{"run_id", std::move(run_id)}});
  return send(std::move(exchange), manner);
}

// A service with one worker keeps runs QUEUED while our own slow run works.
bool Session::keeps_waiting(const OwnRun& run) {
  const auto is_in_phase = [&](const std::string& id, schemas::Phase phase) {
    const auto seen = own_runs->states.find(id);
    const schemas::StateWord* word =
        seen == own_runs->states.end() ? nullptr : dialect->state(seen->second.state);
    return word && word->phase == phase;
  };
  const auto slow = shared.find(kSharedSlowRun);
  if (slow == shared.end() || slow->second.runs.empty()) return false;
  const std::string& slow_id = slow->second.runs.front()->id;
  if (!is_in_phase(slow_id, schemas::Phase::running)) return false;
  if (run.id == slow_id || !is_in_phase(run.id, schemas::Phase::queued)) return false;
  const core::Duration in_line = std::min(kTimeInLine, options.target.waits.finish / 4);
  if (own_runs->states[run.id].at - run.submitted < in_line) return false;
  patience->one_at_a_time = true;
  return true;
}

boost::asio::awaitable<void> Session::tidy_up_after(const Check& check) {
  const std::string by = asker(check.id);
  std::vector<std::string> idle;
  for (const auto& [id, run] : own_runs->open) {
    if (run->submission->check != by || run->submission->user != "main") continue;
    const RunPtr known = own_runs->find(id);
    const std::string workload = known ? known->workload : std::string();
    if (workload == "slow" || (workload.empty() && check.stage == Stage::refusals)) idle.push_back(id);
  }
  for (auto& [name, runs] : shared) runs.users.erase(by);
  for (const auto& [id, run] : own_runs->open) {
    const RunPtr known = own_runs->find(id);
    if (known) keeps_waiting(*known);
  }
  if (patience->one_at_a_time) append_idle_slow_run(idle);
  const Manner manner{.trouble_is_answer = true, .patient = false};
  for (const std::string& id : idle) {
    if (!stop.requested()) co_await cancel(id, "main", manner);
  }
}

void Session::append_idle_slow_run(std::vector<std::string>& ids) {
  const auto slow = shared.find(kSharedSlowRun);
  if (slow == shared.end() || !slow->second.users.empty()) return;
  if (!slow->second.ready || !slow->second.ready->is_set()) return;
  for (const RunPtr& run : slow->second.runs) {
    if (own_runs->open.contains(run->id)) ids.push_back(run->id);
  }
  shared.erase(slow);
}

}  // namespace assay::conformance
