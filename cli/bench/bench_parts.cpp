// SPDX-License-Identifier: Apache-2.0
#include "cli/bench/bench_parts.hpp"

#include <fmt/format.h>

#include "bench/difference.hpp"
#include "bench/merge.hpp"
#include "cli/shared/bench_result.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"

namespace assay::cli {

int run_bench_merge(Arguments arguments) {
  Command app("wes-assay bench merge",
              {"wes-assay bench merge RESULT... [options]",
               "Adds the parts of one load exactly: counts and histograms, not averages.",
               {"wes-assay bench merge shard-*.json --slo 'p99<50ms' --report json=all.json"},
               "Exit codes: those of a load. Read docs/bench.md.",
               {}});
  std::vector<std::string> paths, reports;
  std::string slo;
  bool quiet = false;
  app.add_option("RESULT", paths, "The files that --report json=FILE or evidence=FILE wrote.")->required();
  add(app, "--slo", "CONDITIONS", slo, "Judge the whole load by these conditions.");
  many(add(app, "--report", "FORMAT=PATH", reports, report_help()));
  app.add_flag("-q,--quiet", quiet, "Print the verdict only.");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  check_bench_reports(reports, paths);
  const auto conditions = conditions_of(slo);
  std::vector<bench::NamedResult> parts;
  for (const std::string& path : paths) parts.push_back({path, bench::read_json(path).value()});
  return finish_bench(bench::merge_parts(parts).value(), conditions, reports, quiet);
}

int run_bench_diff(Arguments arguments) {
  Command app(
      "wes-assay bench diff",
      {"wes-assay bench diff BEFORE AFTER",
       "Compares two loads: rate, p50, p99 and CPU of the injector per request, as ratios.",
       {"wes-assay bench diff before.json after.json"},
       "Exit codes: 0 compared; 2 wrong usage or a bad file; 3 not comparable, or not in all figures. Read "
       "docs/bench.md.",
       {}});
  std::string before, after;
  app.add_option("BEFORE", before, "The result of the first load, as --report json=FILE wrote it.")
      ->required();
  app.add_option("AFTER", after, "The result of the second load.")->required();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const bench::Result a = bench::read_json(before).value();
  const bench::Result b = bench::read_json(after).value();
  const bench::Difference difference = bench::write_difference(before, a, after, b);
  to_stdout("{}", difference.text);
  return difference.complete ? exit_ok : exit_incomplete;
}

}  // namespace assay::cli
