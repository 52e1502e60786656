// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/bench_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "cli/shared/bench_result.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/values.hpp"
#include "conformance/rules/timestamp.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

bench::Nanoseconds duration_of(const std::string& text, const char* flag) {
  const auto time = core::parse_duration(text);
  if (!time || time->count() < 0)
    refuse("'" + core::printable(text) + "' is no duration", flag, "500ms, 10s or 2m");
  return *time;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

std::string poll_help() {
  std::string text =
      "Poll each run until it ends, waiting by a policy: fixed:8s, jitter:6s..10s, backoff:1s..60s "
      "(doubling; "
      "*1.5: by that factor), or that of a known client:";
  for (const bench::KnownClient& client : bench::known_clients())
    text += fmt::format("{} {} ({})", text.ends_with(':') ? "" : ",", client.name, client.policy);
  return text + ".";
}

}  // namespace

void add_bench_options(CLI::App& app, BenchFlags& flags, bench::LoadOptions& load) {
  section(app, "Target");
  app.add_option("URL", flags.url, "The base URL: what stands before /service-info.")->required();
  rare(add(app, "--target", "FILE", flags.target,
           "Read workloads, form fields and header fields from this YAML file."));
  rare(add(app, "--ca-file", "FILE", flags.ca_file,
           "Trust the certificate authority in this PEM file for https."));
  rare(add(app, "--dialect", "NAME", flags.dialect,
           "Speak another API for runs: " + dialect_choices() + ". Default: wes."));
  rare(add(app, "--wes-version", "VERSION", flags.wes_version, "Accept the states of this version.")
           ->capture_default_str());
  add(app, "--auth", "KIND=SOURCE", flags.auth,
      "Send bearer=, basic= or header:NAME= credentials from env:VAR, file:PATH or cmd:COMMAND.");
  rare(many(add(app, "--yes-load", "HOST", flags.allowed_hosts,
                "Allow a load without --rate on this host, which is not this machine; repeatable.")));
  section(app, "Selection");
  add(app, "--create", "N", flags.create, "Submit N slow runs, poll them, and cancel them.")
      ->check(whole(1, 1'000'000));
  many(add(app, "--run", "ID", flags.runs, "Poll this run; repeatable. Default: all listed runs."));
  rare(add(app, "--most-runs", "N", flags.most_runs, "Take at most N runs from the list.")
           ->capture_default_str()
           ->check(whole(1, 10'000'000)));
  section(app, "Load");
  add(app, "--rate", "N", load.rate, "Send N requests per second. Default: without limit.")
      ->check(number(0.001, 1e9));
  add(app, "--ramp", "FROM..TO", flags.ramp, "Find the highest rate between them that meets --slo.")
      ->excludes("--rate");
  rare(add(app, "--poll", "POLICY", flags.poll, poll_help()))->excludes("--rate");
  app.get_option("--ramp")->excludes("--poll");
  CLI::Option* against =
      add(app, "--against", "URL", flags.against, "Load a second server in turn, and print the ratios.");
  rare(add(app, "--rounds", "N", flags.rounds, "Load each server N times with --against.")
           ->capture_default_str()
           ->check(whole(1, 1000)))
      ->needs(against);
  rare(add(app, "--strategy", "NAME", flags.strategy,
           "With --poll: status (a call for each run), list (walk GET /runs), or both at once.")
           ->capture_default_str()
           ->check(one_of({std::begin(bench::strategies), std::end(bench::strategies)})));
  for (const char* one : {"--run", "--ramp", "--poll"}) against->excludes(one);
  add(app, "--connections", "N", load.connections, "Keep N connections open.")
      ->capture_default_str()
      ->check(whole(1, 100'000));
  rare(add(app, "--threads", "N", load.threads, "Send from N threads.")
           ->capture_default_str()
           ->check(whole(1, 256)));
  rare(add(app, "--pipeline", "N", load.pipeline, "Keep N requests in flight on each connection.")
           ->capture_default_str()
           ->check(whole(1, 1024)));
  rare(app.add_flag("--no-keep-alive", flags.no_keep_alive, "Open a new connection for each request."));
  rare(app.add_flag("--no-judge", flags.no_judge, "Look at the status only, to see what judging costs."));
  rare(
      app.add_flag("--spin", load.spin, "Busy-wait for send times, to meet the schedule of --rate closely."));
  section(app, "Limits");
  add(app, "--duration", "TIME", flags.duration, "Measure for this long.")->capture_default_str();
  add(app, "--warmup", "TIME", flags.warmup, "Warm up first, not counted. Default: 1s (--poll: 0s).");
  add(app, "--timeout", "TIME", flags.timeout, "Wait at most this long for a response.")
      ->capture_default_str();
  section(app, "Several machines");
  rare(add(app, "--shard", "I/N", flags.shard,
           "Take part I of N of the runs and of the rate; auto reads it from Slurm or Kubernetes."));
  rare(add(app, "--start-at", "TIME", flags.start_at,
           "Start at this time (ISO 8601), so that all shards start together."));
  section(app, "Output");
  add(app, "--slo", "CONDITIONS", flags.slo,
      "Exit with 1 if one is broken: 'p99<50ms, errors<0.1%, rate>1000/s, p99<200ms over 10s'.");
  many(add(app, "--report", "FORMAT=PATH", flags.reports, report_help()));
  rare(add(app, "--raw", "FILE", flags.raw,
           "Write the times of each measured request (intended, sent, ended, in ns) and its outcome."))
      ->excludes("--ramp");
  rare(
      add(app, "--cpu-profile", "FILE", flags.cpu_profile, "Write a CPU profile of this program for pprof."));
  rare(add(app, "--heap-profile", "FILE", flags.heap_profile,
           "Write a heap profile of this program for pprof, and FILE.0001.heap and so on as it grows."));
  app.add_flag("-q,--quiet", flags.quiet, "Print the verdict only.");
  for (const char* one : {"--shard", "--start-at", "--slo", "--report", "--raw"}) against->excludes(one);
}

void read_bench_options(const BenchFlags& flags, const bench::Shard& shard, bench::LoadOptions& load) {
  load.duration = duration_of(flags.duration, "--duration");
  load.warmup = duration_of(!flags.warmup.empty() ? flags.warmup
                            : flags.poll.empty()  ? "1s"
                                                  : "0s",
                            "--warmup");
  load.timeout = duration_of(flags.timeout, "--timeout");
  load.judge = !flags.no_judge;
  load.keep_alive = !flags.no_keep_alive;
  load.raw = !flags.raw.empty();
  load.threads = std::min(load.threads, load.connections);
  load.rate /= shard.count;
  const auto* strategy =
      std::find(std::begin(bench::strategies), std::end(bench::strategies), flags.strategy);
  load.strategy = static_cast<bench::Strategy>(strategy - std::begin(bench::strategies));
  if (load.strategy != bench::Strategy::status) {
    if (flags.poll.empty()) refuse("a watch needs to know how often to look", "--strategy", "--poll");
    if (load.warmup.count() > 0) refuse("a watch counts from its start", "--strategy", "no --warmup");
  }
  if (flags.poll.empty()) return;
  load.poll = bench::parse_poll(flags.poll).value();
  for (const bench::KnownClient& client : bench::known_clients()) {
    if (client.name == flags.poll) load.keep_alive &= client.keep_alive;
  }
}

std::vector<bench::Condition> conditions_of(const BenchFlags& flags, const bench::LoadOptions& load) {
  auto conditions = conditions_of(flags.slo);
  for (const bench::Condition& condition : conditions) {
    if (std::chrono::seconds(condition.window_s) > load.duration)
      refuse("'" + condition.text + "' asks for more seconds than the load has", "--slo",
             fmt::format("a --duration of {}s or more", condition.window_s));
  }
  return conditions;
}

std::optional<bench::Ramp> ramp_of(const BenchFlags& flags, const std::vector<bench::Condition>& conditions) {
  if (flags.ramp.empty()) return {};
  const bench::Ramp ramp = bench::parse_ramp(flags.ramp).value();
  if (conditions.empty())
    refuse("a ramp needs to know what a rate must hold", "--ramp", "--slo 'p99<50ms, errors<0.1%'");
  for (const bench::Condition& condition : conditions) {
    if (condition.metric == "rate")
      refuse("'" + condition.text + "' cannot be met: a ramp sets the rate itself", "--slo",
             "conditions of latency and errors");
  }
  if (!flags.shard.empty())
    refuse("shards do not know of each other's steps", "--ramp", "one process, or --rate");
  return ramp;
}

void check_manners(const BenchFlags& flags, const bench::LoadOptions& load, const core::Url& base) {
  const bool allowed = std::find(flags.allowed_hosts.begin(), flags.allowed_hosts.end(), base.host) !=
                       flags.allowed_hosts.end();
  if (load.rate > 0 || !flags.ramp.empty() || allowed || is_loopback(base.host)) return;
  refuse(base.host + " is not this machine, and a load without a rate takes all that a server has", "URL",
         "--rate N, or --yes-load " + base.host + " where its owner agrees");
}

bench::Shard shard_of(const BenchFlags& flags) {
  return flags.shard.empty() ? bench::Shard() : bench::parse_shard(flags.shard, std::getenv).value();
}

core::Time start_of(const BenchFlags& flags) {
  if (flags.start_at.empty()) return {};
  const conformance::TimeText time = conformance::read_time(std::string_view(flags.start_at));
  if (!time.instant || !time.zoned)
    refuse("'" + core::printable(flags.start_at) + "' is no instant", "--start-at",
           "ISO 8601 with its zone, such as 2026-01-31T12:00:00Z");
  return *time.instant;
}

}  // namespace assay::cli
