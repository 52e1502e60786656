// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <kainjow/mustache.hpp>
#include <stdexcept>

#include "core/embedded.hpp"
#include "core/text.hpp"
#include "reports/escape.hpp"
#include "reports/html_exchange.hpp"
#include "reports/summary.hpp"
#include "reports/writer.hpp"

// Fills reports/html/report.mustache. {{x}} escapes by markup(); what stands in {{{x}}} was made here.
namespace assay::reports {
namespace {

using kainjow::mustache::data;

constexpr std::size_t most_on_top = 5;
constexpr std::size_t most_pointers = 20;
constexpr std::size_t most_evidence = 6;  // exchanges beside the telling one

// Weightiest first: the order of the bar and of the columns.
constexpr Verdict all_verdicts[] = {Verdict::fail, Verdict::error,          Verdict::flaky,
                                    Verdict::warn, Verdict::inconclusive,   Verdict::pass,
                                    Verdict::info, Verdict::not_applicable, Verdict::skipped};

// Numeric references: a shape for each word, so that colour is never alone.
std::string icon_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::fail:
      return "&#10007;";
    case Verdict::error:
      return "&#9888;&#65038;";
    case Verdict::flaky:
      return "&#8776;";
    case Verdict::warn:
      return "&#9650;";
    case Verdict::inconclusive:
      return "?";
    case Verdict::pass:
      return "&#10003;";
    case Verdict::info:
      return "&#8505;&#65038;";
    case Verdict::not_applicable:
      return "&#8211;";
    case Verdict::skipped:
      return "&#8250;";
  }
  return "";
}

std::string tone_of(std::optional<Verdict> verdict) {
  return verdict ? std::string(name(*verdict)) : "not_judged";
}

data labelled(std::optional<Verdict> verdict) {
  data d;
  d.set("tone", tone_of(verdict));
  d.set("icon", verdict ? icon_of(*verdict) : "&#183;");
  d.set("label", verdict ? std::string(short_name(*verdict)) : "not judged");
  return d;
}

data pair(const std::string& key, const std::string& value) {
  data d;
  d.set("key", key);
  d.set("value", value);
  return d;
}

data pairs(const std::vector<std::pair<std::string, std::string>>& all) {
  data list{data::type::list};
  for (const auto& [key, value] : all) list.push_back(pair(key, value));
  return list;
}

std::string code(const std::string& text) { return "<code>" + markup(text) + "</code>"; }

data exchange_data(const RunResult& result, const core::Exchange& exchange, const Finding& finding) {
  data d;
  d.set("id", std::to_string(exchange.id));
  d.set("line", one_line(exchange));
  d.set("request", request_html(exchange.request));
  d.set("response", response_html(exchange, finding.pointers));
  std::string curl;
  for (const core::ExchangePtr& again : to_repeat(result, finding)) {
    curl += (curl.empty() ? "" : "\n") + markup(curl_line(result.header, *again));
  }
  d.set("curl", curl);
  return d;
}

data cause_data(const RunResult& result, const Row& row, const Cause& cause) {
  const Finding& f = cause.finding;
  data facts{data::type::list};
  const auto fact = [&facts](const std::string& key, const std::string& html) {
    if (!html.empty()) facts.push_back(pair(key, html));
  };
  if (cause.verdict != row.verdict) fact("Verdict", std::string(name(cause.verdict)));
  fact("Expected", markup(f.expected));
  fact("Found", markup(f.actual));
  std::string pointers;
  for (std::size_t i = 0; i < f.pointers.size() && i < most_pointers; ++i) {
    pointers += (i > 0 ? ", " : "") + code(f.pointers[i].empty() ? "(whole body)" : f.pointers[i]);
  }
  if (f.pointers.size() > most_pointers)
    pointers += " and " + std::to_string(f.pointers.size() - most_pointers) + " more";
  fact("At", pointers);
  const Requirement& r = row.requirement;
  if (!r.cite.empty()) fact("Clause", code(citations(r)) + " (" + markup(r.level) + ")");
  for (const std::string& other : cause.others) fact("Also", markup(other));
  for (std::size_t i = 1; i < f.exchanges.size() && i <= most_evidence; ++i) {
    const core::ExchangePtr other = result.exchange(f.exchanges[i]);
    if (other) fact(i == 1 ? "See also" : "", code("#" + std::to_string(other->id) + " " + one_line(*other)));
  }
  std::string checks;
  for (const std::string& check : cause.checks) checks += (checks.empty() ? "" : ", ") + code(check);
  fact("Check", checks);
  data d;
  d.set("what", f.message);
  d.set("facts", facts);
  const core::ExchangePtr exchange = f.exchanges.empty() ? nullptr : result.exchange(f.exchanges.front());
  if (exchange) d.set("exchange", exchange_data(result, *exchange, f));
  return d;
}

