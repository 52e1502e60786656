// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>

#include "bench/histogram.hpp"

namespace assay::bench {

// What a figure of the server is, whatever the injector's lag made of it: latency counts from the intended
// time, so the figure with the lag in it is the most that a latency can be, and the least that a rate can be.
struct Bounds {
  double least = 0;
  double most = 0;
};

enum class Verdict : std::uint8_t { held, broken, undecided };

// Whether `figure < limit` (or `>`) holds. It is undecided where the lag decides it.
Verdict verdict_of(bool less, double limit, const Bounds& figure);

// The least that a percentile of `latency` can be without the injector's lag, in ns. `lag` is how late
// requests were looked at; a response waits for the injector as a request does, so a latency holds up to
// twice a lag. `lag` may be that of a longer time than `latency`.
// (docs/decisions/0010-lag-decides-nothing.md)
std::int64_t least_at(double percentile, const Histogram& latency, const Histogram& lag);

}  // namespace assay::bench
