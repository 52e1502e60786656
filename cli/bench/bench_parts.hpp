// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "cli/shared/arguments.hpp"

namespace assay::cli {

// The verbs of `wes-assay bench` that read results and load nothing.
int run_bench_merge(Arguments arguments);
int run_bench_diff(Arguments arguments);

}  // namespace assay::cli
