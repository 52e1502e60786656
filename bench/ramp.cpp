// SPDX-License-Identifier: Apache-2.0
#include "bench/ramp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "bench/figures.hpp"
#include "bench/validity.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

using StepVerdict = RampStep::Verdict;

constexpr double near_enough = 1.05;

// Three digits: 1131.37 becomes 1130, which people can type again.
double rounded(double rate) {
  const double unit = std::pow(10, std::floor(std::log10(rate)) - 2);
  return std::round(rate / unit) * unit;
}

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc() && end == text.data() + text.size();
  return whole && value > 0 && std::isfinite(value) ? std::optional(value) : std::nullopt;
}

RampStep step_of(double rate, const Result& result) {
  RampStep step{rate, result.rate(), static_cast<double>(result.latency.at(99)) / 1e3, result.errors()};
  if (result.interrupted) {
    step.says = "it was interrupted";
    return step;
  }
  const Conclusion end = conclude(result);
  const auto first = [&](Verdict verdict) {
    const auto found = std::find_if(result.slo.begin(), result.slo.end(),
                                    [&](const Judged& judged) { return judged.verdict == verdict; });
    return found == result.slo.end() ? std::string() : in_words(*found);
  };
  // What makes another load invalid is what a server does that cannot bear the rate: it does not answer, or
  // requests find no connection. An injector without CPU time does the latter, too.
  const bool lags = !injector_faults(result).empty();
  const std::string broken = first(Verdict::broken), undecided = first(Verdict::undecided);
  const std::vector<std::string> faults = load_faults(result);
  step.verdict = StepVerdict::held;
  if (!broken.empty() || !faults.empty()) {
    step.verdict = StepVerdict::broken;
    step.says = broken.empty() ? faults.front() : broken;
  } else if (!undecided.empty()) {
    step.verdict = StepVerdict::undecided;
    step.says = undecided;
  } else if (end.word == Conclusion::Word::invalid) {
    step.verdict = lags ? StepVerdict::undecided : StepVerdict::broken;
    step.says = end.why.front();
  }
  return step;
}

double least_rate(const Ramp& ramp, bool undecided_too) {
  double least = 0;
  for (const RampStep& step : ramp.steps) {
    const bool counts =
        step.verdict == StepVerdict::broken || (undecided_too && step.verdict == StepVerdict::undecided);
    if (counts && (least == 0 || step.rate < least)) least = step.rate;
  }
  return least;
}

}  // namespace

std::string_view name(RampStep::Verdict verdict) {
  constexpr std::string_view names[] = {"held", "broken", "undecided", "invalid"};
  return names[static_cast<std::size_t>(verdict)];
}

double Ramp::held() const {
  double most = 0;
  for (const RampStep& step : steps) {
    if (step.verdict == StepVerdict::held) most = std::max(most, step.rate);
  }
  return most;
}

double Ramp::broken() const { return least_rate(*this, false); }

double Ramp::not_held() const { return least_rate(*this, true); }

std::optional<std::string> Ramp::cut_short() const {
  if (steps.empty() || steps.back().verdict != StepVerdict::invalid) return {};
  return fmt::format("the search ended at {:g}/s, {}: {}", steps.back().rate,
                     held() > 0 ? fmt::format("{:g}/s held", held()) : "nothing held", steps.back().says);
}

core::Result<Ramp> parse_ramp(std::string_view text) {
  const std::size_t dots = text.find("..");
  const auto from = number(text.substr(0, dots));
  const auto to = dots == std::string_view::npos ? std::nullopt : number(text.substr(dots + 2));
  if (!from || !to || *from >= *to)
    return core::Error{"'" + core::printable(text) + "' is no range of rates", "--ramp",
                       "two numbers of requests per second, the lower first, such as 100..20000"};
  return Ramp{*from, *to, {}};
}

std::optional<double> next_rate(const Ramp& ramp) {
  if (ramp.steps.empty()) return ramp.from;
  const double held = ramp.held(), over = ramp.not_held();
  if (ramp.cut_short() || held == 0) return {};
  if (over == 0) return held >= ramp.to ? std::nullopt : std::optional(std::min(held * 2, ramp.to));
  const double middle = rounded(std::sqrt(held * over));
  return over / held <= near_enough || middle <= held || middle >= over ? std::nullopt
                                                                        : std::optional(middle);
}

Result run_ramp(Ramp ramp, const std::vector<Condition>& conditions,
                const std::function<Result(double rate)>& drive,
                const std::function<void(const RampStep&)>& tell) {
  std::optional<Result> best;
  while (const auto rate = next_rate(ramp)) {
    Result result = drive(*rate);
    result.slo = judge_slo(conditions, result);
    ramp.steps.push_back(step_of(*rate, result));
    tell(ramp.steps.back());
    if (!best || *rate == ramp.held()) best = std::move(result);
  }
  best->ramp = std::move(ramp);
  return std::move(*best);
}

std::array<std::string, 5> cells_of(const RampStep& step) {
  return {fmt::format("{:g}", step.rate), fmt::format("{:.0f}", step.right), time_text(step.p99_us),
          fmt::format("{:.4g} %", step.errors * 100),
          std::string(name(step.verdict)) + (step.says.empty() ? "" : ": " + step.says)};
}

std::string in_words(const Ramp& ramp) {
  if (ramp.steps.empty()) return "no rate was tried";
  if (const auto why = ramp.cut_short()) return *why;
  const double held = ramp.held(), broken = ramp.broken(), over = ramp.not_held();
  const RampStep& first = ramp.steps.front();
  if (held == 0 && first.verdict == StepVerdict::undecided)
    return fmt::format("at {:g}/s, the lowest rate, the injector's lag does not allow a verdict: {}",
                       ramp.from, first.says);
  if (held == 0) return fmt::format("not even {:g}/s held: {}", ramp.from, first.says);
  if (over == 0) return fmt::format("{:g}/s held, the upper end of the range", held);
  const RampStep& step = *std::find_if(ramp.steps.begin(), ramp.steps.end(),
                                       [&](const RampStep& one) { return one.rate == over; });
  if (over == broken)
    return fmt::format("the highest rate that held is {:g}/s; at {:g}/s {}", held, over, step.says);
  return fmt::format(
      "{:g}/s held, and perhaps more: at {:g}/s the injector's lag does not allow a verdict: {}{}", held,
      over, step.says, broken > 0 ? fmt::format("; {:g}/s broke", broken) : "");
}

}  // namespace assay::bench
