// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/checks/shared/histories.hpp"

// Cancels of runs that have not ended, for the table in cancellation.cpp.
namespace assay::conformance {

std::string status_state(CheckContext& t, const ExchangePtr& answer);  // "" where it shows none
// A slow run of the check's own, RUNNING when handed out.
Task<RunPtr> slow_run(CheckContext& t);
// Reads the status `reads` times, evenly over `window`, the last at its end; the last answer.
Task<ExchangePtr> watch(CheckContext& t, RunPtr run, core::Duration window, int reads);
// Whether the statuses of a run that has ended show one end.
void judge_stays(CheckContext& t, const HistoryQuestion& question, const RunPtr& run);
// `cancel` was accepted, and `answer` is the last status: whether the run ended for good, and in time.
void judge_cancel_end(CheckContext& t, std::string_view requirement, const RunPtr& run,
                      const ExchangePtr& cancel, const ExchangePtr& answer);

Task<void> ends_a_running_run(CheckContext& t);        // CAN-01, 02, 03, 04, 05, 15, 16
Task<void> ends_an_early_run(CheckContext& t);         // CAN-09, 11, 18
Task<void> ends_an_initializing_run(CheckContext& t);  // CAN-18
Task<void> cancels_together(CheckContext& t);          // CAN-10
Task<void> get_cancels_nothing(CheckContext& t);       // CAN-12, 14
// cancellation_aim.cpp
Task<void> spares_other_runs(CheckContext& t);            // CAN-19
Task<void> stays_past_its_end(CheckContext& t);           // CAN-17
Task<void> cancelled_runs_end_canceled(CheckContext& t);  // CAN-03, of all runs

}  // namespace assay::conformance
