// SPDX-License-Identifier: Apache-2.0
#include "bench/result_json.hpp"

#include <nlohmann/json.hpp>

#include "bench/evidence.hpp"
#include "bench/hdr_text.hpp"
#include "core/document.hpp"
#include "core/files.hpp"
#include "core/json_guard.hpp"

namespace assay::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr struct {
  const char* name;
  double percentile;
} percentiles[] = {{"p50", 50}, {"p75", 75},     {"p90", 90},       {"p95", 95},
                   {"p99", 99}, {"p99.9", 99.9}, {"p99.99", 99.99}, {"p99.999", 99.999}};

double us(std::int64_t ns) { return static_cast<double>(ns) / 1e3; }

Json summary_of(const Histogram& histogram) {
  Json json = {{"count", histogram.count()}};
  for (const auto& p : percentiles) json[p.name] = us(histogram.at(p.percentile));
  json["max"] = us(histogram.max());
  json["mean"] = histogram.mean() / 1e3;
  json["stddev"] = histogram.stddev() / 1e3;
  return json;
}

Json counts_of(const Histogram& histogram) {
  Json json = Json::array();
  for (std::size_t slot = 0; slot < Histogram::slots; ++slot) {
    if (const std::uint64_t n = histogram.counts()[slot]) json.push_back({slot, n});
  }
  return json;
}

Json wrong_of(const Outcomes& counts) {
  Json json = Json::object();
  for (std::size_t i = 1; i < outcomes; ++i) {
    if (counts[i] > 0) json[std::string(name(static_cast<Outcome>(i)))] = counts[i];
  }
  return json;
}

Json second_of(const Second& second) {
  Histogram histogram;
  second.latency.add_to(histogram);
  return {{"right", second.outcomes[0]},    {"wrong", wrong_of(second.outcomes)},
          {"p50_us", us(histogram.at(50))}, {"p99_us", us(histogram.at(99))},
          {"cpu_s", second.cpu_s},          {"latency", hdr_text(second.latency)}};
}

Json slo_of(const std::vector<Judged>& slo) {
  Json json = Json::array();
  for (const Judged& judged : slo) {
    Json one = {{"condition", judged.condition.text},
                {"metric", judged.condition.metric},
                {"actual", judged.known ? Json(judged.actual) : Json()},
                {"held", judged.held}};
    if (judged.condition.window_s > 0) {
      one["window_s"] = judged.condition.window_s;
      one["worst_from_s"] = judged.worst_from_s;
      one["windows"] = judged.windows;
      one["windows_broken"] = judged.broken;
    }
    json.push_back(std::move(one));
  }
  return json;
}

Json options_of(const LoadOptions& options) {
  return {{"connections", options.connections},
          {"threads", options.threads},
          {"pipeline", options.pipeline},
          {"keep_alive", options.keep_alive},
          {"judge", options.judge},
          {"spin", options.spin},
          {"rate_per_s", options.rate},
          {"poll", options.poll ? Json(options.poll.text) : Json()},
          {"poll_client", options.poll.client},
          {"strategy", strategies[static_cast<std::size_t>(options.strategy)]},
          {"warmup_ns", options.warmup.count()},
          {"duration_ns", options.duration.count()},
          {"timeout_ns", options.timeout.count()}};
}

Json ramp_of(const Ramp& ramp) {
  Json json = {{"from_per_s", ramp.from},
               {"to_per_s", ramp.to},
               {"held_per_s", ramp.held()},
               {"says", in_words(ramp)}};
  json["steps"] = Json::array();
  for (const RampStep& step : ramp.steps)
    json["steps"].push_back({{"rate_per_s", step.rate},
                             {"right_per_s", step.right},
                             {"p99_us", step.p99_us},
                             {"errors", step.errors},
                             {"verdict", name(step.verdict)},
                             {"says", step.says}});
  return json;
}

Json watch_of(const Watch& watch) {
  return {
      {"requests", watch.requests},         {"wrong", watch.wrong}, {"bytes_in", watch.bytes_in},
      {"bytes_out", watch.bytes_out},       {"walks", watch.walks}, {"noticed_us", summary_of(watch.noticed)},
      {"noticed", counts_of(watch.noticed)}};
}

Json watches_of(const Watches& watches) {
  return {{"says", in_words(watches)},
          {"status", watch_of(watches.status)},
          {"list", watch_of(watches.list)},
          {"list_later", counts_of(watches.list_later)},
          {"status_later", counts_of(watches.status_later)}};
}

Json samples_of(const std::vector<Sample>& samples) {
  Json json = Json::array();
  for (const Sample& s : samples)
    json.push_back({{"kind", name(s.outcome)}, {"at_s", s.at_s}, {"run", s.run}, {"message", s.message}});
  return json;
}

Json parts_of(const std::vector<Part>& parts) {
  Json json = Json::array();
  for (const Part& part : parts)
    json.push_back({{"shard", part.shard.text()}, {"started", part.started}, {"requests", part.requests}});
  return json;
}

