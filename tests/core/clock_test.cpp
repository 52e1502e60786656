// SPDX-License-Identifier: Apache-2.0
#include "core/clock.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace assay::core {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const Time start{std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + std::chrono::hours(12)};

TEST(VirtualClock, StandsStillUntilAdvanced) {
  VirtualClock clock(start);
  EXPECT_EQ(clock.now(), start);
  clock.advance(seconds(3));
  EXPECT_EQ(clock.now(), start + seconds(3));
  clock.advance(seconds(-3));
  EXPECT_EQ(clock.now(), start + seconds(3));
}

TEST(VirtualClock, FiresInOrderOfTimeThenOfMaking) {
  VirtualClock clock(start);
  std::vector<std::pair<int, Time>> fired;
  const auto note = [&](int number) {
    return [&fired, &clock, number] { fired.emplace_back(number, clock.now()); };
  };
  clock.call_at(start + seconds(2), note(1));
  clock.call_at(start + seconds(1), note(2));
  clock.call_at(start + seconds(2), note(3));
  clock.call_at(start + seconds(9), note(4));
  clock.advance(seconds(5));
  const std::vector<std::pair<int, Time>> expected = {
      {2, start + seconds(1)}, {1, start + seconds(2)}, {3, start + seconds(2)}};
  EXPECT_EQ(fired, expected);
  EXPECT_EQ(clock.now(), start + seconds(5));
  EXPECT_EQ(clock.pending(), 1u);
}

TEST(VirtualClock, FiresAPastTimeAtTheNextAdvanceOnly) {
  VirtualClock clock(start);
  int fired = 0;
  clock.call_at(start - seconds(1), [&] { ++fired; });
  EXPECT_EQ(fired, 0);
  clock.advance(seconds(0));
  EXPECT_EQ(fired, 1);
  clock.call_at(start - seconds(1), [&] { ++fired; });
  EXPECT_TRUE(clock.advance_to_next());
  EXPECT_EQ(fired, 2);
  EXPECT_EQ(clock.now(), start);
}

TEST(VirtualClock, AdvancesToTheNextInstantWithAllOfIts) {
  VirtualClock clock(start);
  std::vector<int> fired;
  clock.call_at(start + seconds(4), [&] { fired.push_back(1); });
  clock.call_at(start + seconds(4), [&] { fired.push_back(2); });
  clock.call_at(start + seconds(5), [&] { fired.push_back(3); });
  EXPECT_TRUE(clock.advance_to_next());
  EXPECT_EQ(fired, (std::vector<int>{1, 2}));
  EXPECT_EQ(clock.now(), start + seconds(4));
  EXPECT_TRUE(clock.advance_to_next());
  EXPECT_FALSE(clock.advance_to_next());
  EXPECT_EQ(clock.now(), start + seconds(5));
}

TEST(VirtualClock, LetsACallAddAndCancelTimers) {
  VirtualClock clock(start);
  std::vector<int> fired;
  Clock::Timer doomed = 0;
  clock.call_at(start + seconds(1), [&] {
    fired.push_back(1);
    clock.cancel(doomed);
    clock.call_at(clock.now() + seconds(1), [&] { fired.push_back(3); });
    clock.call_at(clock.now(), [&] { fired.push_back(2); });
  });
  doomed = clock.call_at(start + seconds(1), [&] { fired.push_back(-1); });
  clock.advance(seconds(10));
  EXPECT_EQ(fired, (std::vector<int>{1, 2, 3}));
  EXPECT_EQ(clock.pending(), 0u);
}

TEST(VirtualClock, ForgetsCancelledTimers) {
  VirtualClock clock(start);
  int fired = 0;
  const auto timer = clock.call_at(start + seconds(1), [&] { ++fired; });
  EXPECT_NE(timer, 0u);
  clock.cancel(timer);
  clock.cancel(timer);
  clock.cancel(0);
  EXPECT_EQ(clock.pending(), 0u);
  clock.advance(seconds(2));
  EXPECT_EQ(fired, 0);
}

