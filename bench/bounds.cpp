// SPDX-License-Identifier: Apache-2.0
#include "bench/bounds.hpp"

#include <algorithm>
#include <cmath>

namespace assay::bench {

Verdict verdict_of(bool less, double limit, const Bounds& figure) {
  if (less ? figure.most < limit : figure.least > limit) return Verdict::held;
  if (less ? figure.least >= limit : figure.most <= limit) return Verdict::broken;
  return Verdict::undecided;
}

// If all but N requests were looked at within l, all but 2 N latencies hold at most 2 l of lag. Of n
// latencies, the one of rank r without lag is then at least that of rank r - 2 N with it, less 2 l. The best
// l is taken.
std::int64_t least_at(double percentile, const Histogram& latency, const Histogram& lag) {
  const auto& late = lag.counts();
  const auto& counts = latency.counts();
  const auto all = static_cast<std::int64_t>(latency.count());
  const auto rank = std::max<std::int64_t>(
      1, static_cast<std::int64_t>(std::ceil(percentile / 100 * static_cast<double>(all))));
  if (all == 0 || lag.count() == 0) return latency.at(percentile);
  std::int64_t best = 0, beyond = 0, below = all;
  std::size_t slot = counts.size();  // `below` latencies lie in the slots before it
  for (std::size_t at = late.size(); at-- > 0;) {
    if (late[at] == 0) continue;
    const std::int64_t wanted = rank - 2 * beyond;
    if (wanted <= 0) break;
    while (below >= wanted) below -= static_cast<std::int64_t>(counts[--slot]);
    best = std::max(best, Histogram::lowest_of(slot) - 2 * Histogram::highest_of(at));
    beyond += static_cast<std::int64_t>(late[at]);
  }
  return best;
}

}  // namespace assay::bench
