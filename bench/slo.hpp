// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace assay::bench {

struct Result;

// One condition of `--slo 'p99<50ms, errors<0.1%, rate>1000/s'`.
struct Condition {
  std::string text;    // as written: "p99<50ms"
  std::string metric;  // "p50" ... "p99.999", "mean", "max", "errors", "rate"
  bool less = true;    // '<' or '>'
  double limit = 0;    // us for latencies, a share 0..1 for errors, requests per second for the rate
};
core::Result<std::vector<Condition>> parse_slo(std::string_view text);

struct Judged {
  Condition condition;
  double actual = 0;  // in the unit of `limit`
  bool held = false;
};
std::vector<Judged> judge_slo(const std::vector<Condition>& conditions, const Result& result);
std::string in_words(const Judged& judged);  // "p99<50ms held: 12.3 ms"

}  // namespace assay::bench
