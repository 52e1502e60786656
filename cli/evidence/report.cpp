// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>
#include <filesystem>
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
#include "reports/html/matrix.hpp"
#include "reports/testbed.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t most_told_faults = 50;

int convert(Arguments arguments) {
  Command app("wes-assay report",
              {"wes-assay report EVIDENCE [options]",
               "Makes reports of a recorded run or load. Without --report, the report is printed.",
               {"wes-assay report evidence.ndjson",
                "wes-assay report evidence.ndjson --report html=wes.html --report junit=wes.xml",
                "wes-assay report load.ndjson --report html=load.html"},
               "Exit codes: 0 written, 2 wrong usage or a bad file. Read docs/reports.md.",
               {{"diff", "Compare two runs: regressions, fixes, new, gone."},
                {"merge", "Show several runs side by side."},
                {"lint", "Check GA4GH testbed reports of any suite."},
                {"verify", "Compute a certification bundle again."},
                {"submit", "Post the testbed report of a run to a testbed."},
                {"site", "Make a static page of verified bundles."}}});
  std::string path;
  std::vector<std::string> texts;
  OutputFlags output;
  section(app, "Input");
  app.add_option("EVIDENCE", path, "The evidence.ndjson of a run, whole or partial, or that of a load.")
      ->required();
  section(app, "Output");
  add_report_option(app, texts);
  add_output_options(app, output);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (is_bench_evidence(path)) return report_bench(path, texts);
  const std::vector<ReportFile> files = parse_reports(texts, {path});
  const reports::RunResult result = evidence_of("report", path);
  for (const ReportFile& file : files) write_report(file, result);
  announce(files, output);
  if (files.empty()) show_result(result, output, stdout);
  return exit_ok;
}

int diff(Arguments arguments) {
  Command app(
      "wes-assay report diff",
      {"wes-assay report diff BEFORE AFTER",
       "Compares two runs. The second is worse if it has a regression, or something broken that is new.",
       {"wes-assay report diff last-release.ndjson today.ndjson"},
       "Exit codes: 0 not worse, 1 worse, 2 wrong usage or a bad file.",
       {}});
  std::string before;
  std::string after;
  app.add_option("BEFORE", before, "The evidence.ndjson of the first run.")->required();
  app.add_option("AFTER", after, "The evidence.ndjson of the second run.")->required();
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
  Command app("wes-assay report merge",
              {"wes-assay report merge EVIDENCE EVIDENCE... [options]",
               "Shows several runs side by side: a row for each requirement, a column for each run. Without "
               "--report, Markdown is printed.",
               {"wes-assay report merge server-a.ndjson server-b.ndjson --report html=both.html"},
               "Exit codes: 0 written, 2 wrong usage or a bad file.",
               {}});
  std::vector<std::string> paths;
  std::vector<std::string> texts;
  app.add_option("EVIDENCE", paths, "The evidence.ndjson of two runs or more.")->required()->expected(2, 100);
  many(add(app, "--report", "FORMAT=PATH", texts, "Write html or markdown; - is stdout; repeatable."));
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
  Command app("wes-assay report lint",
              {"wes-assay report lint FILE...",
               "Checks GA4GH testbed reports 0.1.0 of any suite: structure, sums, statuses, times.",
               {"wes-assay report lint testbed.json"},
               "Exit codes: 0 valid, 1 not valid, 2 wrong usage or a bad file.",
               {}});
  std::vector<std::string> paths;
  app.add_option("FILE", paths, "A testbed report in JSON.")->required();
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
  Command app(
      "wes-assay report verify",
      {"wes-assay report verify BUNDLE [options]",
       "Computes a certification bundle again: digests, signature, verdicts, reports.",
       {"wes-assay report verify out/ --key signer.pem"},
       "Exit codes: 0 the bundle holds, whatever it says of the server; 1 it does not hold; 2 wrong usage "
       "or no such folder. Read docs/certification.md.",
       {}});
  std::string folder;
  std::string key;
  app.add_option("BUNDLE", folder, "The folder that check --profile certify --bundle wrote.")->required();
  add(app, "--key", "FILE", key,
      "Require this public key (PEM) as the signer. Default: the key in the bundle.");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (!std::filesystem::is_directory(folder))
    throw core::BadInput({"there is no such folder", core::printable(folder), "the folder of --bundle"});
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
