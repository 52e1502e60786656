// SPDX-License-Identifier: Apache-2.0
#include "core/run_until.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>
#include <stdexcept>

#include "core/sleep.hpp"

namespace assay::core {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;

struct Outcome {
  std::optional<bool> whole = {};
  std::string thrown = {};
  Duration took = {};
};

asio::awaitable<void> sleep_twice(Clock& clock, Duration each, int& slept) {
  co_await sleep_for(clock, each);
  ++slept;
  co_await sleep_for(clock, each);
  ++slept;
}

asio::awaitable<void> sleep_then_throw(Clock& clock) {
  co_await sleep_for(clock, seconds(1));
  throw std::runtime_error("broken");
}

asio::awaitable<void> swallow_and_go_on(Clock& clock, int& slept) {
  try {
    co_await sleep_for(clock, seconds(100));
  } catch (const std::exception&) {
  }
  ++slept;
}

asio::awaitable<void> watch(VirtualClock& clock, Time when, asio::awaitable<void> work,
                            std::function<void(EndEarly)> offer, Outcome& outcome) {
  try {
    outcome.whole = co_await run_until(clock, when, std::move(work), std::move(offer));
  } catch (const std::exception& thrown) {
    outcome.thrown = thrown.what();
  }
  outcome.took = clock.now() - Time{};
}

Outcome play(VirtualClock& clock, Time when, asio::awaitable<void> work,
             std::function<void(EndEarly)> offer = {}) {
  Outcome outcome;
  asio::io_context context;
  bool ended = false;
  asio::co_spawn(context, watch(clock, when, std::move(work), std::move(offer), outcome),
                 [&ended](const std::exception_ptr&) { ended = true; });
  for (int i = 0; i < 100 && !ended; ++i) {
    context.restart();
    if (context.poll() == 0) clock.advance_to_next();
  }
  EXPECT_TRUE(ended);
  return outcome;
}

TEST(RunUntil, WorkThatEndsInTimeIsWhole) {
  VirtualClock clock(Time{});
  int slept = 0;
  const Outcome outcome = play(clock, Time{seconds(10)}, sleep_twice(clock, seconds(2), slept));
  EXPECT_EQ(outcome.whole, true);
  EXPECT_EQ(slept, 2);
  EXPECT_EQ(outcome.took, seconds(4));
  EXPECT_EQ(clock.pending(), 0u) << "no timer is left behind";
}

TEST(RunUntil, EveryAwaitEndsAtItsTime) {
  VirtualClock clock(Time{});
  int slept = 0;
  const Outcome outcome = play(clock, Time{seconds(7)}, sleep_twice(clock, seconds(5), slept));
  EXPECT_EQ(outcome.whole, false);
  EXPECT_EQ(slept, 1);
  EXPECT_EQ(outcome.took, seconds(7));
  EXPECT_EQ(clock.pending(), 0u);
}

TEST(RunUntil, WhatTheWorkThrowsComesOut) {
  VirtualClock clock(Time{});
  EXPECT_EQ(play(clock, Time{seconds(7)}, sleep_then_throw(clock)).thrown, "broken");
}

TEST(RunUntil, SomebodyElseMayEndIt) {
  VirtualClock clock(Time{});
  int slept = 0;
  int offers = 0;
  EndEarly held;
  const auto offer = [&](EndEarly end_early) {
    ++offers;
    if (!end_early) return;
    held = end_early;
    clock.call_at(Time{seconds(3)}, end_early);
  };
  const Outcome outcome = play(clock, Time::max(), sleep_twice(clock, seconds(60), slept), offer);
  EXPECT_EQ(outcome.whole, false);
  EXPECT_EQ(slept, 0);
  EXPECT_EQ(outcome.took, seconds(3));
  EXPECT_EQ(offers, 2) << "given, and taken back";
  held();
}

TEST(RunUntil, WorkThatSwallowsItsEndIsNotWholeEither) {
  VirtualClock clock(Time{});
  int slept = 0;
  EXPECT_EQ(play(clock, Time{seconds(1)}, swallow_and_go_on(clock, slept)).whole, false);
  EXPECT_EQ(slept, 1);
}

}  // namespace
}  // namespace assay::core
