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
  CLI::App app(
      "Example: wes-assay bench merge shard-*.json --slo 'p99<50ms' --report json=all.json\n\n"
      "Adds the parts of one load, exactly: counts and histograms, not averages. Exit code as of a load.\n",
      "wes-assay bench merge");
  std::vector<std::string> paths, reports;
  std::string slo;
  app.add_option("RESULT", paths, "What --report json=FILE wrote, two or more")->required();
  app.add_option("--slo", slo, "Judged of the whole");
  app.add_option("--report", reports, report_help())
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  check_bench_reports(reports, paths);
  const auto conditions = conditions_of(slo);
  std::vector<bench::NamedResult> parts;
  for (const std::string& path : paths) parts.push_back({path, bench::read_json(path).value()});
  return finish_bench(bench::merge_parts(parts).value(), conditions, reports);
}

int run_bench_diff(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay bench diff before.json after.json\n\n"
      "Rate, p50, p99 and CPU of the injector for each request, as ratios. It judges nothing: exit code 0.\n",
      "wes-assay bench diff");
  std::string before, after;
  app.add_option("BEFORE", before, "What --report json=FILE wrote")->required();
  app.add_option("AFTER", after, "The same, of the other load")->required();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const bench::Result a = bench::read_json(before).value();
  const bench::Result b = bench::read_json(after).value();
  to_stdout("{}", bench::write_difference(before, a, after, b));
  return exit_ok;
}

}  // namespace assay::cli
