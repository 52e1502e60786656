// SPDX-License-Identifier: Apache-2.0
#include "reports/summary.hpp"

#include <algorithm>
#include <cstdio>

namespace assay::reports {
namespace {

void add_once(std::vector<std::string>& list, const std::string& text) {
  if (!text.empty() && std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

void add_finding(Row& row, const Judgement& judgement, const Finding& finding) {
  const Verdict word = judgement.known ? judgement.verdict : finding.verdict.value_or(judgement.verdict);
  const auto same = std::find_if(row.causes.begin(), row.causes.end(), [&](const Cause& cause) {
    return cause.finding.reason == finding.reason && cause.verdict == word;
  });
  if (same == row.causes.end()) {
    row.causes.push_back({word, finding, {judgement.check}, {}});
    return;
  }
  add_once(same->checks, judgement.check);
  if (finding.message != same->finding.message) add_once(same->others, finding.message);
  auto& known = same->finding;
  // Pointers are into the body of the first exchange: those of another body would point at nothing.
  if (!finding.exchanges.empty() && !known.exchanges.empty() && finding.exchanges[0] == known.exchanges[0]) {
    for (const std::string& pointer : finding.pointers) add_once(known.pointers, pointer);
  }
  for (const std::uint64_t id : finding.exchanges) {
    if (std::find(known.exchanges.begin(), known.exchanges.end(), id) == known.exchanges.end()) {
      known.exchanges.push_back(id);
    }
  }
}

void add_judgement(Row& row, const Judgement& judgement) {
  row.judgements.push_back(&judgement);
  row.verdict = std::max(row.verdict.value_or(judgement.verdict), judgement.verdict);
  add_once(row.reasons, judgement.reason);
  for (const Finding& finding : judgement.findings) add_finding(row, judgement, finding);
  const bool must_tell = judgement.verdict == Verdict::error || judgement.verdict == Verdict::fail ||
                         judgement.verdict == Verdict::flaky || judgement.verdict == Verdict::warn ||
                         judgement.verdict == Verdict::expected;
  if (must_tell && judgement.findings.empty()) {
    Finding finding;
    finding.message = judgement.reason;
    finding.exchanges = judgement.exchanges;
    add_finding(row, judgement, finding);
  }
}

AreaCounts& area_of(Summary& summary, const std::string& area) {
  const auto found =
      std::find_if(summary.areas.begin(), summary.areas.end(), [&](const auto& a) { return a.area == area; });
  if (found != summary.areas.end()) return *found;
  summary.areas.push_back({area, {}, 0});
  return summary.areas.back();
}

}  // namespace

Summary summarise(const RunResult& result) {
  Summary summary;
  std::map<std::string, std::size_t, std::less<>> at;
  const auto add_row = [&](Requirement requirement) {
    at.emplace(requirement.id, summary.rows.size());
    summary.rows.push_back({std::move(requirement), {}, {}, {}, {}});
  };
  for (const Requirement& requirement : result.requirements) add_row(requirement);
  for (const Judgement& judgement : result.judgements) {
    if (!at.contains(judgement.requirement)) add_row({judgement.requirement, "unknown", "", "", {}});
    add_judgement(summary.rows[at.find(judgement.requirement)->second], judgement);
  }
  for (Row& row : summary.rows) {
    std::stable_sort(row.causes.begin(), row.causes.end(),
                     [](const Cause& a, const Cause& b) { return a.verdict > b.verdict; });
    AreaCounts& area = area_of(summary, row.requirement.area);
    ++(row.verdict ? summary.counts[*row.verdict] : summary.unjudged);
    ++(row.verdict ? area.counts[*row.verdict] : area.unjudged);
  }
  return summary;
}

std::vector<const Row*> Summary::with(Verdict verdict) const {
  std::vector<const Row*> found;
  for (const Row& row : rows) {
    if (row.verdict == verdict) found.push_back(&row);
  }
  return found;
}

std::vector<const Row*> Summary::warned() const {
  std::vector<const Row*> found;
  for (const Row& row : rows) {
    const bool hidden = row.verdict == Verdict::inconclusive &&
                        std::any_of(row.causes.begin(), row.causes.end(),
                                    [](const Cause& cause) { return cause.verdict == Verdict::warn; });
    if (row.verdict == Verdict::warn || hidden) found.push_back(&row);
  }
  return found;
}

int of(const Counts& counts, Verdict verdict) {
  const auto found = counts.find(verdict);
  return found == counts.end() ? 0 : found->second;
}

std::string_view short_name(Verdict verdict) {
  return verdict == Verdict::not_applicable ? std::string_view("n/a") : name(verdict);
}

std::string milliseconds(core::Duration time) {
  const double ms = static_cast<double>(time.count()) / 1000.0;
  char text[40];
  if (ms < 9.95) {
    std::snprintf(text, sizeof text, "%.1f ms", ms);
  } else if (ms < 9950) {
    std::snprintf(text, sizeof text, "%.0f ms", ms);
  } else {
    std::snprintf(text, sizeof text, "%.1f s", ms / 1000);
  }
  return text;
}

std::string one_line(const core::Exchange& exchange) {
  std::string line = exchange.request.method + " " + exchange.request.target + " -> ";
  if (exchange.response) line += std::to_string(exchange.response->status);
  if (exchange.fault != core::TransportFault::none) {
    line += (exchange.response ? ", " : "") + std::string(core::name(exchange.fault));
    if (!exchange.fault_text.empty()) line += " (" + exchange.fault_text + ")";
  } else if (!exchange.response) {
    line += "no response";
  }
  return line + ", " + milliseconds(exchange.timings.received - exchange.timings.started);
}

std::vector<core::ExchangePtr> to_repeat(const RunResult& result, const Finding& finding) {
  std::vector<core::ExchangePtr> found;
  for (const std::uint64_t id : finding.exchanges) {
    const core::ExchangePtr exchange = result.exchange(id);
    // What was seen once is enough: other checks and repetitions ("status.answers#2") asked the same again.
    if (exchange && (found.empty() || exchange->check == found.front()->check)) found.push_back(exchange);
  }
  if (found.size() != 2) found.resize(std::min<std::size_t>(found.size(), 1));
  return found;
}

std::string citations(const Requirement& requirement) {
  std::string text;
  for (const Citation& citation : requirement.cite) {
    if (!text.empty()) text += "; ";
    text += citation.document + " " + citation.place;
  }
  return text;
}

}  // namespace assay::reports
