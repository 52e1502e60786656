// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "reports/escape.hpp"
#include "reports/html/data.hpp"
#include "reports/html/exchange.hpp"
#include "reports/root_causes.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_on_top = 5;
constexpr std::size_t most_pointers = 20;
constexpr std::size_t most_curl = 400;          // bytes, if there is no room
constexpr std::size_t most_evidence = 3;        // exchanges beside the telling one
constexpr std::size_t most_shown = 48u << 10u;  // bytes of requests and responses on the page

std::string code(const std::string& text) { return "<code>" + markup(text) + "</code>"; }

// The first findings are shown whole, later ones in short, so that a page of many findings stays small.
class Room {
 public:
  Extent next() const {
    if (used_ < most_shown / 2) return {24, 20};
    return used_ < most_shown ? Extent{14, 10} : Extent{0, 0};
  }
  bool is_left() const { return used_ < most_shown; }
  void take(std::size_t bytes) { used_ += bytes; }
  void take(const data& exchange) {
    for (const char* part : {"request", "response"}) used_ += exchange.get(part)->string_value().size();
  }

 private:
  std::size_t used_ = 0;
};

data bodies_data(const core::Exchange& exchange, const std::vector<std::string>& pointers,
                 const Finding& finding, Room& room) {
  Extent extent = room.next();
  if (extent.lines == 0) return data(false);
  extent.marks_status = pointers.empty() && finding.actual == std::to_string(core::status_of(exchange));
  data d;
  d.set("id", std::to_string(exchange.id));
  d.set("line", one_line(exchange));
  d.set("request", request_html(exchange.request, extent));
  d.set("response", response_html(exchange, pointers, extent));
  room.take(d);
  return d;
}

data exchange_data(const RunResult& result, const core::Exchange& exchange, const Finding& finding,
                   Room& room) {
  data d;
  d.set("id", std::to_string(exchange.id));
  d.set("line", one_line(exchange));
  d.set("bodies", bodies_data(exchange, finding.pointers, finding, room));
  std::string curl;
  for (const core::ExchangePtr& again : to_repeat(result, finding))
    curl += (curl.empty() ? "" : "\n") + markup(curl_line(result.header, *again));
  if (!room.is_left() && curl.size() > most_curl)
    curl =
        "wes-assay report EVIDENCE --report har=FILE has exchange " + std::to_string(exchange.id) + " whole";
  room.take(curl.size());
  d.set("curl", curl);
  return d;
}

// Of a pair, such as two pages of a walk: the one beside the telling exchange.
core::ExchangePtr second_of(const RunResult& result, const Finding& finding) {
  const auto both = to_repeat(result, finding);
  if (both.size() != 2) return nullptr;
  return both.front()->id == finding.exchanges.front() ? both.back() : both.front();
}

data facts_of(const RunResult& result, const Row& row, const Cause& cause) {
  const Finding& f = cause.finding;
  data facts{data::type::list};
  std::set<std::string> told;  // checks and repetitions say the same
  const auto fact = [&](const std::string& key, const std::string& html) {
    if (!html.empty() && told.insert(key + html).second) facts.push_back(pair(key, html));
  };
  if (cause.verdict != row.verdict) fact("Verdict", std::string(name(cause.verdict)));
  std::string pointers;
  for (std::size_t i = 0; i < f.pointers.size() && i < most_pointers; ++i)
    pointers += (i > 0 ? ", " : "") + code(f.pointers[i].empty() ? "(whole body)" : f.pointers[i]);
  if (f.pointers.size() > most_pointers)
    pointers += " and " + std::to_string(f.pointers.size() - most_pointers) + " more";
  fact("At", pointers);
  fact("In other responses", core::joined(f.elsewhere, ", ", code));
  const Requirement& r = row.requirement;
  if (!r.cite.empty()) fact("Clause", code(citations(r)) + " (" + markup(r.level) + ")");
  for (const std::string& other : cause.others) fact("Also", markup(other));
  const core::ExchangePtr second = second_of(result, f);
  std::string others;
  std::size_t left = 0;
  for (std::size_t i = 1; i < f.exchanges.size(); ++i) {
    const core::ExchangePtr other = result.exchange(f.exchanges[i]);
    if (!other || other == second) continue;
    if (i <= most_evidence)
      others +=
          (others.empty() ? "" : "<br/>") + code("#" + std::to_string(other->id) + " " + one_line(*other));
    else
      ++left;
  }
  fact("See also", left > 0 ? others + "<br/>and " + std::to_string(left) + " more" : others);
  for (const Judgement* judgement : row.judgements) {
    const bool of_these =
        std::find(cause.checks.begin(), cause.checks.end(), judgement->check) != cause.checks.end();
    if (of_these && !judgement->findings.empty()) fact("Measured", markup(judgement->reason));
    if (of_these && judgement->known)
      fact("Known", "to the baseline as " + std::string(name(judgement->known->was)) +
                        (judgement->known->why.empty() ? "" : ": " + markup(judgement->known->why)));
  }
  fact("Check", core::joined(cause.checks, ", ", code));
  return facts;
}

