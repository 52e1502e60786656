// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

namespace assay::conformance {

// Checks that judge every run log of the run at its close; the table is in run_log.cpp.
Task<void> log_members_have_their_types(CheckContext& t);
Task<void> log_urls_are_absolute(CheckContext& t);

}  // namespace assay::conformance
