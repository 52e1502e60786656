// SPDX-License-Identifier: Apache-2.0
#include "conformance/replay/judge.hpp"

#include <fmt/format.h>

#include "cli/shared/check_options.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "core/text.hpp"
#include "core/version.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t most_told = 50;

void tell(const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < lines.size() && i < most_told; ++i) say("  {}\n", lines[i]);
  if (lines.size() > most_told) say("  and {} more\n", lines.size() - most_told);
}

// What a reader must know before he looks at the verdicts.
void tell(const reports::RunHeader& recorded, const conformance::Judged& judged) {
  if (!judged.same_suite) {
    say("The evidence was recorded by wes-assay {} with the requirements {:.12}; this is {} with {:.12}. "
        "Requirements that differ: {}\n",
        core::printable(recorded.suite_version), core::printable(recorded.requirement_digest),
        core::suite_version(), judged.result.header.requirement_digest, judged.suite_changes.size());
    tell(judged.suite_changes);
  }
  if (judged.changes.empty()) {
    say("All {} verdicts are those of the evidence.\n", judged.result.judgements.size());
  } else {
    say("Verdicts that are not those of the evidence: {} of {}\n", judged.changes.size(),
        judged.result.judgements.size());
    tell(judged.changes);
  }
  if (judged.lacking > 0) say("Verdicts that the evidence has no response for: {}\n", judged.lacking);
  if (judged.not_asked_for > 0) say("Recorded exchanges that no check asked for: {}\n", judged.not_asked_for);
  say("\n");
}

}  // namespace

int run_judge(Arguments arguments) {
  Command app(
      "wes-assay judge",
      {"wes-assay judge EVIDENCE [options]",
       "Computes the verdicts of a recorded run again, from its exchanges and at its times. Sends nothing.",
       {"wes-assay judge evidence.ndjson", "wes-assay judge evidence.ndjson --report html=again.html",
        "wes-assay judge evidence.ndjson --quiet"},
       "Exit codes: those of `wes-assay check`. Read docs/judge.md.",
       {}});
  std::string path;
  std::string openapi;
  std::string dialect;
  std::vector<std::string> texts;
  OutputFlags output;
  section(app, "Input");
  app.add_option("EVIDENCE", path, "The evidence.ndjson of a run, whole or partial.")->required();
  add(app, "--openapi", "FILE", openapi, "Use the OpenAPI document that the run used.");
  add(app, "--dialect", "FOLDER", dialect, "Use this dialect, if the run used one that is not shipped.");
  section(app, "Output");
  add_report_option(app, texts);
  add_output_options(app, output);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const std::vector<ReportFile> files = parse_reports(texts, {path, openapi});
  const auto document = openapi.empty() ? nullptr : load_openapi(openapi);
  const auto spoken = dialect.empty() ? nullptr : dialect_named(dialect, "--dialect");
  const reports::RunResult evidence = evidence_of("judge", path);
  const auto judged = conformance::judge(evidence, document, spoken);
  if (!judged) {
    core::Error error = judged.error();
    if (error.where.empty()) error.where = path + ":1";
    throw core::BadInput(error);
  }
  for (const ReportFile& file : files) write_report(file, judged->result);
  announce(files, output);
  tell(evidence.header, *judged);
  show_result(judged->result, output, is_taken(files) ? stderr : stdout);
  return reports::exit_code(judged->result);
}

}  // namespace assay::cli
