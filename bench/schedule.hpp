// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

#include "bench/judge.hpp"
#include "bench/poll.hpp"

namespace assay::bench {

// A request that is to be sent. Times in ns since the start of the load.
struct Due {
  std::int64_t intended = 0;
  PolledRun* run = nullptr;
  std::uint32_t polls = 0;  // of the run, before this one; counted under a policy only
};

// Intended send times of an open load: every k-th request of all threads is due at k / rate, whatever the
// answers do, so that a stalled server cannot hide by slowing its own load down (coordinated omission).
// Thread i of n has k = i, i + n, i + 2n, ... Pure: no clock.
class Schedule {
 public:
  Schedule(double rate, int thread, int threads)
      : gap_(1e9 / rate),
        next_(static_cast<std::uint64_t>(thread)),
        step_(static_cast<std::uint64_t>(threads)) {}
  std::int64_t due() const {
    return static_cast<std::int64_t>(static_cast<double>(next_) * gap_);
  }  // ns since the start
  void advance() { next_ += step_; }

 private:
  double gap_;  // ns
  std::uint64_t next_;
  std::uint64_t step_;
};

// Intended send times of runs that are each polled by a policy until they have ended, as clients do it. First
// polls are spread over the first wait, since clients did not start together. Thread i of n has the runs
// i, i + n, i + 2n, ... Pure: no clock.
class Polls {
 public:
  static constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  Polls(const PollPolicy& policy, std::deque<PolledRun>& runs, int thread, int threads);
  std::int64_t due() const { return heap_.empty() ? never : heap_.front().intended; }
  Due take();                                    // the earliest
  void again(const Due& last, std::int64_t at);  // after a poll that ended at `at`

 private:
  struct Later;
  const PollPolicy& policy_;
  std::vector<Due> heap_;
};

}  // namespace assay::bench
