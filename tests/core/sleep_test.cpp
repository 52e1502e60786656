// SPDX-License-Identifier: Apache-2.0
#include "core/sleep.hpp"

#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace assay::core {
namespace {

namespace asio = boost::asio;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;

using Notes = std::vector<std::string>;

asio::awaitable<void> note_after(Clock& clock, Duration time, std::string word, Notes& notes) {
  co_await sleep_for(clock, time);
  notes.push_back(std::move(word));
}

asio::awaitable<void> note_event(Event& event, std::string word, Notes& notes) {
  co_await event.wait();
  notes.push_back(std::move(word));
}

// Notes how the inner one ended.
asio::awaitable<void> note_end(asio::awaitable<void> inner, Notes& notes) {
  std::string end = "done";
  try {
    co_await std::move(inner);
  } catch (const boost::system::system_error& error) {
    end = error.code() == asio::error::operation_aborted ? "aborted" : error.what();
  }
  notes.push_back(end);
}

class SleepTest : public testing::Test {
 protected:
  void spawn(asio::awaitable<void> task) { asio::co_spawn(context_, std::move(task), asio::detached); }
  void poll() {
    context_.restart();
    context_.poll();
  }

  VirtualClock clock_{Time{}};
  asio::io_context context_;
  Notes notes_;
};

class EventTest : public SleepTest {};

TEST_F(SleepTest, WakesWhenTheClockSaysSo) {
  spawn(note_after(clock_, hours(12), "late", notes_));
  spawn(note_after(clock_, seconds(1), "early", notes_));
  poll();
  EXPECT_TRUE(notes_.empty());
  clock_.advance(milliseconds(999));
  poll();
  EXPECT_TRUE(notes_.empty());
  clock_.advance(milliseconds(1));
  EXPECT_TRUE(notes_.empty());  // not on the thread of advance()
  poll();
  EXPECT_EQ(notes_, (Notes{"early"}));
  EXPECT_TRUE(clock_.advance_to_next());
  poll();
  EXPECT_EQ(notes_, (Notes{"early", "late"}));
}

TEST_F(SleepTest, DoesNotWaitForATimeThatHasPassed) {
  spawn(note_after(clock_, seconds(0), "now", notes_));
  spawn(note_after(clock_, seconds(-5), "before", notes_));
  poll();
  EXPECT_EQ(notes_, (Notes{"now", "before"}));
  EXPECT_EQ(clock_.pending(), 0u);
}

TEST_F(SleepTest, SleepsToTheEndOfTimeWithoutOverflow) {
  clock_.advance(hours(1));
  spawn(note_after(clock_, Duration::max(), "never", notes_));
  poll();
  clock_.advance(hours(24 * 365 * 1000L));
  poll();
  EXPECT_TRUE(notes_.empty());
  EXPECT_EQ(clock_.pending(), 1u);
}

TEST_F(SleepTest, IsCancelledByASignal) {
  asio::cancellation_signal signal;
  asio::co_spawn(context_, note_end(sleep_for(clock_, seconds(1)), notes_),
                 asio::bind_cancellation_slot(signal.slot(), asio::detached));
  poll();
  EXPECT_EQ(clock_.pending(), 1u);
  signal.emit(asio::cancellation_type::terminal);
  poll();
  EXPECT_EQ(notes_, (Notes{"aborted"}));
  EXPECT_EQ(clock_.pending(), 0u);
}

TEST_F(SleepTest, LeavesNoTimerWhenCancelledBeforeItBegins) {
  asio::cancellation_signal signal;
  asio::co_spawn(context_, note_end(sleep_for(clock_, seconds(1)), notes_),
                 asio::bind_cancellation_slot(signal.slot(), asio::detached));
  signal.emit(asio::cancellation_type::terminal);
  poll();
  EXPECT_EQ(notes_, (Notes{"aborted"}));
  EXPECT_EQ(clock_.pending(), 0u);
}

asio::awaitable<void> race(Clock& clock, Notes& notes) {
  using asio::experimental::awaitable_operators::operator||;
  const auto winner = co_await (sleep_for(clock, seconds(5)) || sleep_for(clock, seconds(2)));
  notes.push_back("winner " + std::to_string(winner.index()));
}

TEST_F(SleepTest, LosesARaceAndIsForgotten) {
  spawn(race(clock_, notes_));
  poll();
  EXPECT_EQ(clock_.pending(), 2u);
  clock_.advance(seconds(2));
  poll();
  EXPECT_EQ(notes_, (Notes{"winner 1"}));
  EXPECT_EQ(clock_.pending(), 0u);
}

TEST_F(SleepTest, MayBeAbandonedWithItsContext) {
  {
    asio::io_context other;
    asio::co_spawn(other, note_after(clock_, seconds(1), "never", notes_), asio::detached);
    other.poll();
    EXPECT_EQ(clock_.pending(), 1u);
  }
  clock_.advance(seconds(1));
  EXPECT_TRUE(notes_.empty());
}

TEST_F(SleepTest, MayOutliveTheClockWhileAbandoned) {
  std::optional<VirtualClock> clock(Time{});
  asio::io_context other;
  asio::co_spawn(other, note_after(*clock, seconds(1), "never", notes_), asio::detached);
  EXPECT_GT(other.poll(), 0u);
  clock.reset();
  EXPECT_TRUE(notes_.empty());
}

TEST_F(SleepTest, SleepsOnTheSystemClock) {
  const auto clock = make_system_clock(context_.get_executor());
  const Time before = clock->now();
  spawn(note_after(*clock, milliseconds(20), "woken", notes_));
  context_.run();
  EXPECT_EQ(notes_, (Notes{"woken"}));
  EXPECT_GE(clock->now() - before, milliseconds(20));
}

asio::awaitable<int> nap_often(Clock& clock, int times) {
  int naps = 0;
  while (naps < times) {
    co_await sleep_for(clock, Duration(1 + naps % 3));
    ++naps;
  }
  co_return naps;
}

TEST(SleepOnThreads, IsWokenFromAnotherThread) {
  VirtualClock clock(Time{});
  asio::thread_pool pool(3);
  std::vector<std::future<int>> sleepers;
  for (int i = 0; i < 8; ++i)
    sleepers.push_back(asio::co_spawn(asio::make_strand(pool), nap_often(clock, 200), asio::use_future));
  int naps = 0;
  for (auto& sleeper : sleepers) {
    while (sleeper.wait_for(seconds(0)) != std::future_status::ready) {
      clock.advance(Duration(1));
      std::this_thread::yield();
    }
    naps += sleeper.get();
  }
  EXPECT_EQ(naps, 1600);
}

TEST_F(EventTest, WakesAllWhoWaitAndLaterOnesAtOnce) {
  Event event(context_.get_executor());
  EXPECT_FALSE(event.is_set());
  spawn(note_event(event, "a", notes_));
  spawn(note_event(event, "b", notes_));
  poll();
  EXPECT_TRUE(notes_.empty());
  event.set();
  EXPECT_TRUE(event.is_set());
  EXPECT_TRUE(notes_.empty());  // not from inside set()
  event.set();
  poll();
  EXPECT_EQ(notes_, (Notes{"a", "b"}));
  spawn(note_event(event, "c", notes_));
  poll();
  EXPECT_EQ(notes_, (Notes{"a", "b", "c"}));
}

TEST_F(EventTest, LetsOneWaiterBeCancelled) {
  Event event(context_.get_executor());
  asio::cancellation_signal signal;
  asio::co_spawn(context_, note_end(event.wait(), notes_),
                 asio::bind_cancellation_slot(signal.slot(), asio::detached));
  spawn(note_event(event, "other", notes_));
  poll();
  signal.emit(asio::cancellation_type::terminal);
  poll();
  EXPECT_EQ(notes_, (Notes{"aborted"}));
  event.set();
  poll();
  EXPECT_EQ(notes_, (Notes{"aborted", "other"}));
}

TEST_F(EventTest, AbortsTheWaitWhenItEnds) {
  std::optional<Event> event(std::in_place, context_.get_executor());
  spawn(note_end(event->wait(), notes_));
  poll();
  event.reset();
  poll();
  EXPECT_EQ(notes_, (Notes{"aborted"}));
}

TEST_F(EventTest, MayOutliveTheContextOfItsWaiters) {
  std::optional<asio::io_context> other(std::in_place);
  Event event(other->get_executor());
  asio::co_spawn(*other, note_event(event, "never", notes_), asio::detached);
  other->poll();
  other.reset();
  event.set();
  EXPECT_TRUE(event.is_set());
  EXPECT_TRUE(notes_.empty());
}

}  // namespace
}  // namespace assay::core
