// SPDX-License-Identifier: Apache-2.0
#include "core/clock.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace assay::core {

namespace {

using Steady = std::chrono::steady_clock;

class SystemClock final : public Clock {
 public:
  explicit SystemClock(boost::asio::any_io_executor executor)
      : executor_(std::move(executor)), pending_(std::make_shared<Pending>()) {}

  ~SystemClock() override {
    const std::lock_guard lock(pending_->mutex);
    for (const auto& [serial, waiting] : pending_->timers)
      if (const auto timer = waiting.lock()) timer->cancel();
    pending_->timers.clear();
  }

  Time now() const override {
    return wall_start_ + std::chrono::floor<Duration>(Steady::now() - steady_start_);
  }

  Timer call_at(Time when, std::function<void()> call) override {
    // Nothing here lasts a century, and nanoseconds do not overflow before.
    static constexpr Duration longest = std::chrono::years(100);
    const Time soonest = now();
    const Duration wait = when <= soonest ? Duration::zero() : std::min(when - soonest, longest);
    const auto timer = std::make_shared<boost::asio::steady_timer>(
        executor_, steady_start_ + ((soonest - wall_start_) + wait));
    const std::lock_guard lock(pending_->mutex);
    const Timer serial = ++pending_->last;
    pending_->timers.emplace(serial, timer);
    // The handler owns the timer: both end with the execution context, even where this clock lives longer.
    timer->async_wait([serial, timer, pending = pending_, call = std::move(call)](const auto&) {
      if (pending->take(serial)) call();
    });
    return serial;
  }

  void cancel(Timer serial) override {
    const std::lock_guard lock(pending_->mutex);
    const auto found = pending_->timers.find(serial);
    if (found == pending_->timers.end()) return;
    if (const auto timer = found->second.lock()) timer->cancel();
    pending_->timers.erase(found);
  }

 private:
  struct Pending {
    std::mutex mutex;
    Timer last = 0;
    std::unordered_map<Timer, std::weak_ptr<boost::asio::steady_timer>> timers;

    bool take(Timer serial) {
      const std::lock_guard lock(mutex);
      return timers.erase(serial) == 1;
    }
  };

  const Time wall_start_ = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const Steady::time_point steady_start_ = Steady::now();
  boost::asio::any_io_executor executor_;
  std::shared_ptr<Pending> pending_;
};

}  // namespace

std::shared_ptr<Clock> make_system_clock(boost::asio::any_io_executor executor) {
  return std::make_shared<SystemClock>(std::move(executor));
}

struct VirtualClock::State {
  using Place = std::pair<Time, Timer>;  // in order of time, then of making
  mutable std::mutex mutex;
  std::atomic<Time> now;  // changed under the mutex, read without
  Timer last = 0;
  std::map<Place, std::function<void()>> timers;
  std::unordered_map<Timer, Time> times;

  // Fires, one at a time and without the lock, all that is due at `until` or before; calls may add and cancel
  // timers.
  void fire_until(Time until, std::unique_lock<std::mutex>& lock) {
    while (!timers.empty() && timers.begin()->first.first <= until) {
      auto due = timers.extract(timers.begin());
      times.erase(due.key().second);
      now = std::max(now.load(), due.key().first);
      lock.unlock();
      due.mapped()();
      due = {};  // what the call holds is destroyed without the lock, too
      lock.lock();
    }
    now = std::max(now.load(), until);
  }
};

VirtualClock::VirtualClock(Time start) : state_(std::make_unique<State>()) { state_->now = start; }
VirtualClock::~VirtualClock() = default;

Time VirtualClock::now() const { return state_->now; }

Clock::Timer VirtualClock::call_at(Time when, std::function<void()> call) {
  const std::lock_guard lock(state_->mutex);
  const Timer serial = ++state_->last;
  state_->timers.emplace(State::Place(when, serial), std::move(call));
  state_->times.emplace(serial, when);
  return serial;
}

void VirtualClock::cancel(Timer timer) {
  // Declared before the lock: what the call holds is destroyed after the lock is given back.
  decltype(State::timers)::node_type dropped;
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->times.find(timer);
  if (found == state_->times.end()) return;
  dropped = state_->timers.extract(State::Place(found->second, timer));
  state_->times.erase(found);
}

void VirtualClock::advance(Duration step) {
  std::unique_lock lock(state_->mutex);
  const Time now = state_->now;
  const bool too_far = now > Time{} && step > Time::max() - now;
  state_->fire_until(too_far ? Time::max() : std::max(now, now + step), lock);
}

bool VirtualClock::advance_to_next() {
  std::unique_lock lock(state_->mutex);
  if (state_->timers.empty()) return false;
  state_->fire_until(std::max(state_->now.load(), state_->timers.begin()->first.first), lock);
  return true;
}

std::size_t VirtualClock::pending() const {
  const std::lock_guard lock(state_->mutex);
  return state_->timers.size();
}

}  // namespace assay::core
