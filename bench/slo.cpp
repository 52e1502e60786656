// SPDX-License-Identifier: Apache-2.0
#include "bench/slo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <span>

#include "bench/result.hpp"
#include "bench/validity.hpp"
#include "core/ascii.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

using core::trimmed;

constexpr std::string_view slo_forms = "p99<50ms, max<1s, errors<0.1% over 10s, rate>1000/s";
constexpr double longest_window_s = 86'400;

// The number at the front of `text`, which keeps what follows it.
std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || !(number >= 0) || std::isinf(number)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

struct Unit {
  std::string_view name;
  double factor;
};

// What a unit is worth in that of the metric; nothing where it does not fit.
std::optional<double> factor(std::string_view metric, std::string_view unit) {
  static constexpr Unit shares[] = {{"%", 0.01}, {"", 1}}, rates[] = {{"/s", 1}, {"", 1}},
                        times[] = {{"us", 1}, {"ms", 1e3}, {"s", 1e6}};
  const std::span<const Unit> units = metric == "errors" ? std::span<const Unit>(shares)
                                      : metric == "rate" ? std::span<const Unit>(rates)
                                                         : std::span<const Unit>(times);
  const auto found = std::find_if(units.begin(), units.end(), [&](const Unit& u) { return u.name == unit; });
  return found == units.end() ? std::nullopt : std::optional(found->factor);
}

// 99.9 of "p99.9"; nothing where it is no percentile.
std::optional<double> percentile_of(std::string_view metric) {
  if (metric.size() < 2 || metric.front() != 'p') return std::nullopt;
  metric.remove_prefix(1);
  const auto number = take_number(metric);
  return number && metric.empty() && *number <= 100 ? number : std::nullopt;
}

// Parts of the text are views into it, so that each knows its column.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::vector<Condition> all() const {
    std::vector<Condition> conditions;
    for (std::string_view rest = text_; !rest.empty();) {
      const std::size_t comma = rest.find(',');
      const std::string_view part = trimmed(rest.substr(0, comma));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      if (!part.empty()) conditions.push_back(condition(part));
    }
    if (conditions.empty()) refuse(text_, "no condition is given");
    return conditions;
  }

 private:
  [[noreturn]] void refuse(std::string_view at, const std::string& what) const {
    throw core::BadInput({what, fmt::format("--slo, column {}", at.data() - text_.data() + 1),
                          "conditions such as " + std::string(slo_forms)});
  }

  static std::string quoted(std::string_view text) { return "'" + core::printable(text) + "'"; }

  Condition condition(std::string_view part) const {
    const std::size_t sign = part.find_first_of("<>");
    if (sign == std::string_view::npos) refuse(part, quoted(part) + " has neither < nor >");
    Condition condition;
    condition.text = part;
    const std::string_view metric = trimmed(part.substr(0, sign));
    condition.metric = metric;
    condition.less = part[sign] == '<';
    if (metric != "errors" && metric != "rate" && metric != "mean" && metric != "max" &&
        !percentile_of(metric))
      refuse(part, quoted(metric) + " is no metric");
    std::string_view limit = part.substr(sign + 1);
    if (const std::size_t over = limit.find(" over "); over != std::string_view::npos) {
      condition.window_s = window(trimmed(limit.substr(over + 6)));
      limit = limit.substr(0, over);
    }
    limit = trimmed(limit);
    std::string_view unit = limit;
    const auto number = take_number(unit);
    if (!number) refuse(limit, quoted(limit) + " is no limit of " + condition.metric);
    condition.unit = trimmed(unit);
    const auto worth = factor(metric, condition.unit);
    if (!worth) refuse(limit, fmt::format("{} is no unit of {}", quoted(condition.unit), condition.metric));
    condition.limit = *number * *worth;
    return condition;
  }

  int window(std::string_view text) const {
    std::string_view unit = text;
    const auto number = take_number(unit);
    const double seconds = number.value_or(0) * (unit == "s" ? 1 : unit == "m" ? 60 : 0);
    if (seconds < 1 || seconds > longest_window_s || seconds != std::floor(seconds))
      refuse(text, quoted(text) + " is no window: whole seconds such as 10s, or 1m");
    return static_cast<int>(seconds);
  }

  std::string_view text_;
};

// What a condition is asked of: the whole load, or one window of it.
struct Slice {
  const Result& load;
  Histogram latency = {};
  std::uint64_t right = 0;
  std::uint64_t requests = 0;
  double seconds = 0;

  double actual(const std::string& metric) const {
    if (metric == "errors")
      return requests > 0 ? static_cast<double>(requests - right) / static_cast<double>(requests) : 1;
    if (metric == "rate") return seconds > 0 ? static_cast<double>(right) / seconds : 0;
    if (metric == "mean") return latency.mean() / 1e3;
    if (metric == "max") return static_cast<double>(latency.max()) / 1e3;
    return static_cast<double>(latency.at(*percentile_of(metric))) / 1e3;
  }
  // Without a right answer there is no latency that could be small enough.
  bool knows(const std::string& metric) const { return right > 0 || metric == "errors" || metric == "rate"; }

  Bounds bounds(const std::string& metric) const {
    const double here = actual(metric);
    if (metric == "errors") return {here, here};
    const bool out_of_cpu = is_out_of_cpu(load);
    if (metric == "rate") return {here, out_of_cpu ? std::numeric_limits<double>::infinity() : here};
    if (out_of_cpu) return {0, here};
    if (metric == "mean") {
      const double lag = load.lag.mean() * static_cast<double>(load.lag.count()) / static_cast<double>(right);
      return {std::max(0.0, here - 2 * lag / 1e3), here};
    }
    const double percentile = metric == "max" ? 100 : *percentile_of(metric);
    // What a histogram rounds is no lag.
    return load.lag.count() == 0
               ? Bounds{here, here}
               : Bounds{static_cast<double>(least_at(percentile, latency, load.lag)) / 1e3, here};
  }

