// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "reports/run_result.hpp"

namespace assay::cli {

// What a shipped specification says at the cited place, on one line and shortened; "" where it is not shipped
// or has no text there.
std::string clause_text(const reports::Citation& cite);

}  // namespace assay::cli
