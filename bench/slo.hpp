// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "bench/bounds.hpp"
#include "core/result.hpp"

namespace assay::bench {

struct Result;

// One condition of `--slo 'p99<50ms, errors<0.1% over 10s, rate>1000/s'`.
struct Condition {
  std::string text;    // as written: "p99<50ms over 10s"
  std::string metric;  // "p50" ... "p99.999", "mean", "max", "errors", "rate"
  bool less = true;    // '<' or '>'
  std::string unit;    // of the limit, as written: "ms", "%", "/s", ""
  double limit = 0;    // us for latencies, a share 0..1 for errors, requests per second for the rate
  int window_s = 0;    // it must hold in each so many seconds that follow each other; 0: in the whole load
};
// The Error names --slo and the column of what is wrong.
core::Result<std::vector<Condition>> parse_slo(std::string_view text);

struct Judged {
  Condition condition;
  double actual = 0;  // in the unit of `limit`; of windows, in the worst one
  Verdict verdict = Verdict::broken;
  double least = 0;   // where undecided: what a latency is at least without the injector's lag
  bool known = true;  // false: of a latency without a right answer; `actual` says nothing
  // Of windows: when the worst one began, in seconds of the measured time; how many there were, and broke.
  int worst_from_s = 0;
  int windows = 0;
  int broken = 0;
  int undecided = 0;

  bool held() const { return verdict == Verdict::held; }
};
// Seconds that were not measured whole belong to no window; without one window a condition does not hold.
std::vector<Judged> judge_slo(const std::vector<Condition>& conditions, const Result& result);
std::string_view name(Verdict verdict);      // "held"
std::string in_words(const Judged& judged);  // "p99<50ms: 12.3 ms"

}  // namespace assay::bench
