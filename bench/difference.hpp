// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "bench/result.hpp"

namespace assay::bench {

struct Interval {
  double low = 0;
  double high = 0;
};

// One figure of two loads.
struct Compared {
  std::string metric;  // "rate", "p50", "p99", "cpu"
  double before = 0;   // answers per second; us; us of CPU of the injector for each request
  double after = 0;
  std::optional<double> ratio = {};       // after / before; nothing where before is 0
  std::optional<Interval> interval = {};  // of the ratio, 95 %; nothing with fewer than two whole seconds
  bool within_lag = false;                // the injector's lag could have made the difference
};

// The intervals are bootstrapped: the seconds of each load are drawn again and again, with a fixed seed. They
// show how much the seconds of these two loads scatter, not how much one load differs from the next.
std::vector<Compared> compare(const Result& before, const Result& after);

// A table for a person; its last line is the difference in one sentence.
struct Difference {
  std::string text;
  bool complete = false;  // all figures could be compared
};
Difference write_difference(const std::string& before_name, const Result& before,
                            const std::string& after_name, const Result& after);

}  // namespace assay::bench