struct CancelsAtTheEnd {
  VirtualClock& clock;
  Clock::Timer timer;
  ~CancelsAtTheEnd() { clock.cancel(timer); }
};

TEST(VirtualClock, DestroysCallsWithoutItsLock) {
  VirtualClock clock(start);
  const auto other = clock.call_at(start + seconds(9), [] {});
  auto held = std::shared_ptr<CancelsAtTheEnd>(new CancelsAtTheEnd{clock, other});
  clock.call_at(start + seconds(1), [held] {});
  held.reset();
  clock.advance(seconds(2));
  EXPECT_EQ(clock.pending(), 0u);
}

TEST(VirtualClock, ReachesTheEndOfTimeWithoutOverflow) {
  VirtualClock clock(start);
  int fired = 0;
  clock.call_at(Time::max(), [&] { ++fired; });
  clock.advance(Duration::max());
  EXPECT_EQ(clock.now(), Time::max());
  EXPECT_EQ(fired, 1);
}

TEST(VirtualClock, TakesTimersFromManyThreads) {
  VirtualClock clock(start);
  std::atomic<int> fired = 0;
  std::atomic<bool> done = false;
  std::thread driver([&] {
    while (!done) clock.advance(Duration(1));
  });
  std::vector<std::thread> makers;
  for (int t = 0; t < 4; ++t)
    makers.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        clock.call_at(clock.now() + Duration(i % 7), [&] { ++fired; });
        clock.cancel(clock.call_at(Time::max(), [&] { fired += 10000; }));
      }
    });
  for (auto& maker : makers) maker.join();
  done = true;
  driver.join();
  clock.advance(seconds(1));
  EXPECT_EQ(fired, 2000);
  EXPECT_EQ(clock.pending(), 0u);
}

TEST(SystemClock, StartsAtTheWallClockAndNeverGoesBack) {
  boost::asio::io_context context;
  const auto before = std::chrono::system_clock::now();
  const auto clock = make_system_clock(context.get_executor());
  EXPECT_LT(std::chrono::abs(clock->now() - before), seconds(60));
  Time last = clock->now();
  for (int i = 0; i < 1000; ++i) {
    const Time now = clock->now();
    ASSERT_GE(now, last);
    last = now;
  }
}

TEST(SystemClock, CallsInOrderAndNotBeforeTheTime) {
  boost::asio::io_context context;
  const auto clock = make_system_clock(context.get_executor());
  std::vector<int> fired;
  const Time due = clock->now() + milliseconds(10);
  clock->call_at(due, [&] {
    EXPECT_GE(clock->now(), due);
    fired.push_back(2);
  });
  clock->call_at(Time::min(), [&] { fired.push_back(1); });
  EXPECT_TRUE(fired.empty());
  context.run();
  EXPECT_EQ(fired, (std::vector<int>{1, 2}));
}

TEST(SystemClock, DoesNotStartACancelledCall) {
  boost::asio::io_context context;
  const auto clock = make_system_clock(context.get_executor());
  bool fired = false;
  Clock::Timer second = 0;
  // Both are due and queued when the first one runs.
  clock->call_at(clock->now(), [&] { clock->cancel(second); });
  second = clock->call_at(clock->now(), [&] { fired = true; });
  const auto far = clock->call_at(Time::max(), [&] { fired = true; });
  clock->cancel(far);
  clock->cancel(far);
  clock->cancel(0);
  context.run();
  EXPECT_FALSE(fired);
}

TEST(SystemClock, MayEndBeforeOrAfterItsContext) {
  bool fired = false;
  auto context = std::make_unique<boost::asio::io_context>();
  auto first = make_system_clock(context->get_executor());
  first->call_at(first->now() + std::chrono::hours(1), [&] { fired = true; });
  first.reset();
  EXPECT_GT(context->run(), 0u);  // returns: nothing is waited for any more
  auto second = make_system_clock(context->get_executor());
  const auto timer = second->call_at(second->now() + std::chrono::hours(1), [&] { fired = true; });
  context.reset();
  second->cancel(timer);
  EXPECT_FALSE(fired);
}

