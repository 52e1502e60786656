// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bench/slo.hpp"
#include "core/result.hpp"

namespace assay::bench {

// One load of the search for the highest rate that meets the conditions.
struct RampStep {
  // Undecided: the injector's lag does not allow a verdict. Invalid: it was interrupted.
  enum class Verdict { held, broken, undecided, invalid };
  double rate = 0;   // offered
  double right = 0;  // achieved: correct responses per second
  double p99_us = 0;
  double errors = 0;  // a share, 0..1
  Verdict verdict = Verdict::invalid;
  std::string says = {};  // what broke, or why the figures must not be believed
};
std::string_view name(RampStep::Verdict verdict);  // "held"

struct Ramp {
  double from = 0, to = 0;      // requests per second
  std::vector<RampStep> steps;  // in the order of time

  double held() const;      // the highest rate that held; 0 where none did
  double broken() const;    // the lowest that broke; 0 where none did
  double not_held() const;  // the lowest that broke or is undecided; 0 where all held
  // Why the search ended before it was done: it was interrupted.
  std::optional<std::string> cut_short() const;
};

core::Result<Ramp> parse_ramp(std::string_view text);  // "100..20000"; an Error names --ramp

// The rate of the next step; nothing where the search is over. It starts at `from` and doubles until a step
// does not hold or `to` has held, then takes the geometric middle of the highest that held and the lowest
// that did not, until those are within 5 %. Steps are not repeated. A rate that is undecided is no reason to
// stop: below it there are rates at which the lag decides nothing.
std::optional<double> next_rate(const Ramp& ramp);

// Drives a load of each rate that the search asks for. The result is that of the highest rate that held, or
// of the first step where none did; it has the whole search in Result::ramp.
Result run_ramp(Ramp ramp, const std::vector<Condition>& conditions,
                const std::function<Result(double rate)>& drive,
                const std::function<void(const RampStep&)>& tell);

// For tables: offered and achieved rate, p99, errors, verdict with its reason.
constexpr std::array<std::string_view, 5> ramp_heads = {"offered/s", "achieved/s", "p99", "errors",
                                                        "verdict"};
std::array<std::string, 5> cells_of(const RampStep& step);
std::string in_words(const Ramp& ramp);  // "the highest rate that held is 800/s; 840/s broke: p99<50ms..."

}  // namespace assay::bench
