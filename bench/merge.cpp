// SPDX-License-Identifier: Apache-2.0
#include "bench/merge.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "bench/validity.hpp"
#include "conformance/rules/timestamp.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

std::string seconds(Nanoseconds time) {
  return fmt::format("{:g} s", static_cast<double>(time.count()) / 1e9);
}

// What must be the same in all parts.
Facts shared_facts(const Result& r) {
  const LoadOptions& o = r.options;
  return {{"target", core::printable(r.target)},
          {"WES version", core::printable(r.wes_version)},
          {"model", core::printable(r.model)},
          {"warm-up", seconds(o.warmup)},
          {"duration", seconds(o.duration)},
          {"time-out", seconds(o.timeout)},
          {"polling policy", o.poll ? core::printable(o.poll.text) : "none"},
          {"strategy", strategies[static_cast<std::size_t>(o.strategy)]},
          {"pipeline", std::to_string(o.pipeline)},
          {"keep-alive", o.keep_alive ? "on" : "off"},
          {"judge", o.judge ? "on" : "off"},
          {"number of shards", std::to_string(r.parts.empty() ? r.shard.count : r.parts[0].shard.count)}};
}

std::vector<Part> parts_of(const Result& result) {
  if (!result.parts.empty()) return result.parts;
  Part part{result.shard, result.started, result.requests()};
  part.faults = load_faults(result);
  part.injector_faults = injector_faults(result);
  return {part};
}

bool same(const Part& a, const Part& b) {
  if (a.shard.count > 1) return a.shard == b.shard;
  return a.started == b.started && a.requests == b.requests;
}

std::optional<core::Error> misfit(const NamedResult& first, const NamedResult& other) {
  if (other.result.ramp)
    return core::Error{"it is the result of a ramp", core::printable(other.name), "parts of one load"};
  const Facts expected = shared_facts(first.result);
  const Facts found = shared_facts(other.result);
  for (std::size_t i = 0; i < expected.size(); ++i) {
    if (expected[i].second == found[i].second) continue;
    return core::Error{fmt::format("its {} is {}, that of {} is {}", found[i].first, found[i].second,
                                   core::printable(first.name), expected[i].second),
                       core::printable(other.name), "parts of one load have the same options"};
  }
  return std::nullopt;
}

// The first start goes to `started`; how much later the last one was, in s.
double skew_of(const std::vector<Part>& parts, std::string& started) {
  std::optional<core::Time> first, last;
  for (const Part& part : parts) {
    const auto instant = conformance::read_time(std::string_view(part.started)).instant;
    if (!instant) continue;
    if (!first || *instant < *first) {
      first = instant;
      started = part.started;
    }
    last = std::max(last.value_or(*instant), *instant);
  }
  return first ? std::chrono::duration<double>(*last - *first).count() : 0;
}

}  // namespace

core::Result<Result> merge_parts(const std::vector<NamedResult>& parts) {
  if (parts.size() < 2) return core::Error{"there is nothing to merge", "", "two results or more"};
  std::vector<Part> all;
  for (const NamedResult& part : parts) {
    if (const auto error = misfit(parts.front(), part)) return *error;
    for (const Part& one : parts_of(part.result)) {
      if (std::any_of(all.begin(), all.end(), [&](const Part& known) { return same(known, one); }))
        return core::Error{one.shard.count > 1 ? "shard " + one.shard.text() + " is there twice"
                                               : "this load is there twice",
                           core::printable(part.name), "each part once"};
      all.push_back(one);
    }
  }
  Result merged = parts.front().result;
  for (std::size_t i = 1; i < parts.size(); ++i) merge(merged, parts[i].result);
  std::sort(all.begin(), all.end(),
            [](const Part& a, const Part& b) { return a.shard.index < b.shard.index; });
  merged.start_skew_s = skew_of(all, merged.started);
  merged.parts = std::move(all);
  merged.shard = {};
  merged.slo.clear();
  return merged;
}

}  // namespace assay::bench
