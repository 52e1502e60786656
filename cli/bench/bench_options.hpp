// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>
#include <vector>

#include "bench/options.hpp"
#include "bench/ramp.hpp"
#include "bench/shard.hpp"
#include "core/clock.hpp"
#include "core/url.hpp"

namespace assay::cli {

// The options of `wes-assay bench URL`, as texts.
struct BenchFlags {
  std::string url, target, auth, ca_file, slo, poll, ramp, strategy = "status", warmup, against,
                                                           wes_version = "1.1.0";
  std::string dialect, shard, start_at, raw, cpu_profile, heap_profile;
  std::string duration = "10s", timeout = "10s";
  std::vector<std::string> runs, reports, allowed_hosts;
  std::size_t create = 0, most_runs = 10'000;
  int rounds = 5;
  bool no_judge = false, no_keep_alive = false, quiet = false;
};

void add_bench_options(CLI::App& app, BenchFlags& flags, bench::LoadOptions& load);

// After the parse: durations, and the shard's part of the rate. core::BadInput where a text is wrong.
void read_bench_options(const BenchFlags& flags, const bench::Shard& shard, bench::LoadOptions& load);

// Of --slo. core::BadInput where a text is wrong, or a window is longer than the load.
std::vector<bench::Condition> conditions_of(const BenchFlags& flags, const bench::LoadOptions& load);

// The search of --ramp, or nothing. core::BadInput where it has no condition to meet, or one that no search
// can.
std::optional<bench::Ramp> ramp_of(const BenchFlags& flags, const std::vector<bench::Condition>& conditions);

// core::BadInput: a load without a rate on a host that is not this machine and was not allowed by name.
void check_manners(const BenchFlags& flags, const bench::LoadOptions& load, const core::Url& base);

bench::Shard shard_of(const BenchFlags& flags);
// The instant of --start-at; that of the epoch without it.
core::Time start_of(const BenchFlags& flags);

}  // namespace assay::cli
