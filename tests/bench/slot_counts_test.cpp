// SPDX-License-Identifier: Apache-2.0
#include "bench/slot_counts.hpp"

#include <gtest/gtest.h>

#include <random>

#include "bench/hdr_text.hpp"
#include "core/redact.hpp"
#include "core/result.hpp"

namespace assay::bench {
namespace {

// What a second at full rate looks like: a bulk, a tail with gaps, counts of one byte and of many.
Histogram second(std::uint64_t seed, int answers) {
  std::mt19937_64 random(seed);
  std::lognormal_distribution<double> latency(13, 0.4);
  Histogram histogram;
  for (int i = 0; i < answers; ++i) histogram.record(static_cast<std::int64_t>(latency(random)));
  histogram.record(Histogram::highest - static_cast<std::int64_t>(random() % 1'000'000'000), random() >> 8);
  return histogram;
}

TEST(SlotCounts, HoldAHistogramExactly) {
  int compared = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const Histogram histogram = second(seed, static_cast<int>(seed * 1000));
    const SlotCounts counts(histogram);
    Histogram back;
    counts.add_to(back);
    EXPECT_TRUE(back == histogram) << seed;
    std::uint32_t last = 0;
    for (const auto& [slot, n] : counts) {
      EXPECT_GT(slot, last);
      EXPECT_EQ(n, histogram.counts()[slot]);
      last = slot;
    }
    EXPECT_EQ(SlotCounts::of_payload(counts.payload()), counts);
    EXPECT_EQ(of_hdr_text(hdr_text(counts)), counts);
    ++compared;
  }
  EXPECT_EQ(compared, 20);
}

TEST(SlotCounts, ASecondAtFullRateTakesLessThanTwoBytesASlot) {
  const SlotCounts counts(second(1, 140'000));
  const auto slots = static_cast<std::size_t>(std::distance(counts.begin(), counts.end()));
  EXPECT_GT(slots, 1500u);
  EXPECT_LT(counts.payload().size(), 2 * slots);
}

TEST(SlotCounts, AddAsHistogramsDo) {
  Histogram both = second(1, 5000);
  SlotCounts counts(both);
  counts.add(SlotCounts(second(2, 3000)));
  both.add(second(2, 3000));
  EXPECT_EQ(counts, SlotCounts(both));
  EXPECT_EQ((SlotCounts{{7, 1}, {5, 2}, {7, 3}}), (SlotCounts{{5, 2}, {7, 4}}));
  EXPECT_TRUE(SlotCounts(Histogram()).empty());
  EXPECT_EQ(SlotCounts().begin(), SlotCounts().end());
}

TEST(SlotCounts, AnyPayloadIsReadOrRefused) {
  std::mt19937_64 random(7);
  int refused = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string payload(random() % 24, '\0');
    for (char& c : payload) c = static_cast<char>(random());
    try {
      for (const auto& [slot, n] : SlotCounts::of_payload(payload)) {
        ASSERT_LT(slot, Histogram::slots);
        ASSERT_GT(n, 0u);
      }
    } catch (const core::BadInput&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 1000);
  EXPECT_LT(refused, 19'000);
}

TEST(HdrText, RefusesWhatIsNoneOfOurs) {
  const std::string good = hdr_text({{5, 90}, {3000, 9}});
  EXPECT_EQ(good.substr(0, 8), "HISTFAAA");
  std::string flipped = *core::unbase64(good);
  flipped[flipped.size() - 1] ^= 1;  // the checksum
  std::string longer = *core::unbase64(good);
  longer += "xxx";
  const std::string rows[] = {"",
                              "HIST",
                              "not base64!!",
                              good.substr(4),
                              good.substr(0, good.size() - 4),
                              good + good,
                              core::base64(flipped),
                              core::base64(longer)};
  int ran = 0;
  for (const std::string& row : rows) {
    EXPECT_THROW(of_hdr_text(row), core::BadInput) << row;
    ++ran;
  }
  EXPECT_EQ(ran, 8);
}

}  // namespace
}  // namespace assay::bench
