// SPDX-License-Identifier: Apache-2.0
// What a load shows of its objectives while it goes on.
#include "bench/so_far.hpp"

#include <gtest/gtest.h>

namespace assay::bench {
namespace {

Second second_of(std::int64_t latency_ns, std::uint64_t right, std::uint64_t wrong = 0) {
  Histogram latency;
  latency.record(latency_ns, right);
  Second second;
  second.latency = SlotCounts(latency);
  second.outcomes[0] = right;
  second.outcomes[static_cast<std::size_t>(Outcome::status)] = wrong;
  return second;
}

// As run_load calls it, once a second.
Live live_at(double at_s, std::vector<PassedSecond> passed) {
  Live live;
  live.at_s = at_s;
  live.passed = std::move(passed);
  return live;
}

TEST(SoFar, AnObjectiveHoldsByWhatHasPassed) {
  SoFar so_far({}, parse_slo("p99<50ms, errors<1%").value());
  for (const Standing& standing : so_far.objectives()) EXPECT_FALSE(standing.known) << standing.text;
  so_far.add(live_at(1.1, {{0, second_of(1'000'000, 100)}, {0, second_of(2'000'000, 100)}}));
  EXPECT_EQ(so_far.latency().count(), 200u);
  auto standings = so_far.objectives();
  ASSERT_EQ(standings.size(), 2u);
  EXPECT_TRUE(standings[0].holds);
  EXPECT_EQ(standings[0].text.substr(0, 12), "p99<50ms: 2.");
  EXPECT_TRUE(standings[1].holds);
  so_far.add(live_at(2.1, {{1, second_of(90'000'000, 100, 10)}}));
  standings = so_far.objectives();
  EXPECT_FALSE(standings[0].holds);
  EXPECT_FALSE(standings[1].holds);
}

TEST(SoFar, AWindowIsJudgedOnceItIsWhole) {
  SoFar so_far({}, parse_slo("p99<50ms over 2s").value());
  const std::int64_t latencies[] = {1'000'000, 1'000'000, 90'000'000, 1'000'000, 1'000'000, 1'000'000};
  for (std::size_t i = 0; i < std::size(latencies); ++i)
    so_far.add(live_at(static_cast<double>(i) + 1.1, {{i, second_of(latencies[i], 100)}}));
  const Standing standing = so_far.objectives().front();
  EXPECT_TRUE(standing.known);
  EXPECT_EQ(standing.windows, 4);  // the last second may still grow
  EXPECT_EQ(standing.broken, 2);
  EXPECT_FALSE(standing.holds);
  EXPECT_EQ(standing.text.substr(0, 20), "p99<50ms over 2s: 1.");
}

}  // namespace
}  // namespace assay::bench
