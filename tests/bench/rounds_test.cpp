// SPDX-License-Identifier: Apache-2.0
#include "bench/rounds.hpp"

#include <gtest/gtest.h>

namespace assay::bench {
namespace {

Result turn(std::uint64_t answers) {
  Result result;
  result.measured_s = 2;
  result.outcomes[0] = answers;
  result.latency.record(1000, answers);
  result.seconds.resize(2);
  for (Second& second : result.seconds) second.outcomes[0] = answers / 2;
  result.outages = {{0.5, 0.75}};
  result.samples.push_back({Outcome::status, 1.5, "r", "503"});
  return result;
}

TEST(Rounds, TakeTurnsInChangingOrder) {
  std::string order;
  std::uint64_t next = 0;
  const Sides sides = run_rounds(3, [&](bool second) {
    order += second ? 'b' : 'a';
    next += 2;
    return turn(next);
  });
  EXPECT_EQ(order, "abbaab");
  EXPECT_EQ(sides.a.right(), 2u + 8 + 10);
  EXPECT_EQ(sides.b.right(), 4u + 6 + 12);
}

TEST(Rounds, SecondsFollowSeconds) {
  const Sides sides = run_rounds(2, [](bool second) { return turn(second ? 40 : 20); });
  EXPECT_EQ(sides.b.measured_s, 4);
  EXPECT_EQ(sides.b.rate(), 20);
  ASSERT_EQ(sides.b.seconds.size(), 4u);
  EXPECT_EQ(sides.b.seconds[3].outcomes[0], 20u);
  EXPECT_EQ(sides.b.outages, (std::vector<Outage>{{0.5, 0.75}, {2.5, 2.75}}));
  ASSERT_EQ(sides.b.samples.size(), 2u);
  EXPECT_EQ(sides.b.samples[1].at_s, 3.5);
}

TEST(Rounds, AnInterruptionIsTheEnd) {
  int turns = 0;
  const Sides sides = run_rounds(5, [&](bool) {
    Result result = turn(10);
    result.interrupted = ++turns == 3;
    return result;
  });
  EXPECT_EQ(turns, 3);
  EXPECT_TRUE(sides.b.interrupted);
}

}  // namespace
}  // namespace assay::bench
