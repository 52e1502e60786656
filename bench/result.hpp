// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "bench/options.hpp"
#include "bench/shard.hpp"
#include "bench/slo.hpp"
#include "bench/tally.hpp"
#include "core/result.hpp"

namespace assay::bench {

// One process of a load that several drove together.
struct Part {
  Shard shard;
  std::string started;
  std::uint64_t requests = 0;
};

// The result of one load: every report is made from it, it is what shards write and `bench merge` adds up.
struct Result {
  std::string suite_version;
  std::string target;  // base URL
  std::string wes_version;
  std::string started;  // ISO 8601
  std::string model;    // "closed" or "open"
  LoadOptions options;
  std::uint64_t runs = 0;  // that were polled
  double measured_s = 0;   // from the end of the warm-up to the last answer, at most the duration asked for
  bool interrupted = false;
  Shard shard;              // of the load of which this is one part
  std::vector<Part> parts;  // of a merged result; sorted by shard
  double start_skew_s = 0;  // of a merged result: between its first and its last start

  Outcomes outcomes = {};
  Histogram latency;  // ns, right answers, from the intended send time
  Histogram service;  // ns, right answers, from the send
  Histogram lag;      // ns, the injector's own lateness (open model)
  std::vector<Second> seconds;
  std::vector<Sample> samples;
  std::vector<std::pair<std::string, std::uint64_t>> states;  // word, right answers
  std::vector<Outage> outages;
  std::uint64_t bytes_in = 0, bytes_out = 0, connections = 0, unsent = 0;
  double paused_s = 0;
  double cpu_user_s = 0, cpu_system_s = 0, waited_for_cpu_s = 0;
  double busiest = 0;  // of the threads, 0..1
  std::vector<Judged> slo;

  // Each part has runs of its own.
  bool is_split() const { return (parts.empty() ? shard : parts.front().shard).count > 1; }
  std::uint64_t requests() const;
  std::uint64_t right() const { return outcomes[0]; }
  std::uint64_t wrong() const { return requests() - right(); }
  double rate() const { return measured_s > 0 ? static_cast<double>(right()) / measured_s : 0; }
  double errors() const {
    return requests() > 0 ? static_cast<double>(wrong()) / static_cast<double>(requests()) : 1;
  }
  double cpu_us_per_request() const;
  // Closed model: as if requests had been due at the mean interval of each connection.
  Histogram corrected() const;
};

// Adds what one worker, or another shard, saw.
void add(Result& result, const Tally& tally, const std::vector<std::string>& words);
void merge(Result& into, const Result& other);

// Why the figures must not be believed: the injector was late or out of CPU, nothing was right, the target
// was lost. Each a sentence that says what to change; empty for a valid run.
std::vector<std::string> why_invalid(const Result& result);

std::string write_json(const Result& result);
core::Result<Result> read_json(const std::string& path);  // of write_json; file, and member, in the error

std::string write_percentiles(const Histogram& histogram);  // HdrHistogram percentile text, in us
std::string write_hlog(const Result& result);               // HdrHistogram log 1.3, a line for each second

}  // namespace assay::bench
