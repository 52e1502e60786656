// SPDX-License-Identifier: Apache-2.0
// Cancels of runs that go on, and of runs that have ended.
#include <algorithm>

#include "conformance/checks/common/common.hpp"
#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/cancellation_live.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace common {
namespace {

using schemas::Phase;

constexpr std::chrono::seconds kWatch{1};

// A run that was just submitted may be in any of these.
bool promises_early_cancels(const schemas::Dialect& dialect) {
  const auto taken = [&](Phase phase) {
    const auto& from = dialect.cancel.from;
    return std::find(from.begin(), from.end(), phase) != from.end();
  };
  return std::all_of(dialect.states.begin(), dialect.states.end(), [&](const schemas::StateWord& word) {
    const bool early = word.phase == Phase::draft || word.phase == Phase::queued ||
                       word.phase == Phase::initializing || word.phase == Phase::running;
    return !early || taken(word.phase);
  });
}

Task<void> cancel_and_wait(CheckContext& t, RunPtr run, const char* what) {
  const ExchangePtr answer = co_await t.cancel(run->id);
  const int wanted = t.dialect().operation("CancelRun")->success;
  const std::string status = std::to_string(core::status_of(*answer));
  t.expect(answers_with(*answer, wanted), "cancel-accepted",
           finding(answer, "cancel-status-" + status,
                   std::string("the cancel of ") + what + ": " + in_words(*answer), std::to_string(wanted),
                   status));
  if (!conformance::is_success(*answer)) co_return;
  co_await t.wait_terminal(run, t.waits().canceled);
  const ExchangePtr end = co_await t.get("GetRunStatus", run->id);
  judge_cancel_end(t, "cancel-ends", run, answer, end);
}

Task<void> cancel_ended(CheckContext& t, RunPtr run) {
  const ExchangePtr answer = co_await t.cancel(run->id);
  t.judge_status("cancel-ended", answer, "the cancel of a run that is " + core::printable(run->last_state));
  co_await watch(t, run, kWatch, 2);
  judge_stays(
      t, {"ended-run-stays", "ended-run-changed", "a cancel changed the state of a run that had ended"}, run);
}

Task<void> active_run_is_cancelled(CheckContext& t) {
  const RunPtr run = co_await slow_run(t);
  co_await cancel_and_wait(t, run, "a run that works");
  if (!promises_early_cancels(t.dialect())) co_return;
  const RunPtr early = co_await t.new_run("slow");
  co_await cancel_and_wait(t, early, "a run that was just submitted");
}

Task<void> ended_run_stays(CheckContext& t) {
  // A run of its own: later checks read the shared one.
  const RunPtr run = co_await t.new_run("quick");
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need_seen(ended, run);
  co_await cancel_ended(t, run);
  const RunPtr canceled = co_await t.canceled_run();
  co_await cancel_ended(t, canceled);
  const RunPtr failed = co_await t.failed_run();
  co_await cancel_ended(t, failed);
}

}  // namespace
}  // namespace common

const std::vector<Check>& common_cancels_checks() {
  using namespace common;
  static const std::vector<Check> table = {
      {.id = "common.active-run-is-cancelled",
       .title = "a run that has not ended can be cancelled, and ends",
       .decides = {"cancel-accepted", "cancel-ends"},
       .stage = Stage::lifecycle,
       .run = active_run_is_cancelled,
       .writes = true},
      {.id = "common.ended-run-stays",
       .title = "the cancel of a run that has ended is answered as promised, and changes nothing",
       .decides = {"cancel-ended", "ended-run-stays"},
       .stage = Stage::refusals,
       .run = ended_run_stays,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
