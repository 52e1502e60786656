// SPDX-License-Identifier: Apache-2.0
#include "core/paced_clock.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <thread>
#include <vector>

namespace assay::core {
namespace {

using namespace std::chrono_literals;

const Time start = std::chrono::sys_days(std::chrono::year(2026) / 1 / 31);

struct Pair {
  std::shared_ptr<VirtualClock> base = std::make_shared<VirtualClock>(start);
  PacedClock clock;
  std::vector<int> fired = {};
  explicit Pair(double speed) : clock(base, speed) {}
  void fire_at(Duration after, int what) {
    clock.call_at(start + after, [this, what] { fired.push_back(what); });
  }
};

TEST(PacedClock, FlowsAtItsSpeed) {
  Pair pair(100);
  EXPECT_EQ(pair.clock.now(), start);
  pair.base->advance(10ms);
  EXPECT_EQ(pair.clock.now(), start + 1s);
  pair.clock.set_speed(0.5);
  pair.base->advance(2s);
  EXPECT_EQ(pair.clock.now(), start + 2s);
  EXPECT_EQ(pair.clock.speed(), 0.5);
}

TEST(PacedClock, FiresWhenTheOtherClockHasGoneFarEnough) {
  Pair pair(100);
  pair.fire_at(2s, 2);
  pair.fire_at(1s, 1);
  const auto never = pair.clock.call_at(start + 1s, [&] { pair.fired.push_back(9); });
  pair.clock.cancel(never);
  pair.clock.cancel(never);
  EXPECT_EQ(pair.clock.next(), start + 1s);
  pair.base->advance(9ms);
  EXPECT_TRUE(pair.fired.empty());
  pair.base->advance(1ms);
  EXPECT_EQ(pair.fired, (std::vector{1}));
  pair.base->advance(1s);
  EXPECT_EQ(pair.fired, (std::vector{1, 2}));
  EXPECT_FALSE(pair.clock.next());
  EXPECT_EQ(pair.base->pending(), 0u);
}

TEST(PacedClock, FreezesAndGoesOn) {
  Pair pair(10);
  pair.fire_at(10s, 1);
  pair.base->advance(500ms);
  pair.clock.set_speed(0);
  pair.base->advance(1h);
  EXPECT_EQ(pair.clock.now(), start + 5s);
  EXPECT_TRUE(pair.fired.empty());
  pair.clock.set_speed(1);
  pair.base->advance(5s);
  EXPECT_EQ(pair.fired, (std::vector{1}));
  EXPECT_EQ(pair.clock.now(), start + 10s);
}

TEST(PacedClock, IsMovedAheadWhileItFlows) {
  Pair pair(1);
  pair.fire_at(1h, 1);
  pair.fire_at(2h, 2);
  pair.clock.advance(1h);
  EXPECT_EQ(pair.fired, (std::vector{1}));
  pair.base->advance(30min);
  EXPECT_EQ(pair.clock.now(), start + 90min);
  pair.clock.advance_to(start);
  EXPECT_EQ(pair.clock.now(), start + 90min) << "it never goes back";
  EXPECT_TRUE(pair.clock.advance_to_next());
  EXPECT_EQ(pair.clock.now(), start + 2h);
  EXPECT_FALSE(pair.clock.advance_to_next());
  EXPECT_EQ(pair.fired, (std::vector{1, 2}));
}

TEST(PacedClock, WithoutAnotherClockItStandsStill) {
  PacedClock clock(start);
  clock.set_speed(5);
  EXPECT_EQ(clock.speed(), 0);
  EXPECT_EQ(clock.now(), start);
  Time seen{};
  clock.call_at(start + 1s, [&] { seen = clock.now(); });
  clock.advance(2s);
  EXPECT_EQ(seen, start + 1s) << "a call sees its own time";
  EXPECT_EQ(clock.now(), start + 2s);
  clock.advance(Duration::max());
  EXPECT_EQ(clock.now(), Time::max());
}

TEST(PacedClock, CallsMayUseTheClock) {
  Pair pair(1);
  pair.clock.call_at(start + 1s, [&] {
    pair.fire_at(1s, 1);
    pair.fire_at(3s, 3);
  });
  pair.base->advance(2s);
  EXPECT_EQ(pair.fired, (std::vector{1}));
  pair.base->advance(2s);
  EXPECT_EQ(pair.fired, (std::vector{1, 3}));
}

TEST(PacedClock, TakesTimersFromManyThreads) {
  boost::asio::io_context context;
  auto work = boost::asio::make_work_guard(context);
  std::thread machine([&] { context.run(); });
  std::atomic<int> fired = 0;
  {
    PacedClock clock(make_system_clock(context.get_executor()), 1000);
    std::vector<std::thread> makers;
    for (int t = 0; t < 4; ++t)
      makers.emplace_back([&, t] {
        for (int i = 0; i < 200; ++i) {
          clock.call_at(clock.now() + Duration(i % 7), [&] { ++fired; });
          clock.cancel(clock.call_at(Time::max(), [&] { fired += 10000; }));
          if (i % 50 == t) clock.set_speed(i % 100 == t ? 0 : 1000);
        }
      });
    for (auto& maker : makers) maker.join();
    clock.set_speed(0);
    clock.advance(1s);
    work.reset();
    machine.join();  // before the timers' owner ends
  }
  EXPECT_EQ(fired, 800);
}

}  // namespace
}  // namespace assay::core
