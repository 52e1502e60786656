// SPDX-License-Identifier: Apache-2.0
#include "bench/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace assay::bench {

std::string write_raw(const Result& result) {
  std::vector<RawAnswer> raw = result.raw;
  std::sort(raw.begin(), raw.end(), [](const RawAnswer& a, const RawAnswer& b) { return a.sent < b.sent; });
  std::string text = "intended_ns,sent_ns,ended_ns,outcome\n";
  for (const RawAnswer& one : raw)
    fmt::format_to(std::back_inserter(text), "{},{},{},{}\n", one.intended, one.sent, one.ended,
                   name(one.outcome));
  return text;
}

std::uint64_t Result::requests() const {
  return std::accumulate(outcomes.begin(), outcomes.end(), std::uint64_t{0});
}

double Result::cpu_us_per_request() const {
  return requests() > 0 ? (cpu_user_s + cpu_system_s) * 1e6 / static_cast<double>(requests()) : 0;
}

Histogram Result::corrected() const {
  const double in_flight = static_cast<double>(options.connections) * options.pipeline;
  return latency.corrected(
      right() > 0 ? static_cast<std::int64_t>(measured_s * 1e9 * in_flight / static_cast<double>(right()))
                  : 0);
}

void merge(Result& into, const Result& other) {
  add(into, other);
  into.runs = into.is_split() ? into.runs + other.runs : std::max(into.runs, other.runs);
  into.ended = into.is_split() ? into.ended + other.ended : std::max(into.ended, other.ended);
  into.measured_s = std::max(into.measured_s, other.measured_s);
  into.interrupted |= other.interrupted;
  if (into.watches && other.watches) add(*into.watches, *other.watches);
  into.options.connections += other.options.connections;
  into.options.threads += other.options.threads;
  into.options.rate += other.options.rate;
}

}  // namespace assay::bench