  // Of unsigned counts: what was added can be taken out again.
  void shift(const Second& second, bool in) {
    const auto by = [in](std::uint64_t n) { return in ? n : 0 - n; };
    for (const std::uint64_t n : second.outcomes) requests += by(n);
    right += by(second.outcomes[0]);
    for (const auto& [slot, n] : second.latency) latency.record(Histogram::lowest_of(slot), by(n));
  }
};

// Bounds are looked for only where the figure with the lag in it does not hold.
Verdict verdict_on(const Condition& condition, const Slice& part, double& least) {
  const double actual = part.actual(condition.metric);
  least = actual;
  if (!part.knows(condition.metric)) return Verdict::broken;
  const Verdict plain = verdict_of(condition.less, condition.limit, {actual, actual});
  if (plain == Verdict::held && (condition.less || condition.metric == "rate")) return plain;
  const Bounds bounds = part.bounds(condition.metric);
  least = bounds.least;
  return verdict_of(condition.less, condition.limit, bounds);
}

Judged judge_whole(const Condition& condition, const Result& result) {
  const Slice whole{result, result.latency, result.right(), result.requests(), result.measured_s};
  Judged judged{condition};
  judged.actual = whole.actual(condition.metric);
  judged.known = whole.knows(condition.metric);
  judged.verdict = verdict_on(condition, whole, judged.least);
  return judged;
}

Judged judge_windows(const Condition& condition, const Result& result) {
  Judged judged{condition};
  const int whole =
      static_cast<int>(std::min(static_cast<double>(result.seconds.size()), result.measured_s + 1e-3));
  Slice window{result};
  window.seconds = condition.window_s;
  for (int end = 1; end <= whole; ++end) {
    const int from = end - condition.window_s;
    window.shift(result.seconds[static_cast<std::size_t>(end - 1)], true);
    if (from > 0) window.shift(result.seconds[static_cast<std::size_t>(from - 1)], false);
    if (from < 0) continue;
    double least = 0;
    const Verdict verdict = verdict_on(condition, window, least);
    const double actual = window.actual(condition.metric);
    const bool known = window.knows(condition.metric);
    const bool worse = condition.less ? actual > judged.actual : actual < judged.actual;
    if (judged.windows == 0 || (judged.known && (!known || worse))) {
      judged.actual = actual;
      judged.least = least;
      judged.worst_from_s = from;
      judged.known = known;
    }
    ++judged.windows;
    judged.broken += verdict == Verdict::broken;
    judged.undecided += verdict == Verdict::undecided;
  }
  judged.verdict = judged.windows == 0 || judged.broken > 0 ? Verdict::broken
                   : judged.undecided > 0                   ? Verdict::undecided
                                                            : Verdict::held;
  return judged;
}

// In the unit of the condition.
std::string value_in_words(const Condition& condition, double value) {
  if (condition.metric == "errors") return fmt::format("{:.4g} %", value * 100);
  if (condition.metric == "rate") return fmt::format("{:.0f}/s", value);
  if (condition.unit == "us") return fmt::format("{:.1f} us", value);
  return condition.unit == "s" ? fmt::format("{:.4g} s", value / 1e6) : fmt::format("{:.3f} ms", value / 1e3);
}

std::string value_in_words(const Judged& judged) {
  return judged.known ? value_in_words(judged.condition, judged.actual) : "no correct response";
}

// What an undecided one is without the lag.
std::string without_lag(const Judged& judged) {
  if (judged.verdict != Verdict::undecided) return "";
  if (judged.condition.metric == "rate") return ", and the injector had no CPU time for more";
  return fmt::format(" with the injector's lag, {} or more without it",
                     value_in_words(judged.condition, judged.least));
}

}  // namespace

core::Result<std::vector<Condition>> parse_slo(std::string_view text) {
  try {
    return Parser(text).all();
  } catch (const core::BadInput& bad) {
    return bad.error;
  }
}

std::vector<Judged> judge_slo(const std::vector<Condition>& conditions, const Result& result) {
  std::vector<Judged> judged;
  for (const Condition& condition : conditions)
    judged.push_back(condition.window_s > 0 ? judge_windows(condition, result)
                                            : judge_whole(condition, result));
  return judged;
}

std::string_view name(Verdict verdict) {
  constexpr std::string_view verdicts[] = {"held", "broken", "undecided"};
  return verdicts[static_cast<std::size_t>(verdict)];
}

std::string in_words(const Judged& judged) {
  const Condition& condition = judged.condition;
  const std::string says = condition.text + ": ";
  if (condition.window_s == 0) return says + value_in_words(judged) + without_lag(judged);
  if (judged.windows == 0) return says + fmt::format("the load had no {} whole seconds", condition.window_s);
  const std::string worst = fmt::format("{} from {} s to {} s", value_in_words(judged), judged.worst_from_s,
                                        judged.worst_from_s + condition.window_s);
  if (judged.held()) return says + worst + fmt::format(", the worst of {} windows", judged.windows);
  if (judged.broken > 0)
    return says + worst + fmt::format("; {} of {} windows broke it", judged.broken, judged.windows);
  return says + worst + without_lag(judged) +
         fmt::format("; undecided in {} of {} windows", judged.undecided, judged.windows);
}

}  // namespace assay::bench
