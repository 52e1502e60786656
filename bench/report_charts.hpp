// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "bench/charts.hpp"
#include "bench/result.hpp"

namespace assay::bench {

Chart latency_chart(const Result& result);     // p50, p99 and max over time
Chart percentile_chart(const Result& result);  // of latency, and of the state's age
Chart injector_chart(const Result& result);    // of service time and injector lag
Chart rate_chart(const Result& result);        // offered, achieved and wrong
Chart ramp_chart(
    const Result& result);  // p99 against the offered rate, with the limit; no line without a ramp

}  // namespace assay::bench
