// SPDX-License-Identifier: Apache-2.0
// What a cancel hits: the run that it names, wholly, and no other.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/cancellation_live.hpp"
#include "conformance/rules/members.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using schemas::Phase;
using std::chrono::seconds;

constexpr seconds kShortestWork{4};  // a shorter one could end before its cancel comes
constexpr seconds kLongestWork{120};
constexpr seconds kAfterTheEnd{2};

bool is_length(const std::string& name) { return name == "seconds" || name.ends_with(".seconds"); }

nlohmann::json params_of(const Form& form) {
  const FormPart* part = form.find("workflow_params");
  auto params = core::parse_json(part ? part->value : "");
  return params && params->is_object() ? std::move(*params) : nlohmann::json::object();
}

// How long the workload of a form works; nothing where its parameters do not say.
std::optional<core::Duration> length_of(const Form& form) {
  const nlohmann::json params = params_of(form);
  for (const auto& [name, value] : params.items()) {
    if (is_length(name) && value.is_number_integer()) return seconds(value.get<std::int64_t>());
  }
  return std::nullopt;
}

Form with_length(const Form& form, seconds length) {
  nlohmann::json params = params_of(form);
  for (auto& [name, value] : params.items()) {
    if (is_length(name)) value = length.count();
  }
  return form.with("workflow_params", params.dump());
}

// Whether an answer came before the work of the run can have been done.
bool is_too_early(const OwnRun& run, const ExchangePtr& answer) {
  const std::optional<core::Duration> length = length_of(run.form);
  return length && answer->timings.received - run.submitted < *length;
}

Task<void> spares_other_runs(CheckContext& t) {
  const RunPtr run = co_await slow_run(t);
  const RunPtr other = co_await t.new_run("slow");
  const ExchangePtr before = co_await t.get("GetRunStatus", other->id);
  const std::string was = status_state(t, before);
  const ExchangePtr cancel = co_await t.cancel(run->id);
  co_await t.wait_terminal(run, t.waits().canceled);
  co_await t.sleep(seconds(1));
  const ExchangePtr after = co_await t.get("GetRunStatus", other->id);
  co_await t.cancel(other->id);
  t.need(is_success(*cancel), in_words(*cancel) + ", so no run was cancelled");
  t.need(!was.empty() && !t.dialect().is_terminal(was),
         "the other run had no state to lose: " + core::printable(was));
  const std::string state = status_state(t, after);
  t.need(!state.empty(),
         in_words(*after) + (is_success(*after) ? " without a state" : "") +
             ", so it is not known what became of the other run",
         after);
  const schemas::StateWord* word = t.dialect().state(state);
  const bool hit = word && (word->phase == Phase::canceled || word->phase == Phase::canceling);
  const bool failed = word && (word->phase == Phase::executor_error || word->phase == Phase::system_error);
  const bool completed = word && word->phase == Phase::complete && is_too_early(*other, after);
  Finding found = finding(after, "other-run-ended", "a cancel ended a run that it did not name",
                          core::printable(was), core::printable(state), {"/state"});
  found.exchanges.push_back(cancel->id);
  // A run can end by itself at that very moment.
  if (failed || completed) co_return t.graded("CAN-19", Verdict::warn, std::move(found));
  t.expect(!hit, "CAN-19", std::move(found));
}

// A service that marks a run CANCELED and lets its work go on shows it when that work ends.
Task<void> stays_past_its_end(CheckContext& t) {
  co_await t.finished_run();  // so that it is known how long a short run takes
  const Form slow = t.form("slow");
  if (!length_of(slow)) {
    t.not_applicable("CAN-17",
                     "the slow workload of the target file has no parameter seconds to shorten it by");
    co_return;
  }
  const core::Duration usual = t.took("quick");
  const seconds length = std::clamp(std::chrono::ceil<seconds>(usual), kShortestWork, kLongestWork);
  const Form form = with_length(slow, length);
  const ExchangePtr answer = co_await t.submit(form);
  const RunPtr run = t.run_of(answer);
  t.need(run && is_success(*answer), "the slow workload could not be submitted: " + in_words(*answer));
  const bool running = co_await t.wait_phase(run, Phase::running, t.waits().start);
  const core::Time seen = t.now();
  const ExchangePtr cancel = co_await t.cancel(run->id);
  if (is_success(*cancel)) co_await t.wait_terminal(run, t.waits().canceled);
  if (!running || run->last_state != "CANCELED") {
    const std::string was = running ? "was not seen CANCELED" : "was not seen at work before its cancel";
    t.not_applicable("CAN-17", "the run " + was + " (" + t.last_seen(run) + ")");
    co_return;
  }
  const core::Time past = seen + length + usual + kAfterTheEnd;
  if (t.now() < past) co_await t.sleep(past - t.now());
  co_await t.get("GetRunStatus", run->id);
  judge_stays(t, {"CAN-17", "canceled-left", "a CANCELED run showed another state when its work had ended"},
              run);
}

