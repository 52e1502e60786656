// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace assay::bench {

// A high dynamic range histogram of nanoseconds, from 1 ns to one hour, true to three significant digits: a
// value read back is within 0.1 % of the one recorded. Layout and arithmetic are those of HdrHistogram
// (lowest 1, highest 3.6e12, 3 digits), so that its tools read what we write and counts of many machines add
// up exactly. Not thread-safe: one for each thread, added afterwards.
class Histogram {
 public:
  static constexpr std::int64_t highest = 3'600'000'000'000;
  static constexpr int digits = 3;
  static constexpr int half_bits = 10;  // 1,024 steps for each power of two
  static constexpr std::int64_t half = std::int64_t{1} << half_bits;
  static constexpr std::size_t buckets = 32;  // powers of two above the first 2,048 values
  static constexpr std::size_t slots = (buckets + 1) * half;

  Histogram() : counts_(slots) {}

  // Values below 1 count as 1, above an hour as an hour: a longest wait is never lost.
  void record(std::int64_t value) { ++counts_[slot_of(clamped(value))]; }
  void record(std::int64_t value, std::uint64_t times) { counts_[slot_of(clamped(value))] += times; }
  void add(const Histogram& other);
  void clear();

  std::uint64_t count() const;
  std::int64_t min() const;  // 0 when empty; as the next two, rounded within the 0.1 %
  std::int64_t max() const;
  std::int64_t at(double percentile) const;  // 0..100: the least value that so many per cent do not exceed
  double mean() const;
  double stddev() const;

  // As if each wait longer than `interval` had held up requests that were due every `interval` meanwhile
  // (HdrHistogram's correction for coordinated omission). For closed loops, where nothing else tells.
  Histogram corrected(std::int64_t interval) const;

  const std::vector<std::uint64_t>& counts() const { return counts_; }
  static std::size_t slot_of(std::int64_t value) {
    const int bucket = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value) | (2 * half - 1))) -
                       (half_bits + 1);
    return static_cast<std::size_t>((static_cast<std::int64_t>(bucket) << half_bits) + (value >> bucket));
  }
  static std::int64_t lowest_of(std::size_t slot);   // the least value that falls into the slot
  static std::int64_t highest_of(std::size_t slot);  // and the greatest

  bool operator==(const Histogram&) const = default;

 private:
  static std::int64_t clamped(std::int64_t value) {
    return value < 1 ? 1 : value > highest ? highest : value;
  }
  std::vector<std::uint64_t> counts_;
};

}  // namespace assay::bench
