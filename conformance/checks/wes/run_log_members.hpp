// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

namespace assay::conformance {

// Checks that judge every run log of the run at its close; the table is in run_log.cpp.
Task<void> log_members_have_their_types(CheckContext& t);
Task<void> log_urls_are_absolute(CheckContext& t);

// run_log_at_large.cpp: over every run log that was read.
Task<void> ends_make_sense(CheckContext& t);    // RUN-08, RUN-09, TIM-05
Task<void> outputs_stay(CheckContext& t);       // RUN-24
Task<void> urls_lead_outside(CheckContext& t);  // RUN-25

}  // namespace assay::conformance
