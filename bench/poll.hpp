// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace assay::bench {

// How often a client asks for one run. Clients sleep between two polls: a wait begins when the poll before
// has ended, whatever became of it.
struct PollPolicy {
  std::string text = {};            // "backoff:1s..60s*2"; "" where runs are not polled by a policy
  std::string client = {};          // the known client that does so; "" where the user wrote the policy
  std::chrono::nanoseconds low{};   // the first wait, or the shortest
  std::chrono::nanoseconds high{};  // the longest
  double factor = 1;                // from one wait to the next
  bool jitter = false;              // each wait drawn between `low` and `high`

  explicit operator bool() const { return !text.empty(); }
  // After so many polls of the run that is number `run`: the same arguments, the same wait.
  std::chrono::nanoseconds wait(std::uint64_t run, std::uint32_t polls) const;
};

// The intervals of clients that people use.
struct KnownClient {
  std::string_view name;
  std::string_view policy;  // as of parse_poll
  bool keep_alive;          // false: it opens a connection for each request
  std::string_view says;
};
std::span<const KnownClient> known_clients();

// "fixed:8s", "jitter:6s..10s", "backoff:1s..60s" (doubles), "backoff:1s..60s*1.5", or the name of a known
// client. An Error that names --poll.
core::Result<PollPolicy> parse_poll(std::string_view text);

}  // namespace assay::bench
