// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

namespace assay::bench {

using Nanoseconds = std::chrono::nanoseconds;

// How one load is driven. All times by the monotonic clock of the machine: a benchmark measures the real one.
struct LoadOptions {
  int connections = 64;  // over all threads
  int threads = 1;
  int pipeline = 1;        // requests in flight on each connection
  bool keep_alive = true;  // false: a new connection for each request
  bool judge = true;       // false: only status and framing are looked at, to show what judging costs
  bool spin = false;       // open model: busy-wait for the last 55 us before a send time
  double rate = 0;         // requests per second over all threads; 0: closed model, as fast as answers come
  Nanoseconds warmup = std::chrono::seconds(1);
  Nanoseconds duration = std::chrono::seconds(10);
  Nanoseconds timeout = std::chrono::seconds(10);  // of one request, from the moment it was sent
  std::uint64_t most_requests = 0;                 // 0: no limit
};

inline std::int64_t monotonic_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace assay::bench
