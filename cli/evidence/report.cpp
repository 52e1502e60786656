// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <unistd.h>

#include <cstdlib>
#include <set>

#include "certify/bundle.hpp"
#include "cli/evidence/site.hpp"
#include "cli/evidence/submit.hpp"
#include "cli/shared/bench_result.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "reports/difference.hpp"
#include "reports/matrix.hpp"
#include "reports/testbed.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t most_told_faults = 50;

int convert(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay report evidence.ndjson --report html=wes.html --report junit=wes.xml\n\n"
      "Without --report the console report goes to stdout. The exit code is 0 when every report was "
      "written.\n"
      "Also: report convert (the same), report diff A B, report merge A B..., report lint FILE...,\n"
      "report verify BUNDLE, report submit EVIDENCE URL,\n"
      "report site BUNDLE...\n",
      "wes-assay report");
  std::string path;
  std::vector<std::string> texts;
  bool verbose = false;
  app.add_option("EVIDENCE", path,
                 "evidence.ndjson of a run, partial or not; or of a load, in the formats of bench")
      ->required();
  add_report_option(app, texts);
  app.add_flag("--verbose", verbose, "Show what held, too");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (is_bench_evidence(path)) return report_bench(path, texts);
  const std::vector<ReportFile> files = parse_reports(texts, {path});
  const reports::RunResult result = evidence_of("report", path);
  for (const ReportFile& file : files) write_report(file, result);
  if (files.empty()) {
    const bool colour = isatty(STDOUT_FILENO) && !std::getenv("NO_COLOR");
    to_stdout("{}", reports::console_report(result, {colour, verbose}));
  }
  return exit_ok;
}

int diff(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay report diff last-release.ndjson today.ndjson\n\n"
      "Exit code 1 when the second run is worse: a regression, or something broken that is new.\n",
      "wes-assay report diff");
  std::string before;
  std::string after;
  app.add_option("BEFORE", before, "evidence.ndjson of the first run")->required();
  app.add_option("AFTER", after, "evidence.ndjson of the second run")->required();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const reports::RunResult a = evidence_of("report", before);
  const reports::RunResult b = evidence_of("report", after);
  const reports::Difference all = reports::difference(a, b);
  to_stdout("{}", reports::write_difference(all, before + ": " + reports::verdict_sentence(a),
                                            after + ": " + reports::verdict_sentence(b)));
  return all.is_worse() ? exit_broken : exit_ok;
}

// Columns are named by target; by version and date, too, where that is not enough; by path in the end.
void label(std::vector<reports::NamedRun>& runs, const std::vector<std::string>& paths) {
  for (const int detail : {0, 1, 2}) {
    std::set<std::string> labels;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      const reports::RunHeader& h = runs[i].result.header;
      runs[i].label = detail == 2   ? paths[i]
                      : detail == 1 ? h.target + " " + h.wes_version + " " + core::to_iso8601(h.started)
                                    : h.target;
      labels.insert(runs[i].label);
    }
    if (labels.size() == runs.size()) return;
  }
}

int merge(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay report merge server-a.ndjson server-b.ndjson --report html=both.html\n\n"
      "A row for each requirement, a column for each run. Without --report Markdown goes to stdout.\n",
      "wes-assay report merge");
  std::vector<std::string> paths;
  std::vector<std::string> texts;
  app.add_option("EVIDENCE", paths, "evidence.ndjson of two runs or more")->required()->expected(2, 100);
  app.add_option("--report", texts, "FORMAT=PATH, repeatable; html or markdown")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (texts.empty()) texts.push_back("markdown=-");
  const std::vector<ReportFile> files = parse_reports(texts, paths);
  for (const ReportFile& file : files) {
    if (file.writer->name != "html" && file.writer->name != "markdown")
      throw core::BadInput(
          {fmt::format("a matrix has no format '{}'", file.writer->name), "--report", "html or markdown"});
  }
  std::vector<reports::NamedRun> runs;
  for (const std::string& path : paths) runs.push_back({path, evidence_of("report", path)});
  label(runs, paths);
  for (const ReportFile& file : files) {
    put_text(file.path, file.writer->name == "html" ? reports::write_matrix_html(runs)
                                                    : reports::write_matrix_markdown(runs));
  }
  return exit_ok;
}

int lint(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay report lint testbed.json\n\n"
      "Judges GA4GH testbed reports 0.1.0 of any suite: structure, sums, statuses, times. Exit code 1 when "
      "one is not\n"
      "valid.\n",
      "wes-assay report lint");
  std::vector<std::string> paths;
  app.add_option("FILE", paths, "Testbed report, JSON")->required();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  bool valid = true;
  for (const std::string& path : paths) {
    const std::vector<std::string> faults = reports::lint_testbed(core::read_file(path).value());
    for (std::size_t i = 0; i < faults.size() && i < most_told_faults; ++i)
      to_stdout("{}: {}\n", core::printable(path), core::printable(faults[i]));
    const std::string verdict = faults.empty() ? "valid"
                                               : fmt::format("not valid, {} {}", faults.size(),
                                                             faults.size() == 1 ? "fault" : "faults");
    to_stdout("{}: {}\n", core::printable(path), verdict);
    valid = valid && faults.empty();
  }
  return valid ? exit_ok : exit_broken;
}

int verify(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay report verify out/ --key signer.pem\n\n"
      "Computes all of a certification bundle again: digests, signature, verdicts, reports. Exit code 1 "
      "when\n"
      "something of it does not hold; whether the server did is in the sentence.\n",
      "wes-assay report verify");
  std::string folder;
  std::string key;
  app.add_option("BUNDLE", folder, "Folder of wes-assay check --profile certify --bundle")->required();
  app.add_option("--key", key,
                 "Public key that must have signed it, a PEM file; without it, the bundle's own");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const auto sentence = verify_bundle(folder, key);
  if (!sentence) {
    to_stdout("{}: refused: {}\n", core::printable(folder), sentence.error().text());
    return exit_broken;
  }
  to_stdout("{}: {}\n", core::printable(folder), *sentence);
  return exit_ok;
}

}  // namespace

int run_report(Arguments arguments) {
  const std::string word = arguments.empty() ? "" : arguments.front();
  struct Row {
    std::string_view name;
    int (*run)(Arguments arguments);
  };
  constexpr Row table[] = {{"convert", convert}, {"diff", diff},     {"merge", merge},
                           {"lint", lint},       {"verify", verify}, {"submit", submit_report},
                           {"site", make_site}};
  for (const Row& row : table) {
    if (row.name != word) continue;
    arguments.erase(arguments.begin());
    return row.run(std::move(arguments));
  }
  return convert(std::move(arguments));
}

}  // namespace assay::cli
