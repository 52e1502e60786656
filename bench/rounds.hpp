// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

#include "bench/result.hpp"

namespace assay::bench {

// Two targets under the same load by turns, so that what else the machine does hits both alike.
struct Sides {
  Result a, b;
};

// `drive` makes one load, of the second target where it is told so. The order changes each round: a b, b a, a
// b... An interrupted load is the last.
Sides run_rounds(int rounds, const std::function<Result(bool second)>& drive);

// A load of the same target some time later: its seconds follow, times within it count on.
void append(Result& into, Result next);

}  // namespace assay::bench
