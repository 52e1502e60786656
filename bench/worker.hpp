// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "bench/judge.hpp"
#include "bench/options.hpp"
#include "bench/schedule.hpp"
#include "bench/socket.hpp"
#include "bench/tally.hpp"

namespace assay::bench {

// What the workers of one load share.
struct Load {
  LoadOptions options;
  Origin origin;
  std::deque<PolledRun>& runs;  // requests filled in; constant but for PolledRun::terminal
  const Judge& judge;
  std::int64_t start = 0;                     // monotonic ns: when the warm-up begins
  std::atomic<std::int64_t> paused_until{0};  // ns since `start`: Retry-After
  std::atomic<bool> stop{false};              // by a signal handler: no new requests
  std::atomic<std::uint64_t> done{0};         // requests that have ended, once a second: for the live line
  std::atomic<std::uint64_t> wrong{0};
  bool watched = false;  // somebody takes `passed` away
  std::mutex passed_guard = {};
  std::vector<PassedSecond> passed = {};  // of all threads

  std::int64_t measured_from() const { return options.warmup.count(); }
  std::int64_t measured_to() const { return options.warmup.count() + options.duration.count(); }
};

// One thread of the load: an epoll loop over its share of the connections and of the schedule. Blocks until
// the measured time is over and every request has been answered or timed out.
Tally run_worker(Load& load, int index);

}  // namespace assay::bench
