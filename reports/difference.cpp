// SPDX-License-Identifier: Apache-2.0
#include "reports/difference.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "reports/escape.hpp"
#include "reports/summary.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_of_a_kind = 40;

// How bad a decided word is; -1: it decides nothing.
int weight(const std::optional<Verdict>& verdict) {
  if (!verdict) return -1;
  switch (*verdict) {
    case Verdict::pass:
    case Verdict::info:
      return 0;
    case Verdict::warn:
      return 1;
    case Verdict::flaky:
      return 2;
    case Verdict::fail:
      return 3;
    case Verdict::error:
    case Verdict::inconclusive:
    case Verdict::not_applicable:
    case Verdict::skipped:
    case Verdict::expected:  // never asked for
      break;
  }
  return -1;
}

std::set<std::string> reasons(const Row& row) {
  std::set<std::string> all;
  for (const Cause& cause : row.causes) all.insert(cause.finding.reason);
  return all;
}

std::string told(const Row* row) {
  if (!row) return "";
  if (!row->causes.empty()) return row->causes.front().finding.message;
  return row->reasons.empty() ? "" : row->reasons.front();
}

// What the server did, whoever knew of it.
std::optional<Verdict> without_baseline(const Row& row) {
  std::optional<Verdict> worst;
  for (const Judgement* judgement : row.judgements) {
    const Verdict was = judgement->known ? judgement->known->was : judgement->verdict;
    worst = std::max(worst.value_or(was), was);
  }
  return worst;
}

Change change_of(const Row* before, const Row* after) {
  const Row& any = after ? *after : *before;
  Change change{any.requirement.id, any.requirement.says, {}, {}, told(after)};
  if (before) change.before = without_baseline(*before);
  if (after) change.after = without_baseline(*after);
  if (change.what.empty()) change.what = told(before);
  return change;
}

void place(Difference& all, const Row* before, const Row* after) {
  Change change = change_of(before, after);
  const int was = weight(change.before);
  const int is = weight(change.after);
  if (was < 0 && is < 0) {
    ++all.same;
  } else if (was < 0) {
    all.appeared.push_back(std::move(change));
  } else if (was == 0 && change.after == Verdict::inconclusive) {
    all.lost.push_back(std::move(change));
  } else if (is < 0) {
    all.gone.push_back(std::move(change));
  } else if (is != was) {
    (is > was ? all.regressions : all.fixes).push_back(std::move(change));
  } else if (is > 0 && reasons(*before) != reasons(*after)) {
    all.other_causes.push_back(std::move(change));
  } else {
    ++all.same;
  }
}

std::string word(const std::optional<Verdict>& verdict) {
  return verdict ? std::string(name(*verdict)) : "not judged";
}

// The worst first: what passed, or passed before, only counts, unless it is `told_all`.
std::string section(std::string_view title, std::vector<Change> changes, bool told_all = false) {
  if (changes.empty()) return "";
  const auto worst = [](const Change& c) { return std::max(weight(c.before), weight(c.after)); };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const Change& a, const Change& b) { return worst(a) > worst(b); });
  std::string text = std::string(title) + " (" + std::to_string(changes.size()) + ")\n";
  std::size_t told = 0;
  for (const Change& c : changes) {
    if (told == most_of_a_kind || (worst(c) == 0 && !told_all)) break;
    text += "  " + plain(c.requirement) + "  " + word(c.before) + " -> " + word(c.after) + "  " +
            plain(c.says) + "\n";
    if (!c.what.empty()) text += "      " + plain(c.what) + "\n";
    ++told;
  }
  if (told < changes.size())
    text += "  " + std::string(told > 0 ? "and " : "") + std::to_string(changes.size() - told) +
            (told > 0 ? " more\n" : " that were never broken\n");
  return text + "\n";
}

}  // namespace

bool Difference::is_worse() const {
  return !regressions.empty() || !lost.empty() ||
         std::any_of(appeared.begin(), appeared.end(), [](const Change& c) { return weight(c.after) > 1; });
}

Difference difference(const RunResult& before, const RunResult& after) {
  const Summary a = summarise(before);
  const Summary b = summarise(after);
  std::map<std::string, const Row*> rows_before;
  for (const Row& row : a.rows) rows_before.emplace(row.requirement.id, &row);
  Difference all;
  for (const Row& row : b.rows) {
    const auto at = rows_before.find(row.requirement.id);
    place(all, at == rows_before.end() ? nullptr : at->second, &row);
    if (at != rows_before.end()) rows_before.erase(at);
  }
  for (const Row& row : a.rows) {
    if (rows_before.contains(row.requirement.id)) place(all, &row, nullptr);
  }
  return all;
}

std::string write_difference(const Difference& d, std::string_view a, std::string_view b) {
  std::string text = "from " + plain(a) + "\nto   " + plain(b) + "\n\n";
  text += section("Regressions", d.regressions) + section("Fixes", d.fixes) +
          section("New: decided in the second run only", d.appeared) +
          section("Lost: passed in the first run, undecided in the second", d.lost, true) +
          section("Gone: decided in the first run only", d.gone) +
          section("Broken as before, for other reasons", d.other_causes);
  const auto n = [](const std::vector<Change>& changes) { return std::to_string(changes.size()); };
  return text + (d.is_worse() ? "WORSE" : "NOT WORSE") + " - " + n(d.regressions) + " regressions, " +
         n(d.fixes) + " fixes, " + n(d.appeared) + " new, " + n(d.lost) + " lost, " + n(d.gone) + " gone, " +
         n(d.other_causes) + " for other reasons, " + std::to_string(d.same) + " unchanged\n";
}

}  // namespace assay::reports
