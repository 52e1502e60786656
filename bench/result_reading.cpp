// SPDX-License-Identifier: Apache-2.0
#include "bench/result_json.hpp"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "bench/evidence.hpp"
#include "bench/hdr_text.hpp"
#include "core/document.hpp"
#include "core/files.hpp"
#include "core/json_range.hpp"

namespace assay::bench {
namespace {

// Sums of what a file says stay far below the largest number of their type.
constexpr std::uint64_t most_counted = 1'000'000'000'000'000;
constexpr double most_measured = 1e15;
constexpr double most_seconds = 1e9;

// Of a member that must be there. Numbers have a range; the exceptions of the others become one sentence in
// read_json.
template <class T>
void take(const nlohmann::json& json, const char* member, T& value) {
  if constexpr (std::is_same_v<T, bool> || !std::is_arithmetic_v<T>) {
    json.at(member).get_to(value);
  } else if constexpr (std::is_floating_point_v<T>) {
    value = static_cast<T>(core::number_in(json, member, -most_measured, most_measured));
  } else {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    value = static_cast<T>(core::count_in(json, member, std::min(most, most_counted)));
  }
}

std::uint64_t count_of(const nlohmann::json& value, const char* what, std::uint64_t most = most_counted) {
  return core::count_in({{what, value}}, what, most);
}

Outcome outcome_named(const std::string& word) {
  for (std::size_t i = 0; i < outcomes; ++i) {
    if (name(static_cast<Outcome>(i)) == word) return static_cast<Outcome>(i);
  }
  throw core::BadInput({"there is no kind of answer '" + word + "'"});
}

Outcomes read_outcomes(const nlohmann::json& json) {
  Outcomes counts = {};
  take(json, "right", counts[0]);
  for (const auto& [word, n] : json.at("wrong").items())
    counts[static_cast<std::size_t>(outcome_named(word))] = count_of(n, "a count");
  return counts;
}

Histogram read_counts(const nlohmann::json& json) {
  Histogram histogram;
  for (const auto& entry : json) {
    const std::size_t slot = count_of(entry.at(0), "the slot of a histogram", Histogram::slots - 1);
    histogram.record(Histogram::lowest_of(slot), count_of(entry.at(1), "the count of a histogram"));
  }
  return histogram;
}

Shard read_shard(const nlohmann::json& json) {
  return parse_shard(json.get<std::string>(), [](const char*) { return nullptr; }).value();
}

void read_options(const nlohmann::json& json, LoadOptions& options) {
  const auto duration = [&](const char* member, Nanoseconds& into) {
    into = Nanoseconds(core::whole_in(json, member, 0, static_cast<std::int64_t>(most_seconds * 1e9)));
  };
  take(json, "connections", options.connections);
  take(json, "threads", options.threads);
  take(json, "pipeline", options.pipeline);
  take(json, "keep_alive", options.keep_alive);
  take(json, "judge", options.judge);
  take(json, "spin", options.spin);
  take(json, "rate_per_s", options.rate);
  if (!json.at("poll").is_null()) options.poll = parse_poll(json.at("poll").get<std::string>()).value();
  take(json, "poll_client", options.poll.client);
  for (const Strategy one : {Strategy::list, Strategy::both}) {
    if (json.at("strategy") == strategies[static_cast<std::size_t>(one)]) options.strategy = one;
  }
  duration("warmup_ns", options.warmup);
  duration("duration_ns", options.duration);
  duration("timeout_ns", options.timeout);
}

void read_injector(const nlohmann::json& json, Result& result) {
  take(json, "cpu_user_s", result.cpu_user_s);
  take(json, "cpu_system_s", result.cpu_system_s);
  take(json, "waited_for_cpu_s", result.waited_for_cpu_s);
  take(json, "spun_s", result.spun_s);
  take(json, "busiest_thread", result.busiest);
}

Watch read_watch(const nlohmann::json& json) {
  Watch watch;
  take(json, "requests", watch.requests);
  take(json, "wrong", watch.wrong);
  take(json, "bytes_in", watch.bytes_in);
  take(json, "bytes_out", watch.bytes_out);
  take(json, "walks", watch.walks);
  watch.noticed = read_counts(json.at("noticed"));
  return watch;
}

Ramp read_ramp(const nlohmann::json& json) {
  Ramp ramp;
  take(json, "from_per_s", ramp.from);
  take(json, "to_per_s", ramp.to);
  for (const auto& entry : json.at("steps")) {
    RampStep& step = ramp.steps.emplace_back();
    take(entry, "rate_per_s", step.rate);
    take(entry, "right_per_s", step.right);
    take(entry, "p99_us", step.p99_us);
    take(entry, "errors", step.errors);
    take(entry, "says", step.says);
    for (const auto verdict :
         {RampStep::Verdict::held, RampStep::Verdict::broken, RampStep::Verdict::undecided}) {
      if (entry.at("verdict") == name(verdict)) step.verdict = verdict;
    }
  }
  return ramp;
}

}  // namespace

Result result_of(const nlohmann::json& json) {
  Result result;
  take(json, "suite_version", result.suite_version);
  take(json, "target", result.target);
  take(json, "wes_version", result.wes_version);
  take(json, "started", result.started);
  take(json, "model", result.model);
  take(json, "runs", result.runs);
  take(json, "runs_ended", result.ended);
  result.measured_s = core::number_in(json, "measured_s", 0, most_seconds);
  take(json, "interrupted", result.interrupted);
  take(json, "bytes_in", result.bytes_in);
  take(json, "bytes_out", result.bytes_out);
  take(json, "connections_opened", result.connections);
  take(json, "unsent", result.unsent);
  take(json, "paused_s", result.paused_s);
  result.shard = read_shard(json.at("shard"));
  for (const auto& part : json.at("parts")) {
    Part& one = result.parts.emplace_back();
    one.shard = read_shard(part.at("shard"));
    take(part, "started", one.started);
    one.requests = count_of(part.at("requests"), "requests");
    // Files of 0.1.0 have neither.
    one.faults = part.value("faults", std::vector<std::string>());
    one.injector_faults = part.value("injector_faults", std::vector<std::string>());
  }
  take(json, "start_skew_s", result.start_skew_s);
  read_options(json.at("options"), result.options);
  read_injector(json.at("injector"), result);
  result.outcomes = read_outcomes(json);
  result.latency = read_counts(json.at("histograms").at("latency"));
  result.service = read_counts(json.at("histograms").at("service"));
  result.lag = read_counts(json.at("histograms").at("lag"));
  result.stale = read_counts(json.at("histograms").at("stale"));
  if (!json.at("stale").is_null()) take(json, "stale", result.stale_answers);
  for (const auto& second : json.at("seconds")) {
    Second& one = result.seconds.emplace_back();
    one.outcomes = read_outcomes(second);
    take(second, "cpu_s", one.cpu_s);
    one.latency = of_hdr_text(second.at("latency").get<std::string>());
  }
  for (const auto& sample : json.at("samples")) {
    Sample& one = result.samples.emplace_back();
    one.outcome = outcome_named(sample.at("kind").get<std::string>());
    take(sample, "at_s", one.at_s);
    take(sample, "run", one.run);
    take(sample, "message", one.message);
  }
  for (const auto& [word, n] : json.at("states").items())
    result.states.emplace_back(word, count_of(n, "a count"));
  for (const auto& outage : json.at("outages"))
    result.outages.push_back({core::number_in(outage, "from_s", 0, most_seconds),
                              core::number_in(outage, "to_s", 0, most_seconds)});
  if (json.contains("watches")) {
    const auto& watches = json.at("watches");
    result.watches = Watches{read_watch(watches.at("status")), read_watch(watches.at("list")),
                             read_counts(watches.at("list_later")), read_counts(watches.at("status_later"))};
  }
  if (json.contains("ramp")) result.ramp = read_ramp(json.at("ramp"));
  std::vector<Condition> conditions;
  for (const auto& judged : json.at("slo"))
    conditions.push_back(parse_slo(judged.at("condition").get<std::string>()).value().at(0));
  result.slo = judge_slo(conditions, result);
  return result;
}

core::Result<Result> read_json(const std::string& path) {
  const auto text = core::read_file(path, result_limits.bytes);
  if (!text) return text.error();
  if (is_evidence(*text)) return read_evidence(path, *text);
  const auto json = core::parse_json(*text, result_limits);
  if (!json)
    return core::Error{json.error().what, path,
                       "a file of wes-assay bench --report json=FILE or evidence=FILE"};
  try {
    return result_of(*json);
  } catch (const nlohmann::json::exception& bad) {
    return core::Error{"this is no result of a benchmark: " + std::string(bad.what()), path,
                       "a file of wes-assay bench --report json=FILE or evidence=FILE"};
  } catch (const core::BadInput& bad) {
    return core::Error{bad.error.what, path};
  }
}

}  // namespace assay::bench
