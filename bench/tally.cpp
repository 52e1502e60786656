// SPDX-License-Identifier: Apache-2.0
#include "bench/tally.hpp"

#include <algorithm>

namespace assay::bench {
namespace {

void add_counts(Outcomes& into, const Outcomes& other) {
  for (std::size_t i = 0; i < outcomes; ++i) into[i] += other[i];
}

void add_seconds(std::vector<Second>& into, const std::vector<Second>& other) {
  if (into.size() < other.size()) into.resize(other.size());
  for (std::size_t i = 0; i < other.size(); ++i) {
    add_counts(into[i].outcomes, other[i].outcomes);
    into[i].cpu_s += other[i].cpu_s;
    into[i].latency.add(other[i].latency);
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

void add_states(Tally& into, const Tally& other) {
  for (const auto& [word, n] : other.states) {
    const auto known = std::find_if(into.states.begin(), into.states.end(),
                                    [&wanted = word](const auto& s) { return s.first == wanted; });
    if (known != into.states.end()) {
      known->second += n;
    } else {
      into.states.emplace_back(word, n);
    }
  }
}

}  // namespace

void add(Tally& into, const Tally& other) {
  add_counts(into.outcomes, other.outcomes);
  into.latency.add(other.latency);
  into.service.add(other.service);
  into.lag.add(other.lag);
  into.stale.add(other.stale);
  into.stale_answers += other.stale_answers;
  add_seconds(into.seconds, other.seconds);
  add_samples(into.samples, other.samples);
  add_states(into, other);
  add_outages(into.outages, other.outages);
  into.raw.insert(into.raw.end(), other.raw.begin(), other.raw.end());
  into.bytes_in += other.bytes_in;
  into.bytes_out += other.bytes_out;
  into.connections += other.connections;
  into.unsent += other.unsent;
  into.paused_s += other.paused_s;
  into.cpu_user_s += other.cpu_user_s;
  into.cpu_system_s += other.cpu_system_s;
  into.waited_for_cpu_s += other.waited_for_cpu_s;
  into.spun_s += other.spun_s;
  into.busiest = std::max(into.busiest, other.busiest);
}

}  // namespace assay::bench
