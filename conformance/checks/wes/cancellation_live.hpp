// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/checks/shared/histories.hpp"

// What checks of cancels share.
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

}  // namespace assay::conformance
