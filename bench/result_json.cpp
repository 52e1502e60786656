// SPDX-License-Identifier: Apache-2.0
#include "bench/result_json.hpp"

#include <nlohmann/json.hpp>

#include "bench/hdr_text.hpp"
#include "bench/validity.hpp"

namespace assay::bench {
namespace {

using Json = nlohmann::ordered_json;

constexpr struct {
  const char* name;
  double percentile;
} percentiles[] = {{"p50", 50}, {"p75", 75},     {"p90", 90},       {"p95", 95},
                   {"p99", 99}, {"p99.9", 99.9}, {"p99.99", 99.99}, {"p99.999", 99.999}};

double microseconds(std::int64_t ns) { return static_cast<double>(ns) / 1e3; }

Json summary_of(const Histogram& histogram) {
  Json json = {{"count", histogram.count()}};
  for (const auto& p : percentiles) json[p.name] = microseconds(histogram.at(p.percentile));
  json["max"] = microseconds(histogram.max());
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
  return {{"right", second.outcomes[0]},
          {"wrong", wrong_of(second.outcomes)},
          {"p50_us", microseconds(histogram.at(50))},
          {"p99_us", microseconds(histogram.at(99))},
          {"cpu_s", second.cpu_s},
          {"latency", hdr_text(second.latency)}};
}

Json slo_of(const std::vector<Judged>& slo) {
  Json json = Json::array();
  for (const Judged& judged : slo) {
    Json one = {{"condition", judged.condition.text},
                {"metric", judged.condition.metric},
                {"actual", judged.known ? Json(judged.actual) : Json()},
                {"held", judged.held()},
                {"verdict", name(judged.verdict)}};
    if (judged.verdict == Verdict::undecided) one["least"] = judged.least;
    if (judged.condition.window_s > 0) {
      one["window_s"] = judged.condition.window_s;
      one["worst_from_s"] = judged.worst_from_s;
      one["windows"] = judged.windows;
      one["windows_broken"] = judged.broken;
      one["windows_undecided"] = judged.undecided;
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
    json.push_back({{"shard", part.shard.text()},
                    {"started", part.started},
                    {"requests", part.requests},
                    {"faults", part.faults},
                    {"injector_faults", part.injector_faults}});
  return json;
}

Json outages_of(const std::vector<Outage>& outages) {
  Json json = Json::array();
  for (const Outage& outage : outages) json.push_back({{"from_s", outage.from_s}, {"to_s", outage.to_s}});
  return json;
}

}  // namespace

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
               {"word", name(conclude(result).word)},
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

}  // namespace assay::bench