struct DateRow {
  std::int64_t seconds;
  const char* iso;
  const char* http;
};

TEST(TimeText, WritesKnownInstants) {
  static const DateRow rows[] = {
      {0, "1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"},
      {784111777, "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 GMT"},
      {951782400, "2000-02-29T00:00:00Z", "Tue, 29 Feb 2000 00:00:00 GMT"},
      {1769860800, "2026-01-31T12:00:00Z", "Sat, 31 Jan 2026 12:00:00 GMT"},
      {4102444799, "2099-12-31T23:59:59Z", "Thu, 31 Dec 2099 23:59:59 GMT"},
      {-1, "1969-12-31T23:59:59Z", "Wed, 31 Dec 1969 23:59:59 GMT"},
  };
  int ran = 0;
  for (const DateRow& row : rows) {
    const Time time{seconds(row.seconds)};
    EXPECT_EQ(to_iso8601(time), row.iso);
    EXPECT_EQ(to_iso8601(time + milliseconds(999)), row.iso);
    EXPECT_EQ(to_http_date(time), row.http);
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

TEST(TimeText, ReadsBackEveryDateItWrites) {
  int ran = 0;
  // A prime step from year 0 to year 9999: all months, weekdays, leap years, and times of day.
  const Time first{std::chrono::sys_days(std::chrono::year(0) / 1 / 1)};
  const Time last{std::chrono::sys_days(std::chrono::year(9999) / 12 / 31)};
  for (Time time = first; time <= last; time += seconds(7919 * 7907)) {
    Time read{};
    ASSERT_TRUE(from_http_date(to_http_date(time), read)) << to_http_date(time);
    ASSERT_EQ(read, time) << to_http_date(time);
    ++ran;
  }
  EXPECT_GT(ran, 5000);
}

TEST(TimeText, RefusesWhatIsNoFixdate) {
  static const char* const texts[] = {
      "",
      "Sunday, 06-Nov-94 08:49:37 GMT",
      "Sun Nov  6 08:49:37 1994",
      "Mon, 06 Nov 1994 08:49:37 GMT",  // it was a Sunday
      "Sun, 6 Nov 1994 08:49:37 GMT",
      "Sun, 06 nov 1994 08:49:37 GMT",
      "Sun, 06 Nov 1994 08:49:37 UTC",
      "Sun, 06 Nov 1994 08:49:37 +00",
      "Sun, 06 Nov 1994 24:00:00 GMT",
      "Sun, 06 Nov 1994 08:60:37 GMT",
      "Sun, 06 Nov 1994 08:49:61 GMT",
      "Sun, 06 Nov 1994 08:49:3x GMT",
      "Sun, 06 Nov 1994 08:49:-7 GMT",
      "Sun, 00 Nov 1994 08:49:37 GMT",
      "Wed, 30 Feb 2000 00:00:00 GMT",
      "Sun, 06 Nov 1994 08:49:37 GMT ",
      " Sun, 06 Nov 1994 08:49:37 GMT",
      "Sun; 06 Nov 1994 08:49:37 GMT",
  };
  int ran = 0;
  for (const char* text : texts) {
    Time time = start;
    EXPECT_FALSE(from_http_date(text, time)) << text;
    EXPECT_EQ(time, start);
    ++ran;
  }
  EXPECT_EQ(ran, 18);
}

TEST(TimeText, ReadsALeapSecond) {
  Time time{};
  ASSERT_TRUE(from_http_date("Sat, 31 Dec 2016 23:59:60 GMT", time));
  EXPECT_EQ(to_iso8601(time), "2017-01-01T00:00:00Z");
}

}  // namespace
}  // namespace assay::core
