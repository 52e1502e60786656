// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/sleep.hpp"

namespace assay::conformance {

// What a run may cost its owner: --max-runs, --max-requests, --rate.
struct BudgetLimits {
  std::optional<std::uint64_t> runs =
      {};  // that the server makes for us, those it should have refused included
  std::optional<std::uint64_t> requests =
      {};           // that go on the wire: raw ones, redirects and repetitions included
  double rate = 0;  // requests in a second, evenly spaced; 0: as fast as answers come
  bool operator==(const BudgetLimits&) const = default;
};

// Keeps the limits exactly. A run is never made without the means to cancel it: for each that is open, and
// each submission under way, one request is held back until clean_up().
class Budget {
 public:
  Budget(core::Clock& clock, const BudgetLimits& limits) : clock_(clock), limits_(limits) {}

  // Waits for the turn of `requests` that go out in one piece. "", or why they must not be sent.
  boost::asio::awaitable<std::string> turn(int requests);

  // A submission needs room for the run that it may make, whatever the server ought to do with it; it waits
  // while others under way fill the room. "", or why there is none. Each "" is followed by one
  // end_submission.
  boost::asio::awaitable<std::string> begin_submission();
  void end_submission(bool made_a_run);

  void set_open_runs(std::size_t count) { open_ = count; }  // runs that may have to be cancelled
  void clean_up() { cleaning_ = true; }                     // what was held back may be spent
  core::Duration time_of(std::size_t requests) const;       // that --rate makes them take

  struct Cost {
    std::uint64_t runs = 0;
    std::uint64_t requests = 0;
  };
  Cost spent() const { return {made_ + submitting_, sent_}; }
  bool has_room_for(const Cost& more) const;

 private:
  core::Clock& clock_;
  BudgetLimits limits_;
  std::uint64_t sent_ = 0;
  std::uint64_t made_ = 0;
  std::uint64_t submitting_ = 0;
  std::size_t open_ = 0;
  bool cleaning_ = false;
  core::Time next_turn_{};
  std::shared_ptr<core::Event> submission_ended_;  // null while nobody waits
};

}  // namespace assay::conformance
