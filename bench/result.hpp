// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bench/options.hpp"
#include "bench/ramp.hpp"
#include "bench/shard.hpp"
#include "bench/slo.hpp"
#include "bench/tally.hpp"
#include "bench/watch.hpp"
#include "core/result.hpp"

namespace assay::bench {

// One process of a load that several drove together.
struct Part {
  Shard shard;
  std::string started;
  std::uint64_t requests = 0;
  std::vector<std::string> faults = {};           // load_faults() of the part
  std::vector<std::string> injector_faults = {};  // and injector_faults()
};

// The result of one load: every report is made from it, it is what shards write and `bench merge` adds up.
struct Result : Tally {
  std::string suite_version;
  std::string target;  // base URL
  std::string wes_version;
  std::string started;  // ISO 8601
  std::string model;    // "closed", "open" or "polls"
  LoadOptions options;
  std::uint64_t runs = 0;   // that were polled
  double measured_s = 0;    // from the end of the warm-up to the last answer, at most the duration asked for
  std::uint64_t ended = 0;  // runs that were seen in a terminal state
  bool interrupted = false;
  Shard shard;              // of the load of which this is one part
  std::vector<Part> parts;  // of a merged result; sorted by shard
  double start_skew_s = 0;  // of a merged result: between its first and its last start

  std::vector<Judged> slo;
  std::optional<Watches> watches;  // of Strategy::both
  std::optional<Ramp> ramp;        // the search of which this is the best step

  // Requests had an intended send time: latency counts from it.
  bool scheduled() const { return options.scheduled(); }
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

// Adds the result of another process.
void merge(Result& into, const Result& other);

std::string write_json(const Result& result);
// A file of write_json or write_evidence; file, and member or line, in the error.
core::Result<Result> read_json(const std::string& path);

std::string write_percentiles(const Histogram& histogram);  // HdrHistogram percentile text, in us
std::string write_raw(const Result& result);                // CSV, in the order of sending
std::string write_hlog(const Result& result);               // HdrHistogram log 1.3, a line for each second

}  // namespace assay::bench
