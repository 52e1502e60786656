// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/checks/context.hpp"

// Cancels of runs that have not ended, for the table in cancellation.cpp.
namespace assay::conformance {

std::string status_state(CheckContext& t, const ExchangePtr& answer);  // "" where it shows none
// A slow run of the check's own, RUNNING when handed out.
Task<RunPtr> slow_run(CheckContext& t);
// Reads the status `reads` times, evenly over `window`, the last at its end; the first answer that shows
// another state than `state`, or null.
Task<ExchangePtr> another_state(CheckContext& t, RunPtr run, std::string state, core::Duration window,
                                int reads);

Task<void> ends_a_running_run(CheckContext& t);   // CAN-01, 02, 03, 04, 05, 15, 16
Task<void> ends_an_early_run(CheckContext& t);    // CAN-09, 11, 18
Task<void> cancels_together(CheckContext& t);     // CAN-10
Task<void> get_cancels_nothing(CheckContext& t);  // CAN-12, 14

}  // namespace assay::conformance
