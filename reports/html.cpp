// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"
#include "reports/html_data.hpp"
#include "reports/html_page.hpp"
#include "reports/writer.hpp"

namespace assay::reports {
namespace {

// Weightiest first: the order of the bar and of the columns.
constexpr Verdict all_verdicts[] = {
    Verdict::fail,         Verdict::error, Verdict::flaky, Verdict::warn,           Verdict::expected,
    Verdict::inconclusive, Verdict::pass,  Verdict::info,  Verdict::not_applicable, Verdict::skipped};

// `unjudged` is a column where the run left requirements unjudged.
data cells_of(const std::vector<Verdict>& columns, const Counts& counts, std::optional<int> unjudged) {
  data cells{data::type::list};
  const auto add = [&cells](int n, const std::string& tone) {
    data d;
    d.set("cell", n == 0 ? "<span class=\"none\">0</span>"
                         : "<span class=\"tone-" + tone + "\"><span class=\"word\">" + std::to_string(n) +
                               "</span></span>");
    cells.push_back(d);
  };
  for (const Verdict column : columns) add(of(counts, column), tone_of(column));
  if (unjudged) add(*unjudged, tone_of(std::nullopt));
  return cells;
}

int total_of(const Counts& counts, int unjudged) {
  int total = unjudged;
  for (const auto& [verdict, n] : counts) total += n;
  return total;
}

void add_counts(data& page, const Summary& summary) {
  data counts{data::type::list};
  data heads{data::type::list};
  std::vector<Verdict> columns;
  std::string text;
  const auto add = [&](data d, int n, std::string_view label) {
    d.set("n", std::to_string(n));
    counts.push_back(d);
    text += (text.empty() ? "" : ", ") + std::to_string(n) + " " + std::string(label);
  };
  for (const Verdict verdict : all_verdicts) {
    const int n = of(summary.counts, verdict);
    if (n == 0) continue;
    columns.push_back(verdict);
    heads.push_back(labelled(verdict));
    add(labelled(verdict), n, short_name(verdict));
  }
  const bool some_unjudged = summary.unjudged > 0;
  if (some_unjudged) {
    heads.push_back(labelled(std::nullopt));
    add(labelled(std::nullopt), summary.unjudged, "not judged");
  }
  const auto cells = [&](const Counts& of_area, int unjudged) {
    return cells_of(columns, of_area, some_unjudged ? std::optional(unjudged) : std::nullopt);
  };
  page.set("counts", counts);
  page.set("counts_text", text);
  page.set("columns", heads);
  data areas{data::type::list};
  for (const AreaCounts& area : summary.areas) {
    data d;
    d.set("area", area.area);
    d.set("cells", cells(area.counts, area.unjudged));
    d.set("total", std::to_string(total_of(area.counts, area.unjudged)));
    areas.push_back(d);
  }
  page.set("areas", areas);
  page.set("totals", cells(summary.counts, summary.unjudged));
  page.set("total", std::to_string(total_of(summary.counts, summary.unjudged)));
}

std::string headline(const RunResult& result, const Summary& summary) {
  const auto are = [](int n) {
    return std::to_string(n) + (n == 1 ? " requirement is" : " requirements are");
  };
  const std::string few = too_little_headline(result);
  if (!few.empty() && exit_code(result) != 4) return few;
  switch (exit_code(result)) {
    case 0:
      return "No requirement is broken";
    case 1:
      return are(of(summary.counts, Verdict::fail)) + " broken";
    case 4:
      return "An error of the suite itself, not of the server";
    case 5:
      return breaks_policy_only(result) ? "Nothing is broken but the policy of this run"
                                        : are(of(summary.counts, Verdict::flaky)) + " kept only sometimes";
    default:
      break;
  }
  if (result.footer.complete) return "Too little could be decided";
  return result.footer.why_incomplete.empty() ? "The run did not end" : result.footer.why_incomplete;
}

// What else decides which requests are sent, as flags.
std::string given_by(const RunHeader& header) {
  std::string flags;
  for (const auto& [key, value] : header.config) {
    if (key == "target" || key == "only") flags += " --" + key + " " + core::shell_quote(value);
  }
  return flags;
}

void add_run(data& page, const RunResult& result) {
  const RunHeader& h = result.header;
  const RunFooter& f = result.footer;
  page.set("suite", h.suite_version);
  page.set("target", h.target);
  page.set("started", core::to_iso8601(h.started));
  page.set("scope", pairs({{"version", h.dialect + " " + h.wes_version + " (" + h.version_reason + ")"},
                           {"profile", h.profile},
                           {"policy", h.policy},
                           {"seed", std::to_string(h.seed)},
                           {"requests", std::to_string(f.requests)},
                           {"runs made", std::to_string(f.runs_created)},
                           {"took", milliseconds(f.finished - h.started)}}));
  page.set("set", h.requirement_set);
  const std::string spoken = h.dialect == "wes"
                                 ? "--wes-version " + core::shell_quote(h.wes_version)
                                 : "--dialect " + core::shell_quote(h.dialect + "/" + h.wes_version);
  page.set("command", "wes-assay check " + core::shell_quote(h.target) + " " + spoken + " --profile " +
                          core::shell_quote(h.profile) + " --policy " + core::shell_quote(h.policy) +
                          " --seed " + std::to_string(h.seed) + given_by(h));
  std::vector<std::pair<std::string, std::string>> environment = {
      {"wes-assay", h.suite_version},
      {"requirement set", h.requirement_set + ", sha256 " + h.requirement_digest},
      {"clock", h.clock},
      {"started", core::to_iso8601(h.started)},
      {"finished", core::to_iso8601(f.finished)}};
  environment.insert(environment.end(), h.environment.begin(), h.environment.end());
  for (const auto& [key, value] : h.config) environment.emplace_back("config: " + key, value);
  page.set("environment", pairs(environment));
  data notes{data::type::list};
  const auto note = [&notes](const std::string& text) {
    data d;
    d.set("text", text);
    notes.push_back(d);
  };
  for (const std::string& broken : policy_breaks(result)) note("policy: " + broken);
  for (const std::string& warning : f.warnings) note(warning);
  page.set("notes", notes);
  page.set("has_notes", !notes.is_empty_list());
}

}  // namespace

std::string write_html(const RunResult& result) {
  const Summary summary = summarise(result);
  data page;
  page.set("word", std::string(verdict_word(result)));
  page.set("headline", headline(result, summary));
  page.set("tone", std::string(name(tone_of_run(result))));
  page.set("icon", icon_of(tone_of_run(result)));
  page.set("sentence", verdict_sentence(result));
  add_run(page, result);
  add_counts(page, summary);
  add_causes(page, result);
  add_findings(page, result, summary);
  add_undecided(page, summary);
  add_capabilities(page, result);
  add_charts(page, result);
  add_rows(page, summary);
  return render_page("reports/html/report.mustache", page);
}

}  // namespace assay::reports
