// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>

#include "core/clock.hpp"

namespace assay::core {

// Suspends the coroutine until the clock says `when`; resumes on the coroutine's own executor. A time that
// has passed only lets others run once: it does not wait for a virtual clock to move. A cancelled sleep
// throws operation_aborted. The clock must live as long as the coroutine runs.
boost::asio::awaitable<void> sleep_until(Clock& clock, Time when);
boost::asio::awaitable<void> sleep_for(Clock& clock, Duration time);

// A value that is set once and waited for by any number of coroutines of one executor.
// Those who wait are resumed later, not from inside set(). A cancelled wait, and one whose event ends, throw
// operation_aborted.
class Event {
 public:
  explicit Event(boost::asio::any_io_executor executor);
  ~Event();
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  bool is_set() const;
  void set();
  boost::asio::awaitable<void> wait();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace assay::core
