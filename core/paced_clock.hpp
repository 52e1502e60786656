// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "core/clock.hpp"

namespace assay::core {

// A virtual clock that can also flow: at any multiple of another clock's pace, or not at all, and it can be
// moved ahead at any time. Thread-safe. Calls run inside advance_*(), on the caller's thread, and where time
// flows on the other clock's thread too.
class PacedClock final : public Clock {
 public:
  explicit PacedClock(Time start);  // stands still for good
  // Starts with the time of `base`; 100: a hundred times as fast.
  PacedClock(std::shared_ptr<Clock> base, double speed);
  ~PacedClock() override;
  Time now() const override;
  Timer call_at(Time when, std::function<void()> call) override;
  void cancel(Timer timer) override;

  // From now on; 0 freezes time. A clock that was made without another one stays as it is.
  void set_speed(double speed);
  double speed() const;

  // Moves time forward by `step`, firing timers in order of their time, then of their making.
  void advance(Duration step);
  void advance_to(Time when);  // where that is ahead
  // Moves to the earliest pending timer and fires all that are due then; false when none is pending.
  bool advance_to_next();
  std::optional<Time> next() const;  // the time of that timer

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace assay::core
