// SPDX-License-Identifier: Apache-2.0
#include "bench/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace assay::bench {
namespace {

constexpr double busy_limit = 0.98;
constexpr double most_skew = 0.1;              // of the measured time
constexpr std::int64_t lag_floor = 1'000'000;  // a lag below a millisecond is never held against a run

// A merged load: shards that are not there, parts that did not load the target at the same time.
void judge_parts(const Result& result, std::vector<std::string>& why) {
  if (result.parts.empty()) return;
  std::vector<std::string> missing;
  for (int index = 1; index <= result.parts[0].shard.count && result.parts[0].shard.count > 1; ++index) {
    const bool there = std::any_of(result.parts.begin(), result.parts.end(),
                                   [&](const Part& part) { return part.shard.index == index; });
    if (!there) missing.push_back(std::to_string(index));
  }
  if (!missing.empty())
    why.push_back(fmt::format("of {} shards these are missing: {}", result.parts[0].shard.count,
                              fmt::join(missing, ", ")));
  if (result.start_skew_s > most_skew * result.measured_s)
    why.push_back(
        fmt::format("the parts started {:.1f} s apart, which is too much for a load of {:.1f} s; "
                    "give all the same --start-at",
                    result.start_skew_s, result.measured_s));
}

std::string nothing_right(const Result& result) {
  if (!result.options.poll || result.requests() > 0 || !result.samples.empty())
    return "not one answer was right";
  return result.ended > 0
             ? "every run that was polled had ended before the measured time began; use --warmup "
               "0s, or runs that live longer"
             : "no poll was due in the measured time; make --duration longer than the interval of "
               "--poll";
}

}  // namespace

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

std::vector<std::string> injector_faults(const Result& result) {
  std::vector<std::string> why;
  if (result.right() == 0) return why;
  if (result.busiest > busy_limit) {
    why.push_back(
        fmt::format("the injector was the bottleneck: a thread was busy {:.0f} % of the time; add --threads, "
                    "or lower --rate",
                    result.busiest * 100));
  }
  const std::int64_t lag = result.lag.at(99);
  if (result.scheduled() && lag > lag_floor && lag * 10 > result.latency.at(99)) {
    why.push_back(
        fmt::format("the injector was late: p99 of its own lag is {:.1f} ms; give it a core of its own, "
                    "add --threads, or use --spin",
                    static_cast<double>(lag) / 1e6));
  }
  return why;
}

std::vector<std::string> why_invalid(const Result& result) {
  std::vector<std::string> why;
  if (result.interrupted) why.emplace_back("it was interrupted");
  if (result.right() == 0) {
    why.push_back(nothing_right(result));
    return why;
  }
  if (result.watches && result.watches->list.wrong == result.watches->list.requests)
    why.emplace_back("not one page of the list was right");
  if (const auto cut = result.ramp ? result.ramp->cut_short() : std::nullopt) why.push_back(*cut);
  judge_parts(result, why);
  for (const Outage& outage : result.outages) {
    why.push_back(
        fmt::format("the target did not answer from {:.1f} s to {:.1f} s", outage.from_s, outage.to_s));
    if (why.size() == 5) break;
  }
  const auto faults = injector_faults(result);
  why.insert(why.end(), faults.begin(), faults.end());
  const double unsent =
      static_cast<double>(result.unsent) / static_cast<double>(result.requests() + result.unsent);
  if (unsent > 0.001) {
    why.push_back(
        fmt::format("{} requests that were due found no free connection before the end; add --connections, "
                    "or lower --rate",
                    result.unsent));
  }
  return why;
}

}  // namespace assay::bench