// How long a slow run was seen at work, at the longest.
core::Duration longest_work(CheckContext& t, const std::map<std::string, History>& lives) {
  core::Duration longest{};
  for (const RunPtr& run : t.own_runs()) {
    const auto life = lives.find(run->id);
    if (run->workload != "slow" || life == lives.end()) continue;
    for (const Observation& seen : life->second) {
      const schemas::StateWord* word = t.dialect().state(seen.state);
      const bool is_at_work =
          seen.source == Observation::Source::status && word && word->phase == Phase::running;
      if (is_at_work) longest = std::max(longest, seen.since - run->submitted);
    }
  }
  return longest;
}

// The slow workload has no fault: where it was at work and its cancel was taken, an error is none of its own,
// and neither is an end COMPLETE before its work can have been done.
Task<void> cancelled_runs_end_canceled(CheckContext& t) {
  const std::map<std::string, History> lives = all_histories(t);
  const core::Duration longest = longest_work(t, lives);
  bool any = false;
  for (const RunPtr& run : t.own_runs()) {
    const auto life = lives.find(run->id);
    if (run->workload != "slow" || life == lives.end()) continue;
    const History statuses = only(life->second, {Observation::Source::status});
    const auto cancel =
        std::find_if(t.exchanges().begin(), t.exchanges().end(), [&](const ExchangePtr& each) {
          return each->operation == "CancelRun" && each->user == "main" && is_success(*each) &&
                 run_id_of(*each) == run->id;
        });
    if (cancel == t.exchanges().end() || statuses.empty()) continue;
    const auto was_active = [&](const Observation& seen) {
      return seen.received <= (*cancel)->timings.started && !t.dialect().is_terminal(seen.state);
    };
    const schemas::StateWord* end = t.dialect().state(statuses.back().state);
    if (!end || !end->terminal) continue;
    const ExchangePtr shown = exchange_of(t, statuses.back().exchange);
    const bool was_canceled = std::any_of(statuses.begin(), statuses.end(),
                                          [&](const Observation& seen) { return seen.state == "CANCELED"; });
    if (was_canceled) continue;  // what came after is CAN-17
    // Another was at work for longer: the work of this one cannot have been done.
    const bool completed = end->phase == Phase::complete && is_too_early(*run, shown) &&
                           shown->timings.received - run->submitted < longest;
    if (!completed && std::none_of(statuses.begin(), statuses.end(), was_active)) continue;
    any = true;
    const bool failed = completed || end->phase == Phase::executor_error || end->phase == Phase::system_error;
    Finding found =
        finding(shown, completed ? "cancelled-run-completes" : "cancelled-run-fails",
                completed ? "a run that was cancelled ended COMPLETE before its work can have been done"
                          : "a run that was cancelled at work ended in an error",
                "CANCELED", core::printable(statuses.back().state), {"/state"});
    found.exchanges.push_back((*cancel)->id);
    t.expect(!failed, "CAN-03", std::move(found));
  }
  if (!any) t.not_applicable("CAN-03", "no slow run was seen at work, cancelled, and at its end");
  co_return;
}

}  // namespace

const std::vector<Check>& cancellation_aim_checks() {
  static const std::vector<Check> table = {
      {.id = "cancellation.spares-other-runs",
       .title = "a cancel touches no other run",
       .decides = {"CAN-19"},
       .stage = Stage::lifecycle,
       .run = spares_other_runs,
       .writes = true},
      {.id = "cancellation.stays-past-its-end",
       .title = "a CANCELED run stays so after the time at which its work would have ended",
       .decides = {"CAN-17"},
       .stage = Stage::lifecycle,
       .run = stays_past_its_end,
       .writes = true},
      {.id = "cancellation.cancelled-runs-end-canceled",
       .title = "no run that was cancelled at work ends in an error, or as if its work were done",
       .decides = {"CAN-03"},
       .stage = Stage::closing,
       .run = cancelled_runs_end_canceled,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
