// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <chrono>

#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/values.hpp"
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
  Command app(
      "wes-assay selftest",
      {"wes-assay selftest [options]",
       "Runs the suite against the correct mock, which must pass, and against each defect of the mock, "
       "which must be found. Runs in this process, on a virtual clock.",
       {"wes-assay selftest", "wes-assay selftest --only 'pagination.*'",
        "wes-assay selftest --dialect healthomics --threads 4"},
       "Exit codes: 0 every defect is found, 2 wrong usage, 4 a check or a defect has a gap.",
       {}});
  std::string only = "*";
  int threads = 2;
  section(app, "Selection");
  add(app, "--only", "ID", only, "Run only these defects; * and ? match.")->capture_default_str();
  std::string dialect;
  add(app, "--dialect", "NAME", dialect,
      "Test the checks of a dialect: " + dialect_choices() + ". Default: wes.");
  section(app, "Limits");
  add(app, "--threads", "N", threads, "Make N runs at the same time.")
      ->capture_default_str()
      ->check(whole(1, 64));
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
