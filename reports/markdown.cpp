// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "reports/details.hpp"
#include "reports/escape.hpp"
#include "reports/root_causes.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

namespace assay::reports {
namespace {

// GitHub takes a step summary of at most 1 MiB, and drops a larger one whole.
constexpr std::size_t most_github_bytes = 900u << 10;
constexpr std::size_t most_github_findings = 30;

std::string code(std::string_view text) { return "<code>" + markdown(text) + "</code>"; }

// A fence that is longer than what it holds.
std::string block(const std::string& text) {
  std::string fence = "```";
  while (text.find(fence) != std::string::npos) fence += '`';
  return fence + "sh\n" + text + "\n" + fence + "\n";
}

std::string area_table(const Summary& summary) {
  std::vector<Verdict> columns;
  for (int word = static_cast<int>(Verdict::error); word >= 0; --word) {
    if (of(summary.counts, static_cast<Verdict>(word)) > 0) columns.push_back(static_cast<Verdict>(word));
  }
  std::string text = "| area |";
  std::string rule = "|---|";
  for (const Verdict column : columns) {
    text += " " + std::string(short_name(column)) + " |";
    rule += "---:|";
  }
  text +=
      (summary.unjudged > 0 ? " not judged |\n" : "\n") + rule + (summary.unjudged > 0 ? "---:|\n" : "\n");
  const auto row = [&](const std::string& label, const Counts& counts, int unjudged) {
    text += "| " + label + " |";
    for (const Verdict column : columns) text += " " + std::to_string(of(counts, column)) + " |";
    text += summary.unjudged > 0 ? " " + std::to_string(unjudged) + " |\n" : "\n";
  };
  for (const AreaCounts& area : summary.areas) row(markdown(area.area), area.counts, area.unjudged);
  row("**all**", summary.counts, summary.unjudged);
  return text;
}

std::string finding(const RunResult& result, const Row& row) {
  const Requirement& r = row.requirement;
  std::string text =
      "\n#### " + std::string(name(*row.verdict)) + " " + markdown(r.id) + ": " + markdown(r.says) + "\n\n";
  if (!r.cite.empty()) text += "Clause: " + code(citations(r)) + " (" + markdown(r.level) + ")\n\n";
  for (const Cause& cause : row.causes) {
    if (cause.verdict < Verdict::warn) continue;
    const Finding& f = cause.finding;
    text += "- " + markdown(f.message) + "\n";
    if (!f.expected.empty()) text += "  - expected: " + markdown(f.expected) + "\n";
    if (!f.actual.empty()) text += "  - found: " + markdown(f.actual) + "\n";
    for (std::size_t i = 0; i < f.pointers.size() && i < 5; ++i)
      text += "  - at: " + code(f.pointers[i]) + "\n";
    for (const core::ExchangePtr& e : to_repeat(result, f))
      text += "  - exchange " + std::to_string(e->id) + ": " + code(one_line(*e)) + "\n";
    std::string curl;
    for (const core::ExchangePtr& e : to_repeat(result, f))
      curl += (curl.empty() ? "" : "\n") + curl_line(result.header, *e);
    if (!curl.empty()) text += "\n" + block(curl) + "\n";
  }
  return text;
}

std::string head(const RunResult& result, const Summary& summary) {
  const RunHeader& h = result.header;
  std::string text = "## wes-assay: " + std::string(run_word(result).word) + "\n\n" +
                     markdown(verdict_sentence(result)) + "\n\n";
  text += "Target " + code(h.target) + ", " + markdown(h.dialect + " " + h.wes_version) + " (" +
          markdown(h.version_reason) + "), profile " + markdown(h.profile) + ", policy " +
          markdown(h.policy) + ", seed " + std::to_string(h.seed) + ", " + core::to_iso8601(h.started) +
          ", wes-assay " + markdown(h.suite_version) + ", set " + markdown(h.requirement_set) + "\n\n";
  const std::vector<RootCause> causes = root_causes(result);
  for (const RootCause& cause : causes) text += "> **Cause**: " + markdown(told(cause)) + "\n>\n";
  for (const std::string& warning : result.footer.warnings) text += "> Note: " + markdown(warning) + "\n>\n";
  const std::vector<std::string> breaks = policy_breaks(result);
  for (const std::string& broken : breaks) text += "> **Policy**: " + markdown(broken) + "\n>\n";
  if (!causes.empty() || !result.footer.warnings.empty() || !breaks.empty()) text += "\n";
  return text + area_table(summary);
}

std::vector<const Row*> told_rows(const Summary& summary) {
  std::vector<const Row*> rows;
  const auto add = [&rows](const std::vector<const Row*>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  for (const Verdict verdict : {Verdict::error, Verdict::fail, Verdict::flaky}) add(summary.with(verdict));
  add(summary.warned());
  return rows;
}

std::string expected(const Summary& summary) {
  std::string text;
  for (const Row* row : summary.with(Verdict::expected)) {
    for (const Judgement* judgement : row->judgements) {
      if (!judgement->known) continue;
      text += "- " + markdown(row->requirement.id) + " (" + std::string(name(judgement->known->was)) +
              "): " + markdown(message_of(*judgement)) +
              (judgement->known->why.empty() ? "" : "; " + markdown(judgement->known->why)) + "\n";
    }
  }
  return text.empty() ? "" : "\n### Expected: known to the baseline\n\n" + text;
}

std::string undecided(const Summary& summary) {
  std::string text;
  for (const Row* row : summary.with(Verdict::inconclusive)) {
    text += "- " + markdown(row->requirement.id) + ": " +
            markdown(row->reasons.empty() ? "" : row->reasons.front()) + "\n";
  }
  return text.empty() ? "" : "\n### Undecided\n\n" + text;
}

std::string report(const RunResult& result, std::size_t most_findings, std::size_t most_bytes) {
  const Summary summary = summarise(result);
  std::string text = head(result, summary);
  const std::vector<const Row*> rows = told_rows(summary);
  if (!rows.empty()) text += "\n### Findings\n";
  std::size_t told = 0;
  for (const Row* row : rows) {
    if (told == most_findings) break;
    const std::string one = finding(result, *row);
    if (text.size() + one.size() > most_bytes) break;
    text += one;
    ++told;
  }
  if (told < rows.size())
    text += "\n" + std::to_string(rows.size() - told) + " more findings are in the other reports.\n";
  const std::string open = expected(summary) + undecided(summary);
  return text.size() + open.size() > most_bytes ? text : text + open;
}

}  // namespace

std::string write_markdown(const RunResult& result) {
  return report(result, std::string::npos, std::string::npos);
}

std::string write_github(const RunResult& result) {
  return report(result, most_github_findings, most_github_bytes);
}

}  // namespace assay::reports
