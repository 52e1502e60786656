// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// OpenMetrics 1.0: how many requirements have each verdict, and the verdict of each, for a monitor that
// watches a server.
namespace assay::reports {
namespace {

std::string label(std::string_view text) {
  std::string safe;
  for (const char c : plain(text)) {
    if (c == '\\' || c == '"') safe += '\\';
    safe += c;
  }
  return safe;
}

void gauge(std::string& text, std::string_view name, std::string_view says, std::int64_t value) {
  text += fmt::format("# TYPE {0} gauge\n# HELP {0} {1}\n{0} {2}\n", name, says, value);
}

constexpr Verdict metric_verdicts[] = {
    Verdict::pass,  Verdict::info, Verdict::expected, Verdict::warn,           Verdict::inconclusive,
    Verdict::flaky, Verdict::fail, Verdict::error,    Verdict::not_applicable, Verdict::skipped};

}  // namespace

std::string write_openmetrics(const RunResult& result) {
  const Summary summary = summarise(result);
  const RunHeader& h = result.header;
  std::string text = fmt::format(
      "# TYPE wes_assay_check info\n# HELP wes_assay_check The run that these figures are of.\n"
      "wes_assay_check_info{{target=\"{}\",version=\"{}\",requirements=\"{}\",profile=\"{}\",policy=\"{}\"}} "
      "1\n",
      label(h.target), label(h.suite_version), label(h.requirement_set), label(h.profile), label(h.policy));
  text +=
      "# TYPE wes_assay_requirements gauge\n# HELP wes_assay_requirements Requirements with this verdict.\n";
  for (const Verdict verdict : metric_verdicts)
    text += fmt::format("wes_assay_requirements{{verdict=\"{}\"}} {}\n", name(verdict),
                        of(summary.counts, verdict));
  text +=
      "# TYPE wes_assay_requirement stateset\n# HELP wes_assay_requirement The verdict of a requirement.\n";
  for (const Row& row : summary.rows) {
    if (!row.verdict) continue;
    text += fmt::format("wes_assay_requirement{{id=\"{}\",area=\"{}\",wes_assay_requirement=\"{}\"}} 1\n",
                        label(row.requirement.id), label(row.requirement.area), name(*row.verdict));
  }
  gauge(text, "wes_assay_exit_code", "Exit code of the check.", exit_code(result));
  gauge(text, "wes_assay_complete", "Whether the run came to its end.", result.footer.complete ? 1 : 0);
  gauge(text, "wes_assay_requests", "Requests sent.", static_cast<std::int64_t>(result.footer.requests));
  gauge(text, "wes_assay_runs_created", "Runs submitted.",
        static_cast<std::int64_t>(result.footer.runs_created));
  gauge(text, "wes_assay_policy_breaks", "What breaks the policy of the user (--fail-on, a baseline).",
        static_cast<std::int64_t>(policy_breaks(result).size()));
  text += "# TYPE wes_assay_cause info\n# HELP wes_assay_cause What kept requirements from being decided.\n";
  for (const RootCause& cause : root_causes(result))
    text += fmt::format("wes_assay_cause_info{{text=\"{}\"}} 1\n", label(told(cause)));
  text += "# TYPE wes_assay_note info\n# HELP wes_assay_note About the run itself.\n";
  for (const std::string& warning : result.footer.warnings)
    text += fmt::format("wes_assay_note_info{{text=\"{}\"}} 1\n", label(warning));
  return text + "# EOF\n";
}

}  // namespace assay::reports