Json outages_of(const std::vector<Outage>& outages) {
  Json json = Json::array();
  for (const Outage& outage : outages) json.push_back({{"from_s", outage.from_s}, {"to_s", outage.to_s}});
  return json;
}

// Of a member that must be there, as nlohmann converts it; its exceptions become one sentence in read_json.
template <class T>
void take(const nlohmann::json& json, const char* member, T& value) {
  json.at(member).get_to(value);
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
    counts[static_cast<std::size_t>(outcome_named(word))] = n.get<std::uint64_t>();
  return counts;
}

Histogram read_counts(const nlohmann::json& json) {
  Histogram histogram;
  for (const auto& entry : json) {
    const auto slot = entry.at(0).get<std::size_t>();
    if (slot >= Histogram::slots) throw core::BadInput({"a histogram has no slot " + std::to_string(slot)});
    histogram.record(Histogram::lowest_of(slot), entry.at(1).get<std::uint64_t>());
  }
  return histogram;
}

Shard read_shard(const nlohmann::json& json) {
  return parse_shard(json.get<std::string>(), [](const char*) { return nullptr; }).value();
}

void read_options(const nlohmann::json& json, LoadOptions& options) {
  const auto duration = [&](const char* member, Nanoseconds& into) {
    into = Nanoseconds(json.at(member).get<std::int64_t>());
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
    for (const auto verdict : {RampStep::Verdict::held, RampStep::Verdict::broken}) {
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
  take(json, "measured_s", result.measured_s);
  take(json, "interrupted", result.interrupted);
  take(json, "bytes_in", result.bytes_in);
  take(json, "bytes_out", result.bytes_out);
  take(json, "connections_opened", result.connections);
  take(json, "unsent", result.unsent);
  take(json, "paused_s", result.paused_s);
  result.shard = read_shard(json.at("shard"));
  for (const auto& part : json.at("parts"))
    result.parts.push_back({read_shard(part.at("shard")), part.at("started").get<std::string>(),
                            part.at("requests").get<std::uint64_t>()});
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
    result.states.emplace_back(word, n.get<std::uint64_t>());
  for (const auto& outage : json.at("outages"))
    result.outages.push_back({outage.at("from_s").get<double>(), outage.at("to_s").get<double>()});
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

nlohmann::ordered_json json_of(const Result& result) {
  const std::vector<std::string> why = why_invalid(result);
  Json json = {{"format", "wes-assay-bench-1"},
               {"suite_version", result.suite_version},
               {"target", result.target},
               {"wes_version", result.wes_version},
               {"started", result.started},
               {"model", result.model},
               {"options", options_of(result.options)},
               {"shard", result.shard.text()},
               {"parts", parts_of(result.parts)},
               {"start_skew_s", result.start_skew_s},
               {"runs", result.runs},
               {"runs_ended", result.ended},
               {"measured_s", result.measured_s},
               {"interrupted", result.interrupted},
               {"requests", result.requests()},
               {"right", result.right()},
               {"wrong", wrong_of(result.outcomes)},
               {"rate_per_s", result.rate()},
               {"valid", why.empty()},
               {"why_invalid", why},
               {"slo", slo_of(result.slo)},
               {"latency_us", summary_of(result.latency)},
               {"service_us", summary_of(result.service)}};
  json["staleness_us"] = result.stale.count() > 0 ? summary_of(result.stale) : Json();
  json["stale"] = result.stale.count() > 0 ? Json(result.stale_answers) : Json();
  if (result.model == "closed") json["corrected_us"] = summary_of(result.corrected());
  json["injector"] = {{"cpu_us_per_request", result.cpu_us_per_request()},
                      {"cpu_user_s", result.cpu_user_s},
                      {"cpu_system_s", result.cpu_system_s},
                      {"waited_for_cpu_s", result.waited_for_cpu_s},
                      {"spun_s", result.spun_s},
                      {"busiest_thread", result.busiest},
                      {"lag_us", summary_of(result.lag)}};
  if (result.watches) json["watches"] = watches_of(*result.watches);
  if (result.ramp) json["ramp"] = ramp_of(*result.ramp);
  json["states"] = Json::object();
  for (const auto& [word, n] : result.states) json["states"][word] = n;
  json["bytes_in"] = result.bytes_in;
  json["bytes_out"] = result.bytes_out;
  json["connections_opened"] = result.connections;
  json["unsent"] = result.unsent;
  json["paused_s"] = result.paused_s;
  json["outages"] = outages_of(result.outages);
  json["samples"] = samples_of(result.samples);
  json["seconds"] = Json::array();
  for (const Second& second : result.seconds) json["seconds"].push_back(second_of(second));
  json["histograms"] = {
      {"unit", "ns"},
      {"layout",
       "HdrHistogram, 3 digits from 1 ns to 1 h: [slot, count]; of each second its V2 encoding in base64"},
      {"latency", counts_of(result.latency)},
      {"service", counts_of(result.service)},
      {"lag", counts_of(result.lag)},
      {"stale", counts_of(result.stale)}};
  return json;
}

std::string write_json(const Result& result) {
  return json_of(result).dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
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