bool is_broken(const Row& row) {
  return row.verdict == Verdict::fail || row.verdict == Verdict::error || row.verdict == Verdict::flaky;
}

std::vector<const Row*> told_rows(const Summary& summary) {
  std::vector<const Row*> rows;
  for (const Verdict verdict : {Verdict::fail, Verdict::error, Verdict::flaky, Verdict::warn}) {
    for (const Row* row : summary.with(verdict)) rows.push_back(row);
  }
  return rows;
}

void add_findings(data& page, const RunResult& result, const Summary& summary) {
  data top{data::type::list};
  data all{data::type::list};
  std::size_t broken = 0;
  for (const Row* row : told_rows(summary)) {
    data d = labelled(row->verdict);
    d.set("id", row->requirement.id);
    d.set("says", row->requirement.says);
    data causes{data::type::list};
    for (const Cause& cause : row->causes) {
      if (cause.verdict >= Verdict::warn) causes.push_back(cause_data(result, *row, cause));
    }
    d.set("causes", causes);
    d.set("what", row->causes.empty() ? "" : row->causes.front().finding.message);
    d.set("open", is_broken(*row));
    if (is_broken(*row) && ++broken <= most_on_top) top.push_back(d);
    all.push_back(d);
  }
  page.set("broken", top);
  page.set("has_broken", broken > 0);
  if (broken > most_on_top) page.set("more", std::to_string(broken - most_on_top));
  page.set("findings", all);
  page.set("has_findings", !all.is_empty_list());
}

void add_undecided(data& page, const Summary& summary) {
  std::vector<std::pair<std::string, std::string>> groups;  // reason, ids as HTML
  for (const Row* row : summary.with(Verdict::inconclusive)) {
    for (const Judgement* judgement : row->judgements) {
      if (judgement->verdict != Verdict::inconclusive) continue;
      auto at = std::find_if(groups.begin(), groups.end(),
                             [&](const auto& g) { return g.first == judgement->reason; });
      if (at == groups.end()) at = groups.insert(at, {judgement->reason, ""});
      const std::string id = code(row->requirement.id);
      if (!at->second.ends_with(id)) at->second += (at->second.empty() ? "" : ", ") + id;
    }
  }
  data list{data::type::list};
  for (const auto& [reason, ids] : groups) {
    data d;
    d.set("reason", reason.empty() ? "no reason was given" : reason);
    d.set("ids", ids);
    list.push_back(d);
  }
  page.set("undecided", list);
  page.set("has_undecided", !groups.empty());
}

data cells_of(const std::vector<Verdict>& columns, const Counts& counts) {
  data cells{data::type::list};
  for (const Verdict column : columns) {
    const int n = of(counts, column);
    data d;
    d.set("cell", n == 0 ? "<span class=\"none\">0</span>"
                         : "<span class=\"tone-" + tone_of(column) + "\"><span class=\"word\">" +
                               std::to_string(n) + "</span></span>");
    cells.push_back(d);
  }
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
  if (summary.unjudged > 0) add(labelled(std::nullopt), summary.unjudged, "not judged");
  page.set("counts", counts);
  page.set("counts_text", text);
  page.set("columns", heads);
  data areas{data::type::list};
  for (const AreaCounts& area : summary.areas) {
    data d;
    d.set("area", area.area);
    d.set("cells", cells_of(columns, area.counts));
    d.set("total", std::to_string(total_of(area.counts, area.unjudged)));
    areas.push_back(d);
  }
  page.set("areas", areas);
  page.set("totals", cells_of(columns, summary.counts));
  page.set("total", std::to_string(total_of(summary.counts, summary.unjudged)));
}

