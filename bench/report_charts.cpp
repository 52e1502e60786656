// SPDX-License-Identifier: Apache-2.0
#include "bench/report_charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::bench {
namespace {

constexpr double most_points = 450;  // a line has no more than the page has pixels

double micros(std::int64_t ns) { return static_cast<double>(ns) / 1e3; }

// Seconds that stand for `stride` seconds each.
std::size_t stride_of(const Result& result) {
  return std::max<std::size_t>(
      1, static_cast<std::size_t>(std::ceil(static_cast<double>(result.seconds.size()) / most_points)));
}

void add_time_axis(Chart& chart, const Result& result) {
  const auto seconds = std::max<double>(1, static_cast<double>(result.seconds.size()));
  chart.across = {0, seconds};
  for (const double at : axis_of(seconds)) {
    if (at <= seconds) chart.ticks.emplace_back(at, fmt::format("{:g} s", at));
  }
}

void shade_outages(Chart& chart, const Result& result) {
  for (const Outage& outage : result.outages) chart.shaded.emplace_back(outage.from_s, outage.to_s);
  chart.shaded_means = "the target did not answer";
}

Line curve(std::string name, std::string tone, const Histogram& histogram) {
  Line line{std::move(name), std::move(tone), {}};
  const auto all = static_cast<double>(histogram.count());
  if (all == 0) return line;
  const double end = std::log10(all);
  for (double x = 0; x < end; x += std::max(end, 1e-9) / most_points)
    line.points.emplace_back(x, micros(histogram.at(100 * (1 - std::pow(10, -x)))));
  line.points.emplace_back(end, micros(histogram.max()));
  return line;
}

// Nines: 90 % at 1, 99 % at 2.
void add_percentile_axis(Chart& chart, const Histogram& histogram) {
  const auto all = std::max<double>(10, static_cast<double>(histogram.count()));
  chart.log = true;
  chart.across = {0, std::log10(all)};
  chart.ticks = {{0, "0 %"}, {std::log10(2.0), "50 %"}};
  const char* shares[] = {"90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %"};
  for (int nines = 1; nines <= 6 && std::pow(10, nines) <= all; ++nines)
    chart.ticks.emplace_back(nines, shares[nines - 1]);
}

// The limit of the condition that the chart of a ramp can show: of p99, or the first of a latency.
const Condition* shown_limit(const Result& result) {
  const Condition* found = nullptr;
  for (const Judged& judged : result.slo) {
    const Condition& condition = judged.condition;
    if (!condition.less || condition.metric == "errors" || condition.metric == "rate") continue;
    if (condition.metric == "p99") return &condition;
    if (!found) found = &condition;
  }
  return found;
}

}  // namespace

Chart latency_chart(const Result& result) {
  Chart chart{"Latency over time", "from the intended time, logarithmic"};
  chart.log = true;
  add_time_axis(chart, result);
  Line p50{"p50", "state-run", {}}, p99{"p99", "state-stop", {}}, max{"max", "state-wait", {}};
  const std::size_t stride = stride_of(result);
  Histogram histogram;
  for (std::size_t i = 0; i < result.seconds.size(); ++i) {
    result.seconds[i].latency.add_to(histogram);
    if ((i + 1) % stride != 0 && i + 1 != result.seconds.size()) continue;
    const double at = static_cast<double>(i) + 0.5;
    if (histogram.count() > 0) {
      p50.points.emplace_back(at, micros(histogram.at(50)));
      p99.points.emplace_back(at, micros(histogram.at(99)));
      max.points.emplace_back(at, micros(histogram.max()));
    }
    histogram.clear();
  }
  chart.lines = {max, p99, p50};
  shade_outages(chart, result);
  return chart;
}

Chart percentile_chart(const Result& result) {
  Chart chart{"Latency by percentile", "logarithmic"};
  add_percentile_axis(chart, result.latency);
  chart.lines.push_back(curve("latency", "state-run", result.latency));
  if (!result.scheduled()) chart.lines.push_back(curve("corrected", "state-odd", result.corrected()));
  if (result.stale.count() > 0) chart.lines.push_back(curve("state age", "state-wait", result.stale));
  return chart;
}

Chart injector_chart(const Result& result) {
  Chart chart{"Service time and injector lag by percentile", "logarithmic"};
  add_percentile_axis(chart, result.latency);
  chart.lines.push_back(curve("service time", "state-run", result.service));
  if (result.scheduled()) chart.lines.push_back(curve("injector lag", "state-stop", result.lag));
  return chart;
}

Chart rate_chart(const Result& result) {
  Chart chart{"Responses over time", "per second"};
  add_time_axis(chart, result);
  Line achieved{"achieved", "state-good", {}}, wrong{"wrong", "state-bad", {}},
      offered{"offered", "state-odd", {}};
  offered.dashed = true;
  const std::size_t stride = stride_of(result);
  double rights = 0, all = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i < result.seconds.size(); ++i) {
    const Outcomes& counts = result.seconds[i].outcomes;
    rights += static_cast<double>(counts[0]);
    all += static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    if ((i + 1) % stride != 0 && i + 1 != result.seconds.size()) continue;
    const double at = static_cast<double>(i) + 0.5, length = static_cast<double>(i + 1 - from);
    achieved.points.emplace_back(at, rights / length);
    wrong.points.emplace_back(at, (all - rights) / length);
    rights = all = 0;
    from = i + 1;
  }
  if (result.options.rate > 0 && !result.seconds.empty())
    offered.points = {{0, result.options.rate}, {chart.across.second, result.options.rate}};
  chart.lines = {offered, achieved, wrong};
  shade_outages(chart, result);
  return chart;
}

Chart ramp_chart(const Result& result) {
  Chart chart{"The search", "p99 against the offered rate, both logarithmic; a cross did not hold"};
  if (!result.ramp || result.ramp->steps.empty()) return chart;
  chart.log = true;
  Line p99{"p99", "state-run", {}};
  for (const RampStep& step : result.ramp->steps) {
    p99.points.emplace_back(std::log10(step.rate), step.p99_us);
    chart.spots.push_back({std::log10(step.rate), step.p99_us,
                           step.verdict == RampStep::Verdict::held     ? "state-good"
                           : step.verdict == RampStep::Verdict::broken ? "state-bad"
                                                                       : "state-odd",
                           cells_of(step)[0] + "/s, p99 " + cells_of(step)[2] + ", " + cells_of(step)[4]});
  }
  std::sort(p99.points.begin(), p99.points.end());
  const double first = p99.points.front().first, last = p99.points.back().first;
  const double margin = std::max((last - first) / 25, 0.01);
  chart.across = {first - margin, last + margin};
  chart.ticks.emplace_back(first, fmt::format("{:g}/s", result.ramp->from));
  const double held = result.ramp->held(), room = (last - first) / 6;
  const bool at_held = held > 0 && std::log10(held) > first + room;
  if (at_held) chart.ticks.emplace_back(std::log10(held), fmt::format("{:g}/s held", held));
  if (!at_held || std::log10(held) < last - room)
    chart.ticks.emplace_back(last, fmt::format("{:g}/s", std::pow(10, last)));
  chart.lines.push_back(p99);
  if (const Condition* limit = shown_limit(result)) {
    Line line{"limit: " + limit->text,
              "state-bad",
              {{chart.across.first, limit->limit}, {chart.across.second, limit->limit}}};
    line.dashed = true;
    if (limit->limit > 0) chart.lines.push_back(line);
  }
  return chart;
}

}  // namespace assay::bench
