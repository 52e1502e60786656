// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reports/run_result.hpp"

// What several formats say of a run, worked out once.
namespace assay::reports {

// The findings of one requirement that have the same reason, by whichever checks: told once.
struct Cause {
  Verdict verdict = Verdict::fail;
  Finding finding;  // the first; exchanges of all, its own pointers
  std::vector<std::string> checks;
  std::vector<std::string> others;  // messages that differ from the first one's
};

struct Row {
  Requirement requirement;
  std::optional<Verdict> verdict;  // nothing where no check judged it
  std::vector<const Judgement*> judgements;
  std::vector<Cause> causes;         // the weightiest verdict first
  std::vector<std::string> reasons;  // of its judgements, each once, without the findings
};

using Counts = std::map<Verdict, int>;

struct AreaCounts {
  std::string area;
  Counts counts;
  int unjudged = 0;
};

// Points into the RunResult it was made from.
struct Summary {
  std::vector<Row> rows;          // in the order of the set; judged requirements that it lacks come last
  std::vector<AreaCounts> areas;  // in order of first appearance
  Counts counts;
  int unjudged = 0;

  std::vector<const Row*> with(Verdict verdict) const;
  // Those with a warning to tell: as their word, or beside an inconclusive that outweighs it.
  std::vector<const Row*> warned() const;
};
Summary summarise(const RunResult& result);

int of(const Counts& counts, Verdict verdict);

// Everybody's word for it: "n/a", "undecided"; the others as they are.
std::string_view short_name(Verdict verdict);

// "GET /runs?page_size=2 -> 200, 12 ms", "GET /runs -> timeout (no byte in 30 s), 30.0 s". Not yet escaped.
std::string one_line(const core::Exchange& exchange);
std::string milliseconds(core::Duration time);  // "0.4 ms", "12 ms", "12.3 s"

// What to repeat to see a finding again: its first exchange, or both of a pair (two pages, a control and its
// copy), the telling one first. Empty where the finding rests on none.
std::vector<core::ExchangePtr> to_repeat(const RunResult& result, const Finding& finding);

// "wes-1.1.0 /paths/~1runs/get; rfc9110 15.5.5".
std::string citations(const Requirement& requirement);

}  // namespace assay::reports
