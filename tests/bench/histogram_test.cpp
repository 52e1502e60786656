// SPDX-License-Identifier: Apache-2.0
#include "bench/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace assay::bench {
namespace {

// Latencies as they come: a bulk, a long tail, now and then a stall.
std::vector<std::int64_t> samples(std::uint64_t seed, std::size_t number) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> bulk(11, 1.2);
  std::vector<std::int64_t> values;
  for (std::size_t i = 0; i < number; ++i) {
    const double value = random() % 1000 == 0 ? 2e11 : bulk(random);
    values.push_back(std::clamp<std::int64_t>(static_cast<std::int64_t>(value), 1, Histogram::highest));
  }
  return values;
}

Histogram of(const std::vector<std::int64_t>& values) {
  Histogram histogram;
  for (const std::int64_t value : values) histogram.record(value);
  return histogram;
}

TEST(Histogram, ReadsBackWithinATenthOfAPercent) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    std::vector<std::int64_t> values = samples(seed, 5000);
    const Histogram histogram = of(values);
    std::sort(values.begin(), values.end());
    for (const double percentile : {0.0, 1.0, 25.0, 50.0, 90.0, 99.0, 99.9, 99.99, 100.0}) {
      const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(percentile / 100 * 5000)));
      const double right = static_cast<double>(values[rank - 1]);
      EXPECT_NEAR(static_cast<double>(histogram.at(percentile)), right, right * 0.001)
          << seed << " p" << percentile;
      ++compared;
    }
    EXPECT_NEAR(static_cast<double>(histogram.max()), static_cast<double>(values.back()),
                static_cast<double>(values.back()) * 0.001);
    double sum = 0;
    for (const std::int64_t value : values) sum += static_cast<double>(value);
    EXPECT_NEAR(histogram.mean(), sum / 5000, sum / 5000 * 0.001);
  }
  EXPECT_EQ(compared, 180);
}

TEST(Histogram, SlotsTileTheRange) {
  std::int64_t next = 0;
  for (std::size_t slot = 0; slot < Histogram::slots; ++slot) {
    ASSERT_EQ(Histogram::lowest_of(slot), next) << slot;
    ASSERT_EQ(Histogram::slot_of(std::max<std::int64_t>(next, 1)), std::max<std::size_t>(slot, 1));
    ASSERT_EQ(Histogram::slot_of(std::max<std::int64_t>(Histogram::highest_of(slot), 1)),
              std::max<std::size_t>(slot, 1));
    next = Histogram::highest_of(slot) + 1;
  }
  EXPECT_GT(next, Histogram::highest);
}

TEST(Histogram, MergingIsConcatenating) {
  std::vector<std::int64_t> first = samples(7, 3000);
  const std::vector<std::int64_t> second = samples(8, 2000);
  Histogram merged = of(first);
  merged.add(of(second));
  first.insert(first.end(), second.begin(), second.end());
  EXPECT_TRUE(merged == of(first));
}

TEST(Histogram, KeepsWhatIsOutOfRangeAtItsEnds) {
  const Histogram histogram = of({-5, 0, 2 * Histogram::highest});
  EXPECT_EQ(histogram.count(), 3u);
  EXPECT_EQ(histogram.min(), 1);
  EXPECT_NEAR(static_cast<double>(histogram.max()), static_cast<double>(Histogram::highest), 4e9);
}

TEST(Histogram, AnEmptyOneSaysNothing) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.at(99), 0);
  EXPECT_EQ(histogram.max(), 0);
  EXPECT_EQ(histogram.mean(), 0);
}

TEST(Histogram, CorrectionFillsInWhatAStallHeldUp) {
  Histogram histogram;
  histogram.record(1'000'000, 999);
  histogram.record(200'000'000);  // one request waited 200 ms where one was due each millisecond
  const Histogram corrected = histogram.corrected(1'000'000);
  EXPECT_NEAR(static_cast<double>(corrected.count()), 1000 + 199, 1);
  EXPECT_LT(histogram.at(99), 2'000'000);
  EXPECT_GT(corrected.at(99), 180'000'000);
}

}  // namespace
}  // namespace assay::bench
