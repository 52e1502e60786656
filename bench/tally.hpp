// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench/histogram.hpp"
#include "bench/judge.hpp"
#include "bench/slot_counts.hpp"
#include "core/exchange.hpp"

namespace assay::bench {

using Outcomes = std::array<std::uint64_t, outcomes>;  // by Outcome

// One second of the measured time.
struct Second {
  Outcomes outcomes = {};
  SlotCounts latency;  // of right answers, from the intended send time
  double cpu_s = 0;    // of the injector
};

// What one worker saw in one second, as soon as that has passed: for who looks on.
struct PassedSecond {
  std::size_t number;  // of the measured time: 0, 1, 2...
  Second second;
};

// One wrong answer, for a person.
struct Sample {
  Outcome outcome;
  double at_s = 0;      // since the measured time began
  std::string run;      // that was asked for
  std::string message;  // "503 Service Unavailable", "after COMPLETE (seen 1.204 s before) came RUNNING"
  // What was sent and what came; nothing where no request was under way. Only evidence keeps it.
  std::shared_ptr<core::Exchange> exchange = {};
};

// One request of the measured time, in ns since that began.
struct RawAnswer {
  std::int64_t intended, sent, ended;
  Outcome outcome;
};

// A time without a right answer while some were wrong, in seconds since the measured time began.
struct Outage {
  double from_s = 0;
  double to_s = 0;
  bool operator==(const Outage&) const = default;
};

// What one worker, or several together, saw of the requests that were due in the measured time. They belong
// to the second in which they ended; those answered after the last second, to that one.
struct Tally {
  Outcomes outcomes = {};
  Histogram latency;  // of right answers, from the intended send time
  Histogram service;  // of right answers, from the send
  Histogram lag;      // of the injector: from the intended send time to the moment it was looked at
  // Of right answers whose server told how old the state was (our mock does, on request): at most so long
  // before it came had the state been left. 1 ns stands for a state that still held.
  Histogram stale;
  std::uint64_t stale_answers = 0;  // of those, the ones whose state may have been left
  std::vector<Second> seconds;
  std::vector<Sample> samples;                                // at most most_samples of each kind
  std::vector<std::pair<std::string, std::uint64_t>> states;  // word, right answers
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;
  std::uint64_t connections = 0;  // opened, warm-up included
  std::uint64_t unsent = 0;       // due, but the load had ended before a connection was free
  double paused_s = 0;            // waited because an answer said Retry-After
  std::vector<Outage> outages;
  double cpu_user_s = 0, cpu_system_s = 0;  // of the threads, in the measured time
  double waited_for_cpu_s = 0;              // runnable, but not running
  double spun_s = 0;                        // looked for events without sleeping, and there were none
  std::vector<RawAnswer> raw;               // every one, where LoadOptions::raw asks for it
  double busiest = 0;                       // (CPU time - spun) / measured time, 0..1, of the busiest thread
};
constexpr std::size_t most_samples = 5;

// Adds what another worker, or another shard, saw.
void add(Tally& into, const Tally& other);

}  // namespace assay::bench
