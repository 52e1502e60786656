// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "bench/charts.hpp"
#include "bench/result.hpp"

namespace assay::bench {

Chart latency_chart(const Result& result);     // of each second, ms
Chart percentile_chart(const Result& result);  // x: log10(1 / (1 - percentile))
Chart rate_chart(const Result& result);        // right, wrong and offered for each second

}  // namespace assay::bench
