// SPDX-License-Identifier: Apache-2.0
#include "bench/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::bench {
namespace {

// How far a slot reaches: 1 ns for the first two halves, then twice as far with each power of two.
int shift_of(std::size_t slot) {
  const int bucket = static_cast<int>(slot >> Histogram::half_bits) - 1;
  return std::max(bucket, 0);
}

std::int64_t middle_of(std::size_t slot) {
  return Histogram::lowest_of(slot) + (std::int64_t{1} << shift_of(slot)) / 2;
}

}  // namespace

std::int64_t Histogram::lowest_of(std::size_t slot) {
  const int shift = shift_of(slot);
  const auto step = static_cast<std::int64_t>(slot) - (static_cast<std::int64_t>(shift) << half_bits);
  return step << shift;
}

std::int64_t Histogram::highest_of(std::size_t slot) {
  return lowest_of(slot) + (std::int64_t{1} << shift_of(slot)) - 1;
}

void Histogram::add(const Histogram& other) {
  std::transform(counts_.begin(), counts_.end(), other.counts_.begin(), counts_.begin(), std::plus<>());
}

void Histogram::clear() { std::fill(counts_.begin(), counts_.end(), 0); }

std::uint64_t Histogram::count() const {
  return std::accumulate(counts_.begin(), counts_.end(), std::uint64_t{0});
}

std::int64_t Histogram::min() const {
  const auto first = std::find_if(counts_.begin(), counts_.end(), [](auto n) { return n != 0; });
  return first == counts_.end() ? 0 : lowest_of(static_cast<std::size_t>(first - counts_.begin()));
}

std::int64_t Histogram::max() const {
  const auto last = std::find_if(counts_.rbegin(), counts_.rend(), [](auto n) { return n != 0; });
  return last == counts_.rend() ? 0 : highest_of(static_cast<std::size_t>(counts_.rend() - last) - 1);
}

std::int64_t Histogram::at(double percentile) const {
  const double all = static_cast<double>(count());
  if (all == 0) return 0;
  const auto wanted =
      std::max<std::uint64_t>(1, static_cast<std::uint64_t>(std::ceil(percentile / 100 * all)));
  std::uint64_t seen = 0;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    seen += counts_[slot];
    if (seen >= wanted) return highest_of(slot);
  }
  return max();
}

double Histogram::mean() const {
  double sum = 0, all = 0;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    if (counts_[slot] == 0) continue;
    sum += static_cast<double>(counts_[slot]) * static_cast<double>(middle_of(slot));
    all += static_cast<double>(counts_[slot]);
  }
  return all == 0 ? 0 : sum / all;
}

double Histogram::stddev() const {
  const double middle = mean();
  double sum = 0, all = 0;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    if (counts_[slot] == 0) continue;
    const double off = static_cast<double>(middle_of(slot)) - middle;
    sum += static_cast<double>(counts_[slot]) * off * off;
    all += static_cast<double>(counts_[slot]);
  }
  return all == 0 ? 0 : std::sqrt(sum / all);
}

Histogram Histogram::corrected(std::int64_t interval) const {
  Histogram result = *this;
  if (interval <= 0) return result;
  for (std::size_t slot = 0; slot < slots; ++slot) {
    if (counts_[slot] == 0) continue;
    for (std::int64_t value = middle_of(slot) - interval; value >= interval; value -= interval)
      result.record(value, counts_[slot]);
  }
  return result;
}

}  // namespace assay::bench