void add_rows(data& page, const Summary& summary) {
  data rows{data::type::list};
  for (const Row& row : summary.rows) {
    data d = labelled(row.verdict);
    const bool told = row.verdict && *row.verdict >= Verdict::warn && *row.verdict != Verdict::inconclusive;
    const std::string id = markup(row.requirement.id);
    d.set("id", told ? "<a href=\"#" + id + "\">" + id + "</a>" : id);
    d.set("level", row.requirement.level);
    d.set("says", row.requirement.says);
    d.set("clause", citations(row.requirement));
    data why{data::type::list};
    const auto say = [&why](const std::string& text) {
      data line;
      line.set("text", text);
      why.push_back(line);
    };
    for (const std::string& reason : row.reasons) say(reason);
    for (const Cause& cause : row.causes) {
      const bool repeats =
          std::find(row.reasons.begin(), row.reasons.end(), cause.finding.message) != row.reasons.end();
      if (!repeats && !cause.finding.message.empty()) say(cause.finding.message);
    }
    d.set("why", why);
    rows.push_back(d);
  }
  page.set("rows", rows);
}

std::string headline(const RunResult& result, const Summary& summary) {
  const auto are = [](int n) {
    return std::to_string(n) + (n == 1 ? " requirement is" : " requirements are");
  };
  switch (exit_code(result)) {
    case 0:
      return "No requirement is broken";
    case 1:
      return are(of(summary.counts, Verdict::fail)) + " broken";
    case 4:
      return "An error of the suite itself, not of the server";
    case 5:
      return are(of(summary.counts, Verdict::flaky)) + " kept only sometimes";
    default:
      break;
  }
  if (result.footer.complete) return "Too little could be decided";
  return result.footer.why_incomplete.empty() ? "The run did not end" : result.footer.why_incomplete;
}

Verdict tone_of_run(const RunResult& result) {
  switch (exit_code(result)) {
    case 0:
      return Verdict::pass;
    case 1:
      return Verdict::fail;
    case 4:
      return Verdict::error;
    case 5:
      return Verdict::flaky;
    default:
      return Verdict::inconclusive;
  }
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
  page.set("command", "wes-assay check " + core::shell_quote(h.target) + " --wes-version " +
                          core::shell_quote(h.wes_version) + " --profile " + core::shell_quote(h.profile) +
                          " --policy " + core::shell_quote(h.policy) + " --seed " + std::to_string(h.seed));
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
  for (const std::string& warning : f.warnings) {
    data d;
    d.set("text", warning);
    notes.push_back(d);
  }
  page.set("notes", notes);
  page.set("has_notes", !f.warnings.empty());
}

std::string embedded(std::string_view path) {
  const auto text = core::embedded_file(path);
  if (!text) throw std::logic_error(std::string(path) + " is not embedded");
  return std::string(*text);
}

}  // namespace

std::string write_html(const RunResult& result) {
  const Summary summary = summarise(result);
  data page;
  page.set("css", embedded("reports/html/report.css"));
  page.set("word", std::string(verdict_word(result)));
  page.set("headline", headline(result, summary));
  page.set("tone", std::string(name(tone_of_run(result))));
  page.set("icon", icon_of(tone_of_run(result)));
  page.set("sentence", verdict_sentence(result));
  add_run(page, result);
  add_counts(page, summary);
  add_findings(page, result, summary);
  add_undecided(page, summary);
  add_rows(page, summary);
  kainjow::mustache::mustache tmpl(embedded("reports/html/report.mustache"));
  tmpl.set_custom_escape([](const std::string& text) { return markup(text); });
  return tmpl.render(page);
}

}  // namespace assay::reports
