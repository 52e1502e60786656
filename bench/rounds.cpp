// SPDX-License-Identifier: Apache-2.0
#include "bench/rounds.hpp"

#include <algorithm>
#include <utility>

namespace assay::bench {

void append(Result& into, Result next) {
  const double before = into.measured_s;
  for (Outage& outage : next.outages) {
    outage.from_s += before;
    outage.to_s += before;
  }
  for (Sample& sample : next.samples) sample.at_s += before;
  std::vector<Second> seconds = std::exchange(into.seconds, {});
  add(into, next);
  seconds.insert(seconds.end(), into.seconds.begin(), into.seconds.end());
  into.seconds = std::move(seconds);
  into.measured_s += next.measured_s;
  into.ended = std::max(into.ended, next.ended);
  into.interrupted |= next.interrupted;
}

Sides run_rounds(int rounds, const std::function<Result(bool second)>& drive) {
  Sides sides;
  bool a_is_new = true, b_is_new = true, interrupted = false;
  const auto turn = [&](bool second) {
    if (interrupted) return;
    Result& side = second ? sides.b : sides.a;
    bool& is_new = second ? b_is_new : a_is_new;
    Result result = drive(second);
    interrupted = result.interrupted;
    if (is_new) {
      side = std::move(result);
    } else {
      append(side, std::move(result));
    }
    is_new = false;
  };
  for (int round = 0; round < rounds; ++round) {
    const bool swapped = round % 2 == 1;
    turn(swapped);
    turn(!swapped);
  }
  return sides;
}

}  // namespace assay::bench
