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

void add_counts(Outcomes& into, const Outcomes& other) {
  for (std::size_t i = 0; i < outcomes; ++i) into[i] += other[i];
}

void add_seconds(std::vector<Second>& into, const std::vector<Second>& other) {
  if (into.size() < other.size()) into.resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) {
    add_counts(into[i].outcomes, other[i].outcomes);
    into[i].cpu_s += other[i].cpu_s;
    std::vector<std::pair<std::uint32_t, std::uint64_t>> both;
    auto a = into[i].latency.begin();
    auto b = other[i].latency.begin();
    while (a != into[i].latency.end() || b != other[i].latency.end()) {
      if (b == other[i].latency.end() || (a != into[i].latency.end() && a->first < b->first)) {
        both.push_back(*a++);
      } else if (a == into[i].latency.end() || b->first < a->first) {
        both.push_back(*b++);
      } else {
        both.emplace_back(a->first, a->second + b->second);
        ++a;
        ++b;
      }
    }
    into[i].latency = std::move(both);
  }
}

void add_samples(std::vector<Sample>& into, const std::vector<Sample>& other) {
  for (const Sample& sample : other) {
    const auto same =
        std::count_if(into.begin(), into.end(), [&](const Sample& s) { return s.outcome == sample.outcome; });
    if (static_cast<std::size_t>(same) < most_samples) into.push_back(sample);
  }
}

// Outages of several workers, as one: where all of them had one at the same time would be stricter, but a
// worker that was cut off for a while is worth telling.
void add_outages(std::vector<Outage>& into, const std::vector<Outage>& other) {
  into.insert(into.end(), other.begin(), other.end());
  std::sort(into.begin(), into.end(), [](const Outage& a, const Outage& b) { return a.from_s < b.from_s; });
  std::vector<Outage> joined;
  for (const Outage& outage : into) {
    if (!joined.empty() && outage.from_s <= joined.back().to_s) {
      joined.back().to_s = std::max(joined.back().to_s, outage.to_s);
    } else {
      joined.push_back(outage);
    }
  }
  into = std::move(joined);
}

void add_state(Result& result, const std::string& word, std::uint64_t n) {
  const auto known = std::find_if(result.states.begin(), result.states.end(),
                                  [&](const auto& s) { return s.first == word; });
  if (known != result.states.end()) {
    known->second += n;
  } else {
    result.states.emplace_back(word, n);
  }
}

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

}  // namespace

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

void add(Result& result, const Tally& tally, const std::vector<std::string>& words) {
  add_counts(result.outcomes, tally.outcomes);
  result.latency.add(tally.latency);
  result.service.add(tally.service);
  result.lag.add(tally.lag);
  add_seconds(result.seconds, tally.seconds);
  add_samples(result.samples, tally.samples);
  for (std::size_t i = 0; i < tally.states.size(); ++i) {
    if (tally.states[i] > 0) add_state(result, words[i], tally.states[i]);
  }
  add_outages(result.outages, tally.outages);
  result.bytes_in += tally.bytes_in;
  result.bytes_out += tally.bytes_out;
  result.connections += tally.connections;
  result.unsent += tally.unsent;
  result.paused_s += static_cast<double>(tally.paused_ns) / 1e9;
  result.cpu_user_s += tally.cpu_user_s;
  result.cpu_system_s += tally.cpu_system_s;
  result.waited_for_cpu_s += tally.waited_for_cpu_s;
  result.busiest = std::max(result.busiest, tally.busy);
}

void merge(Result& into, const Result& other) {
  add_counts(into.outcomes, other.outcomes);
  into.latency.add(other.latency);
  into.service.add(other.service);
  into.lag.add(other.lag);
  add_seconds(into.seconds, other.seconds);
  add_samples(into.samples, other.samples);
  for (const auto& [word, n] : other.states) add_state(into, word, n);
  add_outages(into.outages, other.outages);
  into.bytes_in += other.bytes_in;
  into.bytes_out += other.bytes_out;
  into.connections += other.connections;
  into.unsent += other.unsent;
  into.paused_s += other.paused_s;
  into.cpu_user_s += other.cpu_user_s;
  into.cpu_system_s += other.cpu_system_s;
  into.waited_for_cpu_s += other.waited_for_cpu_s;
  into.busiest = std::max(into.busiest, other.busiest);
  into.runs = into.is_split() ? into.runs + other.runs : std::max(into.runs, other.runs);
  into.measured_s = std::max(into.measured_s, other.measured_s);
  into.interrupted |= other.interrupted;
  into.options.connections += other.options.connections;
  into.options.threads += other.options.threads;
  into.options.rate += other.options.rate;
}

std::vector<std::string> why_invalid(const Result& result) {
  std::vector<std::string> why;
  if (result.interrupted) why.emplace_back("it was interrupted");
  if (result.right() == 0) {
    why.emplace_back("not one answer was right");
    return why;
  }
  judge_parts(result, why);
  for (const Outage& outage : result.outages) {
    why.push_back(
        fmt::format("the target did not answer from {:.1f} s to {:.1f} s", outage.from_s, outage.to_s));
    if (why.size() == 5) break;
  }
  if (result.busiest > busy_limit) {
    why.push_back(
        fmt::format("the injector was the bottleneck: a thread was busy {:.0f} % of the time; add --threads, "
                    "or lower --rate",
                    result.busiest * 100));
  }
  if (result.options.rate > 0) {
    const std::int64_t lag = result.lag.at(99);
    if (lag > lag_floor && lag * 10 > result.latency.at(99)) {
      why.push_back(
          fmt::format("the injector was late: p99 of its own lag is {:.1f} ms; give it a core of its own, "
                      "add --threads, or use --spin",
                      static_cast<double>(lag) / 1e6));
    }
    const double unsent =
        static_cast<double>(result.unsent) / static_cast<double>(result.requests() + result.unsent);
    if (unsent > 0.001) {
      why.push_back(
          fmt::format("{} requests that were due found no free connection before the end; add --connections, "
                      "or lower --rate",
                      result.unsent));
    }
  }
  return why;
}

}  // namespace assay::bench
