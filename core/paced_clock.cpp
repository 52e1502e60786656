// SPDX-License-Identifier: Apache-2.0
#include "core/paced_clock.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <mutex>
#include <set>
#include <utility>

namespace assay::core {

struct PacedClock::State : std::enable_shared_from_this<PacedClock::State> {
  struct Pending {
    Time when;
    Timer inner = 0;
  };
  mutable std::mutex mutex;
  VirtualClock timers;  // stands where time was last moved to; it fires
  Timer last = 0;
  std::map<Timer, Pending> pending = {};
  std::multiset<Time> due = {};

  std::shared_ptr<Clock> base = {};
  double speed = 0;
  Time mark{};       // the time here...
  Time base_mark{};  // ...when it was this on `base`
  Timer alarm = 0;   // of base: when the first timer is due
  Time alarm_for = Time::max();

  explicit State(Time start) : timers(start) {}

  Time now() const {
    const Time moved_to = timers.now();
    if (speed <= 0) return moved_to;
    const Duration base_passed = base->now() - base_mark;
    if (speed == 1) return std::max(moved_to, mark + base_passed);
    const auto passed = static_cast<double>(base_passed.count()) * speed;
    const auto room = static_cast<double>((Time::max() - mark).count());
    return std::max(moved_to, passed >= room ? Time::max() : mark + Duration(std::llround(passed)));
  }

  void set_mark(Time when) {
    if (!base) return;
    mark = when;
    base_mark = base->now();
  }

  void move_to(Time when, std::unique_lock<std::mutex>& lock) {
    lock.unlock();  // the calls use this clock
    timers.advance(when - timers.now());
    lock.lock();
  }

  // Where time flows, the base clock wakes this one when the first timer is due.
  void set_alarm() {
    const Time first = due.empty() || speed <= 0 ? Time::max() : *due.begin();
    if (!base || first == alarm_for) return;
    base->cancel(std::exchange(alarm, 0));
    alarm_for = first;
    if (first == Time::max()) return;
    constexpr double century = 3e15;
    const auto wait = std::ceil(static_cast<double>((std::max(first, now()) - now()).count()) / speed);
    alarm = base->call_at(base->now() + Duration(std::llround(std::clamp(wait, 0.0, century))),
                          [weak = weak_from_this()] {
                            if (const auto self = weak.lock()) self->wake();
                          });
  }

  void wake() {
    std::unique_lock lock(mutex);
    alarm_for = Time::max();
    move_to(now(), lock);
    set_alarm();
  }

  void fired(Timer timer) {
    const std::lock_guard lock(mutex);
    forget(pending.find(timer));
  }

  void forget(std::map<Timer, Pending>::iterator found) {
    if (found == pending.end()) return;
    due.erase(due.find(found->second.when));
    pending.erase(found);
  }
};

PacedClock::PacedClock(Time start) : state_(std::make_shared<State>(start)) {}

PacedClock::PacedClock(std::shared_ptr<Clock> base, double speed) : PacedClock(base->now()) {
  state_->base = std::move(base);
  set_speed(speed);
}

PacedClock::~PacedClock() {
  const std::lock_guard lock(state_->mutex);
  if (state_->base) state_->base->cancel(state_->alarm);
}

Time PacedClock::now() const {
  const std::lock_guard lock(state_->mutex);
  return state_->now();
}

Clock::Timer PacedClock::call_at(Time when, std::function<void()> call) {
  const std::lock_guard lock(state_->mutex);
  const Timer timer = ++state_->last;
  const auto inner = state_->timers.call_at(when, [state = state_.get(), timer, call = std::move(call)] {
    state->fired(timer);
    call();
  });
  state_->pending.emplace(timer, State::Pending{when, inner});
  state_->due.insert(when);
  state_->set_alarm();
  return timer;
}

void PacedClock::cancel(Timer timer) {
  Timer inner = 0;
  {
    const std::lock_guard lock(state_->mutex);
    const auto found = state_->pending.find(timer);
    if (found == state_->pending.end()) return;
    inner = found->second.inner;
    state_->forget(found);
  }
  state_->timers.cancel(inner);  // what the call holds may use this clock when it ends
}

void PacedClock::set_speed(double speed) {
  std::unique_lock lock(state_->mutex);
  if (!state_->base) return;
  const Time now = state_->now();
  state_->speed = std::max(speed, 0.0);
  state_->base->cancel(std::exchange(state_->alarm, 0));  // it was set for the old speed
  state_->alarm_for = Time::max();
  state_->move_to(now, lock);  // where it stands from now on, should it be frozen
  state_->set_mark(now);
  state_->set_alarm();
}

double PacedClock::speed() const {
  const std::lock_guard lock(state_->mutex);
  return state_->speed;
}

void PacedClock::advance(Duration step) {
  const Time from = now();
  const bool too_far = from > Time{} && step > Time::max() - from;
  advance_to(too_far ? Time::max() : from + step);
}

void PacedClock::advance_to(Time when) {
  std::unique_lock lock(state_->mutex);
  state_->move_to(std::max(when, state_->now()), lock);
  state_->set_mark(state_->now());
  state_->set_alarm();
}

bool PacedClock::advance_to_next() {
  const auto first = next();
  if (first) advance_to(*first);
  return first.has_value();
}

std::optional<Time> PacedClock::next() const {
  const std::lock_guard lock(state_->mutex);
  if (state_->due.empty()) return {};
  return *state_->due.begin();
}

}  // namespace assay::core
