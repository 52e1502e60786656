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
  const std::string text = write_difference("a.json", load(1), "b.json", load(2, 3)).text;
  EXPECT_NE(text.find("DIFFERENT: p50 x2.00 (slower), p99 x2.00 (slower)"), std::string::npos) << text;
}

TEST(BenchDiff, ALoadDoesNotDifferFromItself) {
  for (const Compared& one : compare(load(1), load(1))) {
    EXPECT_LE(one.interval->low, 1) << one.metric;
    EXPECT_GE(one.interval->high, 1) << one.metric;
  }
  const std::string text = write_difference("a.json", load(1), "b.json", load(1)).text;
  EXPECT_NE(text.find("NO DIFFERENCE SEEN\n"), std::string::npos) << text;
}

TEST(BenchDiff, IsTheSameTwice) {
  EXPECT_EQ(write_difference("a", load(1), "b", load(3)).text,
            write_difference("a", load(1), "b", load(3)).text);
}

TEST(BenchDiff, ClaimsNothingFromTooFewSecondsOrNoAnswers) {
  Result brief = load(1);
  brief.seconds.resize(1);
  for (const Compared& one : compare(brief, load(1))) EXPECT_FALSE(one.interval) << one.metric;
  for (const Compared& one : compare(Result(), load(1)))
    EXPECT_FALSE(one.ratio || one.interval) << one.metric;
  const Difference nothing = write_difference("a", Result(), "b", load(1));
  EXPECT_NE(nothing.text.find("NOT COMPARABLE: before: not one response was correct"), std::string::npos)
      << nothing.text;
  EXPECT_FALSE(nothing.complete);
}

TEST(BenchDiff, OtherOffersAreNoDifferenceOfServers) {
  Result other = load(1);
  other.options.rate = 300;
  const Difference offered = write_difference("a", load(1), "b", other);
  EXPECT_NE(offered.text.find("NOT COMPARABLE: the offered rates differ: 0/s and 300/s"), std::string::npos)
      << offered.text;
  EXPECT_FALSE(offered.complete);
}

// The lag of the second is as long as its latency.
TEST(BenchDiff, WhatTheLagCouldHaveMadeIsNotCompared) {
  struct Row {
    double scale;
    std::int64_t lag_ms;
    bool complete;
  };
  int ran = 0;
  for (const Row& row : {Row{2, 0, true}, Row{2, 2, false}, Row{100, 2, true}}) {
    Result before = load(1), after = load(row.scale);
    for (Result* one : {&before, &after}) {
      one->model = "open";
      one->options.rate = 1000;
    }
    before.lag.record(1000, before.right());
    after.lag.record(row.lag_ms > 0 ? row.lag_ms * 1'000'000 : 1000, after.right());
    const Difference seen = write_difference("a", before, "b", after);
    EXPECT_EQ(seen.complete, row.complete) << seen.text;
    EXPECT_EQ(seen.text.find("not compared: p50 and p99") == std::string::npos, row.complete) << seen.text;
    EXPECT_EQ(seen.text.find("p99 x") != std::string::npos, row.complete) << seen.text;
    ++ran;
  }
  EXPECT_EQ(ran, 3);
}

}  // namespace
}  // namespace assay::bench
