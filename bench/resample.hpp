// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "bench/result.hpp"

namespace assay::bench {

// What two loads are compared by: right answers per second, p50 and p99 in us, CPU of the injector in us for
// each request.
using Figures = std::array<double, 4>;

// The whole seconds of a load, ready to be drawn at random.
class Resample {
 public:
  explicit Resample(const Result& result);
  std::size_t seconds() const { return seconds_.size(); }
  Figures draw(std::mt19937_64& random) const;  // as many seconds as there are, some of them several times

 private:
  struct One {
    double right = 0, requests = 0, cpu_s = 0;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> latency;  // places in slots_
  };
  double percentile(const std::vector<std::uint64_t>& counts, double share) const;
  std::vector<std::uint32_t> slots_;  // all that occur, sorted
  std::vector<One> seconds_;
};

Figures figures_of(const Result& result);

}  // namespace assay::bench
