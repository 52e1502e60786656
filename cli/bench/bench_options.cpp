// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/bench_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "cli/shared/bench_result.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/parse.hpp"
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
      "Poll each run until it ends, waiting between two polls: fixed:8s, jitter:6s..10s, backoff:1s..60s "
      "(doubling; *1.5: by that), or as a known client";
  for (const bench::KnownClient& client : bench::known_clients())
    text += fmt::format("{} {} ({})", text.ends_with("client") ? ":" : ",", client.name, client.policy);
  return text;
}

}  // namespace

void add_bench_options(CLI::App& app, BenchFlags& flags, bench::LoadOptions& load) {
  const auto many = [](CLI::Option* option) {
    option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  app.add_option("URL", flags.url, "Base URL: what stands before /service-info")->required();
  many(app.add_option("--run", flags.runs,
                      "Poll this run; repeatable. Without it: the runs that GET /runs lists"));
  app.add_option("--most-runs", flags.most_runs, "Of the list")->capture_default_str();
  app.add_option("--create", flags.create, "Make so many slow runs, poll them, cancel them afterwards");
  app.add_option("--target", flags.target, "YAML file about the server: workloads, form fields, headers");
  app.add_option("--auth", flags.auth,
                 "bearer=, basic= or header:NAME= with env:VAR, file:PATH or cmd:COMMAND");
  app.add_option("--ca-file", flags.ca_file, "PEM file of the certificate authority of an https target");
  app.add_option("--dialect", flags.dialect, "What the server speaks: " + dialect_choices() + "; else wes");
  app.add_option("--wes-version", flags.wes_version, "Whose states are legal")->capture_default_str();
  app.add_option("--rate", load.rate,
                 "Open model: requests per second, sent on schedule. Without it: as fast as answers come")
      ->check(CLI::PositiveNumber);
  app.add_option("--poll", flags.poll, poll_help())->excludes("--rate");
  app.add_option("--strategy", flags.strategy,
                 "With --poll: status, a call for each run; list, walking GET /runs; both at once, compared")
      ->capture_default_str()
      ->check(CLI::IsMember(
          std::vector<std::string>(std::begin(bench::strategies), std::end(bench::strategies))));
  app.add_option(
         "--ramp", flags.ramp,
         "FROM..TO: find the highest rate between them, in requests per second, that meets --slo; each "
         "step is a load of --warmup and --duration")
      ->excludes("--rate")
      ->excludes("--poll");
  CLI::Option* against = app.add_option(
      "--against", flags.against,
      "Another base URL: load both by turns, print the ratios and their intervals. Exit code 0, or 3 "
      "where one is invalid");
  app.add_option("--rounds", flags.rounds, "Of --against: so many loads of each")
      ->capture_default_str()
      ->check(CLI::Range(1, 1000))
      ->needs(against);
  for (const char* one : {"--run", "--ramp", "--poll"}) against->excludes(one);
  app.add_option("--connections", load.connections)->capture_default_str()->check(CLI::Range(1, 100'000));
  app.add_option("--threads", load.threads)->capture_default_str()->check(CLI::Range(1, 256));
  app.add_option("--pipeline", load.pipeline, "Requests in flight on a connection")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  app.add_option("--duration", flags.duration, "Of the measured time")->capture_default_str();
  app.add_option("--warmup", flags.warmup, "Before it; not counted: 1s, or none with --poll");
  app.add_option("--timeout", flags.timeout, "Of one answer")->capture_default_str();
  app.add_flag("--no-keep-alive", flags.no_keep_alive, "A new connection for each request");
  app.add_flag("--no-judge", flags.no_judge, "Look at the status only, to see what judging costs");
  app.add_flag("--spin", load.spin, "Open model: busy-wait for send times");
  app.add_option("--shard", flags.shard,
                 "I/N: this process is one of N, with its part of the runs and of the rate; auto: as Slurm "
                 "or Kubernetes says");
  app.add_option("--start-at", flags.start_at,
                 "Wait until then (ISO 8601), so that all shards start together");
  app.add_option("--slo", flags.slo,
                 "'p99<50ms, errors<0.1% over 10s, rate>1000/s': exit 1 where one is broken, in the load or, "
                 "with over, in any "
                 "so many seconds of it");
  many(app.add_option("--report", flags.reports, report_help()));
  app.add_option(
         "--raw", flags.raw,
         "Write the times of each request of the measured time to this file: intended, sent and ended in ns, "
         "and what became of it")
      ->excludes("--ramp");
  app.add_option("--cpu-profile", flags.cpu_profile, "Write where this program spends CPU time, for pprof");
  app.add_option("--heap-profile", flags.heap_profile,
                 "Write what it has on the heap at the end, for pprof; FILE.0001.heap and so on beside it "
                 "where that grows");
  for (const char* one : {"--shard", "--start-at", "--slo", "--report", "--raw"}) against->excludes(one);
  many(app.add_option("--yes-load", flags.allowed_hosts,
                      "A host that is not loopback and may be loaded without --rate"));
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
