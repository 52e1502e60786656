// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "reports/run_result.hpp"

namespace assay::test {

// The one result behind every golden file: each verdict word, and hostile text in each place that a server
// can reach.
reports::RunResult fixed_result();

}  // namespace assay::test
