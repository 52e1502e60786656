// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/fields.hpp"
#include "mock_server/base/mistakes.hpp"
#include "mock_server/script/timeline.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// Reads the members timeline, on_cancel, tasks, stdout and stderr of a mapping of a scenario. What is wrong
// or can never happen goes to `mistakes`; the timeline is not to be used then.
Timeline read_timeline(core::Fields& fields, const schemas::Dialect& dialect, Mistakes& mistakes);

// Of a run whose workflow file cannot be read.
Timeline unreadable_timeline(const schemas::Dialect& dialect);

}  // namespace assay::mock
