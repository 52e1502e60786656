// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "reports/run_result.hpp"

namespace assay::reports {

// One requirement whose word, or whose causes, are others in the second of two runs.
struct Change {
  std::string requirement;
  std::string says;
  std::optional<Verdict> before;  // nothing: not judged, or not in that set
  std::optional<Verdict> after;
  std::string what;  // the message of the second run's first finding; of the first's where that has none
};

// The requirements of both runs, each in one list at most. "Decided" is pass, info, warn, fail or flaky.
struct Difference {
  std::vector<Change> regressions;   // decided in both, worse in the second
  std::vector<Change> fixes;         // decided in both, better in the second
  std::vector<Change> appeared;      // decided in the second only
  std::vector<Change> lost;          // held in the first, inconclusive in the second
  std::vector<Change> gone;          // other words of the first only: nobody knows whether it was mended
  std::vector<Change> other_causes;  // the same word for other reasons
  int same = 0;

  bool is_worse() const;  // a regression, something lost, or a fail or flaky that appeared
};
Difference difference(const RunResult& before, const RunResult& after);

// For a terminal; names the two as `a` and `b`. The last line says it in one sentence.
std::string write_difference(const Difference& difference, std::string_view a, std::string_view b);

}  // namespace assay::reports
