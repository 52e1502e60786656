// SPDX-License-Identifier: Apache-2.0
#include "bench/difference.hpp"

#include <gtest/gtest.h>

namespace assay::bench {
namespace {

// Thirty seconds that scatter a little, `scale` times slower and dearer than the plain one.
Result load(double scale, int odd = 0) {
  Result result;
  result.measured_s = 30;
  for (int i = 0; i < 30; ++i) {
    Second& second = result.seconds.emplace_back();
    const auto right = static_cast<std::uint64_t>(1000 + (i * 7 + odd) % 20);
    second.outcomes[0] = right;
    second.cpu_s = 0.01 * scale;
    const auto value = static_cast<std::int64_t>(scale * (1'000'000 + (i * 13 + odd) % 30 * 1000));
    second.latency = {{static_cast<std::uint32_t>(Histogram::slot_of(value)), right}};
    result.outcomes[0] += right;
    result.latency.record(value, right);
    result.cpu_user_s += second.cpu_s;
  }
  return result;
}

TEST(BenchDiff, SeesATwofoldLatencyAndAnEqualRate) {
  const auto all = compare(load(1), load(2, 3));
  ASSERT_EQ(all.size(), 4u);
  for (const Compared& one : all) {
    ASSERT_TRUE(one.ratio && one.interval) << one.metric;
    const double expected = one.metric == "rate" ? 1 : 2;
    EXPECT_LE(one.interval->low, *one.ratio + 0.01) << one.metric;
    EXPECT_GE(one.interval->high, *one.ratio - 0.01) << one.metric;
    EXPECT_NEAR(*one.ratio, expected, 0.02) << one.metric;
    EXPECT_LT(one.interval->high - one.interval->low, 0.1) << one.metric;
  }
  const std::string text = write_difference("a.json", load(1), "b.json", load(2, 3));
  EXPECT_NE(text.find("DIFFERENT: p50 x2.00 (slower), p99 x2.00 (slower)"), std::string::npos) << text;
}

TEST(BenchDiff, ALoadDoesNotDifferFromItself) {
  for (const Compared& one : compare(load(1), load(1))) {
    EXPECT_LE(one.interval->low, 1) << one.metric;
    EXPECT_GE(one.interval->high, 1) << one.metric;
  }
  const std::string text = write_difference("a.json", load(1), "b.json", load(1));
  EXPECT_NE(text.find("NO DIFFERENCE SEEN\n"), std::string::npos) << text;
}

TEST(BenchDiff, IsTheSameTwice) {
  EXPECT_EQ(write_difference("a", load(1), "b", load(3)), write_difference("a", load(1), "b", load(3)));
}

TEST(BenchDiff, ClaimsNothingFromTooFewSecondsOrNoAnswers) {
  Result brief = load(1);
  brief.seconds.resize(1);
  for (const Compared& one : compare(brief, load(1))) EXPECT_FALSE(one.interval) << one.metric;
  for (const Compared& one : compare(Result(), load(1)))
    EXPECT_FALSE(one.ratio || one.interval) << one.metric;
  EXPECT_NE(write_difference("a", Result(), "b", load(1)).find("before is invalid: not one answer was right"),
            std::string::npos);
}

}  // namespace
}  // namespace assay::bench
