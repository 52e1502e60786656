// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/document.hpp"
#include "core/result.hpp"
#include "reports/run_result.hpp"

namespace assay::reports {

inline constexpr std::string_view baseline_format = "wes-assay-baseline/1";

// One deviation that the team knows of.
struct BaselineEntry {
  std::string requirement;
  Verdict kind = Verdict::fail;  // the worst that is known: fail, flaky or warn
  std::string reason;            // fingerprint of the finding
  std::string why;
  std::string ticket;
  std::string added;    // "2026-01-31"
  std::string expires;  // the last day; "" never
  core::Mark mark = {};
  bool is_same_as(const BaselineEntry& other) const;  // wherever it stands
};

// A YAML file in the user's repository.
struct Baseline {
  std::string name;  // of the file, as the user wrote it
  std::vector<BaselineEntry> entries;
};

// Strict: what is not known, missing, given twice or no date is an Error with file:line:column.
core::Result<Baseline> parse_baseline(std::string name, std::string_view text);

// What stays the same of a finding from run to run: its reason, or where it has none its message, without
// what looks like an id, a time or a port. Another reason under the same requirement is another deviation.
std::string fingerprint(const Finding& finding);

// The distinct deviations of a judgement; a word that tells of a break without a finding has one, too.
std::vector<BaselineEntry> deviations(const Judgement& judgement);

// Makes the judgement `expected` where each of its deviations has an entry.
void expect_known(const Baseline& baseline, Judgement& judgement);

enum class EntryTrouble { none, unknown, expired, stale };
// What is wrong with an entry on the day of `today`. Stale needs a whole run whose checks of the requirement
// all decided, and none of them broke it so; one run proves nothing against a `flaky` one. `known` are the
// requirements that there are.
EntryTrouble trouble_of(const BaselineEntry& entry, const std::vector<Requirement>& known, core::Time today,
                        const RunResult* result);
// The same for all entries, as sentences that begin with file:line:column.
std::vector<std::string> baseline_trouble(const Baseline& baseline, const std::vector<Requirement>& known,
                                          core::Time today, const RunResult* result);

}  // namespace assay::reports
