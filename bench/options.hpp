// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "bench/poll.hpp"

namespace assay::bench {

using Nanoseconds = std::chrono::nanoseconds;

// How runs are watched: by a status call for each, by walking the list, by both at the same time.
enum class Strategy : std::uint8_t { status, list, both };
constexpr const char* strategies[] = {"status", "list", "both"};

// How one load is driven. All times by the monotonic clock of the machine: a benchmark measures the real one.
struct LoadOptions {
  int connections = 64;  // over all threads
  int threads = 1;
  int pipeline = 1;        // requests in flight on each connection
  bool keep_alive = true;  // false: a new connection for each request
  bool judge = true;       // false: only status and framing are looked at, to show what judging costs
  bool spin = false;       // open model: busy-wait for the last 55 us before a send time
  bool raw = false;        // keep the times of each request, 32 bytes of memory for each
  double rate = 0;         // requests per second over all threads: open model
  PollPolicy poll = {};    // of each run; without it and without a rate: closed, as fast as answers come
  Strategy strategy = Strategy::status;  // the others: with `poll`, and no warm-up
  Nanoseconds warmup = std::chrono::seconds(1);
  Nanoseconds duration = std::chrono::seconds(10);
  Nanoseconds timeout = std::chrono::seconds(10);  // of one request, from the moment it was sent
  std::uint64_t most_requests = 0;                 // 0: no limit

  bool scheduled() const { return rate > 0 || poll; }  // requests have an intended send time
};

inline std::int64_t monotonic_now() { return std::chrono::steady_clock::now().time_since_epoch().count(); }

}  // namespace assay::bench
