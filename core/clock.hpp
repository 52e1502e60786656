// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace assay::core {

// Microseconds since the Unix epoch. Every state, delay, time-out and timestamp of mock and suite is read
// from one Clock.
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Duration = std::chrono::microseconds;

class Clock {
 public:
  using Timer = std::uint64_t;  // 0 is no timer
  virtual ~Clock() = default;

  // Never goes back.
  virtual Time now() const = 0;

  // Calls `call` once, at `when` or soon after; at once (but not from inside this function) when `when` has
  // passed. `call` must be short and must not throw.
  virtual Timer call_at(Time when, std::function<void()> call) = 0;

  // After cancel returns, the call does not start. Cancelling a timer that has fired, or 0, does nothing.
  // On a thread other than the one that runs the calls, a call that is just being started may still run.
  virtual void cancel(Timer timer) = 0;
};

// The machine's time: the wall clock read once, then carried on by the steady clock. Calls run on `executor`.
// Pending calls are dropped when the clock or the execution context ends.
std::shared_ptr<Clock> make_system_clock(boost::asio::any_io_executor executor);

// Time that moves only when told to. Thread-safe; calls run inside advance_*(), on the caller's thread.
// Calls may add timers: those that are due already fire in the same advance. Where none is running, a timer
// in the past waits for the next one, be it advance(0).
class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(Time start);
  ~VirtualClock() override;
  Time now() const override;
  Timer call_at(Time when, std::function<void()> call) override;
  void cancel(Timer timer) override;

  // Moves time forward by `step`, firing timers in order of their time, then of their making.
  void advance(Duration step);
  // Moves to the earliest pending timer and fires all that are due then; false when none is pending.
  bool advance_to_next();
  std::size_t pending() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// "2026-01-31T12:00:00Z" (whole seconds, UTC: the form WES asks for).
std::string to_iso8601(Time time);
// "Sat, 31 Jan 2026 12:00:00 GMT" (RFC 9110 section 5.6.7).
std::string to_http_date(Time time);
// False, and `time` untouched, where `text` is not an IMF-fixdate.
bool from_http_date(const std::string& text, Time& time);

}  // namespace assay::core
