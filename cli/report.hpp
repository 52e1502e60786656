// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace assay::cli {

// The verb `report`: reports of an evidence file; diff, merge, convert, lint and verify.
int run_report(std::vector<std::string> arguments);

}  // namespace assay::cli
