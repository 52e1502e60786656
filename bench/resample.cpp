// SPDX-License-Identifier: Apache-2.0
#include "bench/resample.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::bench {

Resample::Resample(const Result& result) {
  const std::size_t whole =
      std::min(result.seconds.size(), static_cast<std::size_t>(result.measured_s + 0.001));
  for (std::size_t i = 0; i < whole; ++i) {
    for (const auto& entry : result.seconds[i].latency) slots_.push_back(entry.first);
  }
  std::sort(slots_.begin(), slots_.end());
  slots_.erase(std::unique(slots_.begin(), slots_.end()), slots_.end());
  for (std::size_t i = 0; i < whole; ++i) {
    const Second& second = result.seconds[i];
    One& one = seconds_.emplace_back();
    one.right = static_cast<double>(second.outcomes[0]);
    one.requests = static_cast<double>(
        std::accumulate(second.outcomes.begin(), second.outcomes.end(), std::uint64_t{0}));
    one.cpu_s = second.cpu_s;
    for (const auto& [slot, n] : second.latency) {
      const auto at = std::lower_bound(slots_.begin(), slots_.end(), slot) - slots_.begin();
      one.latency.emplace_back(static_cast<std::uint32_t>(at), n);
    }
  }
}

double Resample::percentile(const std::vector<std::uint64_t>& counts, double share) const {
  const auto all = static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
  double seen = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    seen += static_cast<double>(counts[i]);
    if (seen > 0 && seen >= share * all) return static_cast<double>(Histogram::highest_of(slots_[i])) / 1e3;
  }
  return 0;
}

Figures Resample::draw(std::mt19937_64& random) const {
  One sum;
  std::vector<std::uint64_t> counts(slots_.size());
  for (std::size_t i = 0; i < seconds_.size(); ++i) {
    const One& one = seconds_[random() % seconds_.size()];
    sum.right += one.right;
    sum.requests += one.requests;
    sum.cpu_s += one.cpu_s;
    for (const auto& [at, n] : one.latency) counts[at] += n;
  }
  return {sum.right / static_cast<double>(seconds_.size()), percentile(counts, 0.5), percentile(counts, 0.99),
          sum.requests > 0 ? sum.cpu_s * 1e6 / sum.requests : 0};
}

Figures figures_of(const Result& result) {
  return {result.rate(), static_cast<double>(result.latency.at(50)) / 1e3,
          static_cast<double>(result.latency.at(99)) / 1e3, result.cpu_us_per_request()};
}

}  // namespace assay::bench
