// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "mock_server/script/scenario.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// The trigger that starts a draft. The control API has it as any other.
inline constexpr std::string_view start_trigger = "run";

// Where the dialect has a word for a draft, each script begins with it and goes on when that trigger comes:
// the times of a script count from the start. Runs of a population, and scripts that begin as drafts by
// themselves, stay as they are.
void begin_as_drafts(Scenario& scenario, const schemas::Dialect& dialect);

}  // namespace assay::mock
