// SPDX-License-Identifier: Apache-2.0
#include "bench/slo.hpp"

#include <fmt/format.h>

#include <charconv>
#include <optional>

#include "bench/result.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

constexpr std::string_view form = "p99<50ms, mean<2ms, max<1s, errors<0.1%, rate>1000/s";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

[[noreturn]] void refuse(std::string_view text, const char* what) {
  throw core::BadInput(
      {"'" + core::printable(text) + "' " + what, "--slo", "conditions such as " + std::string(form)});
}

// The number at the front of `text`, which keeps what follows it.
std::optional<double> take_number(std::string_view& text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < 0) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// What a unit is worth in the unit of the metric; nothing where it does not fit.
std::optional<double> factor(std::string_view metric, std::string_view unit) {
  if (metric == "errors")
    return unit == "%" ? std::optional(0.01) : unit.empty() ? std::optional(1.0) : std::nullopt;
  if (metric == "rate") return unit.empty() || unit == "/s" ? std::optional(1.0) : std::nullopt;
  if (unit == "us") return 1.0;
  if (unit == "ms") return 1e3;
  if (unit == "s") return 1e6;
  return std::nullopt;
}

// 99.9 of "p99.9"; nothing where it is no percentile.
std::optional<double> percentile_of(std::string_view metric) {
  if (metric.size() < 2 || metric.front() != 'p') return std::nullopt;
  metric.remove_prefix(1);
  const auto number = take_number(metric);
  return number && metric.empty() && *number <= 100 ? number : std::nullopt;
}

Condition parse_condition(std::string_view text) {
  const std::size_t sign = text.find_first_of("<>");
  if (sign == std::string_view::npos) refuse(text, "has neither < nor >");
  Condition condition;
  condition.text = text;
  condition.metric = trimmed(text.substr(0, sign));
  condition.less = text[sign] == '<';
  const std::string& metric = condition.metric;
  if (metric != "errors" && metric != "rate" && metric != "mean" && metric != "max" && !percentile_of(metric))
    refuse(text, "names no metric");
  std::string_view rest = trimmed(text.substr(sign + 1));
  const auto number = take_number(rest);
  if (!number) refuse(text, "has no limit");
  const auto unit = factor(metric, trimmed(rest));
  if (!unit) refuse(text, "has a unit that does not fit");
  condition.limit = *number * *unit;
  return condition;
}

double actual_of(const std::string& metric, const Result& result) {
  if (metric == "errors") return result.errors();
  if (metric == "rate") return result.rate();
  if (metric == "mean") return result.latency.mean() / 1e3;
  if (metric == "max") return static_cast<double>(result.latency.max()) / 1e3;
  return static_cast<double>(result.latency.at(*percentile_of(metric))) / 1e3;
}

}  // namespace

core::Result<std::vector<Condition>> parse_slo(std::string_view text) {
  try {
    std::vector<Condition> conditions;
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t comma = rest.find(',');
      const std::string_view part = trimmed(rest.substr(0, comma));
      rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
      if (!part.empty()) conditions.push_back(parse_condition(part));
    }
    if (conditions.empty()) refuse(text, "has no condition");
    return conditions;
  } catch (const core::BadInput& bad) {
    return bad.error;
  }
}

std::vector<Judged> judge_slo(const std::vector<Condition>& conditions, const Result& result) {
  std::vector<Judged> judged;
  for (const Condition& condition : conditions) {
    const double actual = actual_of(condition.metric, result);
    // Without a right answer there is no latency that could be small enough.
    const bool known = result.right() > 0 || condition.metric == "errors" || condition.metric == "rate";
    judged.push_back(
        {condition, actual, known && (condition.less ? actual < condition.limit : actual > condition.limit)});
  }
  return judged;
}

std::string in_words(const Judged& judged) {
  const std::string& metric = judged.condition.metric;
  const std::string actual = metric == "errors" ? fmt::format("{:.4g} %", judged.actual * 100)
                             : metric == "rate" ? fmt::format("{:.0f}/s", judged.actual)
                                                : fmt::format("{:.3f} ms", judged.actual / 1e3);
  return fmt::format("{} {}: {}", judged.condition.text, judged.held ? "held" : "broken", actual);
}

}  // namespace assay::bench
