// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

#include "conformance/session/context.hpp"

namespace assay::conformance {

// Reads without a mistake, about runs that exist, are not answered with a server error. Judged over all
// answers.
void judge_reads_served(CheckContext& t, std::string_view requirement);

}  // namespace assay::conformance