data cause_data(const RunResult& result, const Row& row, const Cause& cause, Room& room) {
  const Finding& f = cause.finding;
  data d;
  d.set("what", f.message);
  if (!f.expected.empty() || !f.actual.empty()) {
    const auto [expected, found] = marked_difference(f.expected, f.actual);
    data compared;
    compared.set("expected", expected.empty() ? "<span class=\"quiet\">nothing</span>" : expected);
    compared.set("found", found.empty() ? "<span class=\"quiet\">nothing</span>" : found);
    d.set("compared", compared);
  }
  d.set("facts", facts_of(result, row, cause));
  const core::ExchangePtr exchange = f.exchanges.empty() ? nullptr : result.exchange(f.exchanges.front());
  if (!exchange) return d;
  d.set("exchange", exchange_data(result, *exchange, f, room));
  const core::ExchangePtr second = second_of(result, f);
  if (second) d.set("second", bodies_data(*second, f.elsewhere.empty() ? f.pointers : f.elsewhere, f, room));
  return d;
}

// "expected each run once; found run-2 twice"; "" if the message says it all.
std::string in_short(const Finding& finding) {
  if (finding.actual.empty()) return {};
  const std::string found = "found " + core::shortened(finding.actual, 160);
  return finding.expected.empty() ? found
                                  : "expected " + core::shortened(finding.expected, 160) + "; " + found;
}

int rank_of(const Requirement& requirement) {
  static const std::map<std::string, int, std::less<>> ranks = {{"must", 4},    {"type", 3},   {"http", 3},
                                                                {"implied", 3}, {"should", 2}, {"may", 1}};
  const auto at = ranks.find(requirement.level);
  return at == ranks.end() ? 0 : at->second;
}

// By verdict; then by how much else the same exchanges kept from being decided; then by the level.
std::vector<const Row*> rows_by_weight(const RunResult& result, const Summary& summary) {
  std::map<std::string, std::size_t> blocks;
  for (const RootCause& cause : root_causes(result)) {
    for (std::size_t i = cause.requirements.size() - cause.broken; i < cause.requirements.size(); ++i)
      blocks[cause.requirements[i]] += cause.requirements.size() - cause.broken;
  }
  std::vector<const Row*> rows;
  const auto add = [&rows](const std::vector<const Row*>& more) {
    rows.insert(rows.end(), more.begin(), more.end());
  };
  for (const Verdict verdict : {Verdict::fail, Verdict::error, Verdict::flaky}) add(summary.with(verdict));
  add(summary.warned());
  add(summary.with(Verdict::expected));
  const auto place = [](const Row* row) {
    const auto at = std::find(std::begin(verdicts_by_weight), std::end(verdicts_by_weight), *row->verdict);
    // A warning beside an undecided verdict is a warning here.
    return *row->verdict == Verdict::inconclusive ? 3 : at - std::begin(verdicts_by_weight);
  };
  std::stable_sort(rows.begin(), rows.end(), [&](const Row* a, const Row* b) {
    if (place(a) != place(b)) return place(a) < place(b);
    const std::size_t more = blocks[a->requirement.id];
    const std::size_t than = blocks[b->requirement.id];
    return more != than ? more > than : rank_of(a->requirement) > rank_of(b->requirement);
  });
  return rows;
}

}  // namespace

void add_findings(data& page, const RunResult& result, const Summary& summary) {
  data top{data::type::list};
  data all{data::type::list};
  Room room;
  std::size_t broken = 0;
  std::size_t shown = 0;
  const std::vector<const Row*> rows = rows_by_weight(result, summary);
  for (const Row* row : rows) {
    data d = labelled(row->verdict);
    d.set("id", row->requirement.id);
    d.set("says", row->requirement.says);
    data causes{data::type::list};
    for (const Cause& cause : row->causes) {
      if (cause.verdict >= Verdict::expected) causes.push_back(cause_data(result, *row, cause, room));
    }
    d.set("causes", causes);
    d.set("what", row->causes.empty() ? "" : row->causes.front().finding.message);
    const std::string why = row->causes.empty() ? "" : in_short(row->causes.front().finding);
    if (!why.empty()) d.set("why", why);
    const bool breaks = *row->verdict >= Verdict::flaky;
    const bool is_first = shown < most_on_top && *row->verdict != Verdict::expected;
    broken += breaks ? 1 : 0;
    shown += is_first ? 1 : 0;
    d.set("open", is_first);
    if (is_first) top.push_back(d);
    all.push_back(d);
  }
  page.set("top", top);
  page.set("has_top", shown > 0);
  page.set("top_title", broken > 0 ? "What to mend first" : "What to look at");
  if (rows.size() > shown) page.set("more", "and " + std::to_string(rows.size() - shown) + " more findings");
  page.set("opened", std::to_string(shown));
  page.set("findings", all);
  page.set("has_findings", !rows.empty());
}

}  // namespace assay::reports
