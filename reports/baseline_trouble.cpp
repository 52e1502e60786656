// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "core/fields.hpp"
#include "core/text.hpp"
#include "reports/baseline.hpp"

namespace assay::reports {
namespace {

std::string day_of(core::Time time) { return core::to_iso8601(time).substr(0, 10); }

bool decides(Verdict verdict) {
  return verdict == Verdict::pass || verdict == Verdict::info || verdict == Verdict::warn ||
         verdict == Verdict::flaky || verdict == Verdict::fail || verdict == Verdict::expected;
}

// Whether the run shows that a deviation is there no more.
bool is_gone(const BaselineEntry& entry, const RunResult& result) {
  if (!result.footer.complete || entry.kind == Verdict::flaky) return false;
  bool decided = false;
  for (const Judgement& judgement : result.judgements) {
    if (judgement.requirement != entry.requirement || judgement.verdict == Verdict::not_applicable) continue;
    if (!decides(judgement.verdict)) return false;
    decided = true;
    for (const BaselineEntry& deviation : deviations(judgement)) {
      if (deviation.reason == entry.reason) return false;
    }
  }
  return decided;
}

std::string nearest(const std::string& id, const std::vector<Requirement>& known) {
  std::vector<std::string> ids;
  for (const Requirement& requirement : known) ids.push_back(requirement.id);
  const std::string near = core::closest(id, ids);
  return near.empty() ? " (`wes-assay list` shows them all)" : " (did you mean '" + near + "'?)";
}

}  // namespace

EntryTrouble trouble_of(const BaselineEntry& entry, const std::vector<Requirement>& known, core::Time today,
                        const RunResult* result) {
  const auto is_it = [&](const Requirement& requirement) { return requirement.id == entry.requirement; };
  if (std::none_of(known.begin(), known.end(), is_it)) return EntryTrouble::unknown;
  if (result && is_gone(entry, *result)) return EntryTrouble::stale;
  // Dates of one form are in the order of their letters.
  return !entry.expires.empty() && entry.expires < day_of(today) ? EntryTrouble::expired : EntryTrouble::none;
}

std::vector<std::string> baseline_trouble(const Baseline& baseline, const std::vector<Requirement>& known,
                                          core::Time today, const RunResult* result) {
  std::vector<std::string> trouble;
  for (const BaselineEntry& entry : baseline.entries) {
    const std::string where = baseline.name + ":" + std::to_string(entry.mark.line) + ":" +
                              std::to_string(entry.mark.column) + ": ";
    const std::string id = core::printable(entry.requirement);
    switch (trouble_of(entry, known, today, result)) {
      case EntryTrouble::none:
        break;
      case EntryTrouble::unknown:
        trouble.push_back(where + "there is no requirement '" + id + "'" + nearest(entry.requirement, known));
        break;
      case EntryTrouble::expired:
        trouble.push_back(where + "the entry for " + id + " expired on " + entry.expires +
                          " (mend it, or set another date)");
        break;
      case EntryTrouble::stale:
        trouble.push_back(where + id + " is no longer broken by " + core::printable(entry.reason) +
                          " (`wes-assay baseline prune` removes the entry)");
        break;
    }
  }
  return trouble;
}

}  // namespace assay::reports
