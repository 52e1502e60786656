// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>

#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "selftest/kill_matrix.hpp"

namespace assay::cli {
namespace {

void print(const KillMatrix& matrix) {
  for (const CleanRun& clean : matrix.clean) {
    to_stdout("clean {:<28} {}\n", clean.name, clean.trouble.empty() ? "silent" : "NOT SILENT");
    for (const std::string& line : clean.trouble) to_stdout("    {}\n", line);
  }
  to_stdout("\n{:<52} {}\n", "defect", "trips");
  for (const DefectRun& run : matrix.defects) {
    to_stdout("{:<52} {}\n", run.defect->id, fmt::join(run.tripped, " "));
    for (const std::string& line : run.trouble) to_stdout("    {}\n", line);
  }
  to_stdout("\n{:<52} {}\n", "check", "killed by");
  for (const auto& [check, killers] : matrix.killers) {
    if (killers.empty() && !matrix.all_defects) continue;
    const std::string by =
        killers.empty() ? "NOTHING" : fmt::format("{} defect(s), {} first", killers.size(), killers.front());
    to_stdout("{:<52} {}\n", check, by);
  }
}

}  // namespace

int run_selftest(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay selftest\n\nRuns the suite against the clean mock and against each of its defects, "
      "in this process, on a virtual clock.\n",
      "wes-assay selftest");
  std::string only = "*";
  int threads = 2;
  app.add_option("--only", only, "Defects by id; * and ? match")->capture_default_str();
  std::string dialect;
  app.add_option("--dialect", dialect, "Which dialect's matrix: " + dialect_choices() + "; else wes");
  app.add_option("--threads", threads, "Runs at the same time")
      ->capture_default_str()
      ->check(CLI::Range(1, 64));
  if (const auto done = parse(app, std::move(arguments))) return *done;

  const auto started = std::chrono::steady_clock::now();
  Spoken spoken = dialect.empty() ? nullptr : dialect_named(dialect, "--dialect");
  if (spoken && spoken->name == "wes") spoken = nullptr;
  const KillMatrix matrix = make_kill_matrix(only, threads, spoken);
  print(matrix);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  const int trouble = matrix.trouble();
  to_stdout("\nselftest: {}: {} clean runs, {} defects, {} checks in {:.1f} s\n",
            trouble == 0 ? matrix.all_defects ? "every defect was caught and every check killed"
                                              : "every chosen defect was caught"
                         : fmt::format("{} gap(s)", trouble),
            matrix.clean.size(), matrix.defects.size(), matrix.killers.size(), took.count());
  return trouble == 0 ? exit_ok : exit_own_fault;
}

}  // namespace assay::cli
