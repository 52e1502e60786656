// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/text.hpp"
#include "reports/capabilities.hpp"
#include "reports/escape.hpp"
#include "reports/html_data.hpp"
#include "reports/html_exchange.hpp"
#include "reports/root_causes.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_on_top = 5;
constexpr std::size_t most_pointers = 20;
constexpr std::size_t most_listed = 12;
constexpr std::size_t most_evidence = 6;  // exchanges beside the telling one

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
  std::string elsewhere;
  for (const std::string& pointer : f.elsewhere) elsewhere += (elsewhere.empty() ? "" : ", ") + code(pointer);
  fact("In other answers", elsewhere);
  const Requirement& r = row.requirement;
  if (!r.cite.empty()) fact("Clause", code(citations(r)) + " (" + markup(r.level) + ")");
  for (const std::string& other : cause.others) fact("Also", markup(other));
  for (std::size_t i = 1; i < f.exchanges.size() && i <= most_evidence; ++i) {
    const core::ExchangePtr other = result.exchange(f.exchanges[i]);
    if (other) fact(i == 1 ? "See also" : "", code("#" + std::to_string(other->id) + " " + one_line(*other)));
  }
  for (const Judgement* judgement : row.judgements) {
    const bool of_these =
        std::find(cause.checks.begin(), cause.checks.end(), judgement->check) != cause.checks.end();
    if (of_these && !judgement->findings.empty()) fact("Measured", markup(judgement->reason));
    if (of_these && judgement->known)
      fact("Known", "to the baseline as " + std::string(name(judgement->known->was)) +
                        (judgement->known->why.empty() ? "" : ": " + markup(judgement->known->why)));
  }
  const std::string checks =
      core::joined(cause.checks, ", ", [](const std::string& check) { return code(check); });
  fact("Check", checks);
  data d;
  d.set("what", f.message);
  d.set("facts", facts);
  const core::ExchangePtr exchange = f.exchanges.empty() ? nullptr : result.exchange(f.exchanges.front());
  if (exchange) d.set("exchange", exchange_data(result, *exchange, f));
  return d;
}

// "expected each run once; found run-2 twice"; "" where the message says it all.
std::string in_short(const Finding& finding) {
  if (finding.actual.empty()) return {};
  const std::string found = "found " + core::shortened(finding.actual, 160);
  return finding.expected.empty() ? found
                                  : "expected " + core::shortened(finding.expected, 160) + "; " + found;
}

bool is_broken(const Row& row) {
  return row.verdict == Verdict::fail || row.verdict == Verdict::error || row.verdict == Verdict::flaky;
}

std::vector<const Row*> shown_rows(const Summary& summary) {
  std::vector<const Row*> rows;
  const auto add = [&rows](const std::vector<const Row*>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  for (const Verdict verdict : {Verdict::fail, Verdict::error, Verdict::flaky}) add(summary.with(verdict));
  add(summary.warned());
  add(summary.with(Verdict::expected));
  return rows;
}

}  // namespace

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
    case Verdict::expected:
      return "&#9675;";
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

void add_findings(data& page, const RunResult& result, const Summary& summary) {
  data top{data::type::list};
  data all{data::type::list};
  std::size_t broken = 0;
  for (const Row* row : shown_rows(summary)) {
    data d = labelled(row->verdict);
    d.set("id", row->requirement.id);
    d.set("says", row->requirement.says);
    data causes{data::type::list};
    for (const Cause& cause : row->causes) {
      if (cause.verdict >= Verdict::expected) causes.push_back(cause_data(result, *row, cause));
    }
    d.set("causes", causes);
    d.set("what", row->causes.empty() ? "" : row->causes.front().finding.message);
    const std::string why = row->causes.empty() ? "" : in_short(row->causes.front().finding);
    if (!why.empty()) d.set("why", why);
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
    d.set("reason", reason);
    d.set("ids", ids);
    list.push_back(d);
  }
  page.set("undecided", list);
  page.set("has_undecided", !groups.empty());
}

void add_causes(data& page, const RunResult& result) {
  data list{data::type::list};
  for (const RootCause& cause : root_causes(result)) {
    std::string ids;
    for (std::size_t i = 0; i < cause.requirements.size() && i < most_listed; ++i)
      ids += (i > 0 ? ", " : "") + code(cause.requirements[i]);
    if (cause.requirements.size() > most_listed)
      ids += " and " + std::to_string(cause.requirements.size() - most_listed) + " more";
    data d;
    d.set("text", told(cause));
    d.set("ids", ids);
    list.push_back(d);
  }
  page.set("root_causes", list);
  page.set("has_root_causes", !list.is_empty_list());
}

void add_capabilities(data& page, const RunResult& result) {
  const std::vector<Capability> all = capabilities(result);
  data list{data::type::list};
  for (const Capability& each : all) {
    const bool contradicted = each.state == Capability::State::contradicted;
    data d;
    d.set("name", each.name);
    d.set("state", std::string(name(each.state)));
    d.set("tone", tone_of(contradicted ? Verdict::warn : Verdict::info));
    d.set("declared", each.declared);
    d.set("observed", each.observed);
    list.push_back(d);
  }
  page.set("capabilities", list);
  page.set("has_capabilities", !all.empty());
}

void add_rows(data& page, const Summary& summary) {
  data rows{data::type::list};
  for (const Row& row : summary.rows) {
    data d = labelled(row.verdict);
    const bool told =
        row.verdict && *row.verdict >= Verdict::expected && *row.verdict != Verdict::inconclusive;
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

}  // namespace assay::reports
