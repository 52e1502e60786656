// SPDX-License-Identifier: Apache-2.0
#include "bench/report_charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace assay::bench {
namespace {

constexpr double most_points = 450;  // a line has no more than the page has pixels

double ms(std::int64_t ns) { return static_cast<double>(ns) / 1e6; }

// Seconds that stand for `stride` seconds each.
std::size_t stride_of(const Result& result) {
  return std::max<std::size_t>(
      1, static_cast<std::size_t>(std::ceil(static_cast<double>(result.seconds.size()) / most_points)));
}

std::vector<std::pair<double, std::string>> time_ticks(const Result& result) {
  std::vector<std::pair<double, std::string>> ticks;
  for (const double at : axis_of(std::max<double>(1, static_cast<double>(result.seconds.size()))))
    ticks.emplace_back(at, fmt::format("{:g} s", at));
  while (ticks.size() > 2 && ticks.back().first > static_cast<double>(result.seconds.size()))
    ticks.pop_back();
  return ticks;
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
  for (double x = 0; x < end; x += end / most_points)
    line.points.emplace_back(x, ms(histogram.at(100 * (1 - std::pow(10, -x)))));
  line.points.emplace_back(end, ms(histogram.max()));
  return line;
}

}  // namespace

Chart latency_chart(const Result& result) {
  Chart chart{"Latency over time", "ms", {}, time_ticks(result)};
  Line p50{"p50", "state-run", {}}, p99{"p99", "state-stop", {}}, max{"max", "state-wait", {}};
  const std::size_t stride = stride_of(result);
  Histogram histogram;
  for (std::size_t i = 0; i < result.seconds.size(); ++i) {
    result.seconds[i].latency.add_to(histogram);
    if ((i + 1) % stride != 0 && i + 1 != result.seconds.size()) continue;
    const double at = static_cast<double>(i) + 0.5;
    if (histogram.count() > 0) {
      p50.points.emplace_back(at, ms(histogram.at(50)));
      p99.points.emplace_back(at, ms(histogram.at(99)));
      max.points.emplace_back(at, ms(histogram.max()));
    }
    histogram.clear();
  }
  chart.lines = {max, p99, p50};
  shade_outages(chart, result);
  return chart;
}

Chart percentile_chart(const Result& result) {
  Chart chart{"Latency by percentile", "ms", {}, {{0, "0 %"}, {std::log10(2.0), "50 %"}}};
  const auto all = static_cast<double>(result.latency.count());
  const char* labels[] = {"90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %"};
  for (int nines = 1; nines <= 6 && std::pow(10, nines) <= all; ++nines)
    chart.ticks.emplace_back(nines, labels[nines - 1]);
  chart.lines.push_back(curve("latency", "state-run", result.latency));
  if (result.scheduled()) {
    chart.lines.push_back(curve("service", "state-odd", result.service));
  } else {
    chart.lines.push_back(curve("corrected", "state-odd", result.corrected()));
  }
  return chart;
}

Chart rate_chart(const Result& result) {
  Chart chart{"Answers over time", "answers per second", {}, time_ticks(result)};
  Line right{"right", "state-good", {}}, wrong{"wrong", "state-bad", {}}, offered{"offered", "state-odd", {}};
  const std::size_t stride = stride_of(result);
  double rights = 0, all = 0;
  std::size_t from = 0;
  for (std::size_t i = 0; i < result.seconds.size(); ++i) {
    const Outcomes& counts = result.seconds[i].outcomes;
    rights += static_cast<double>(counts[0]);
    all += static_cast<double>(std::accumulate(counts.begin(), counts.end(), std::uint64_t{0}));
    if ((i + 1) % stride != 0 && i + 1 != result.seconds.size()) continue;
    const double at = static_cast<double>(i) + 0.5, length = static_cast<double>(i + 1 - from);
    right.points.emplace_back(at, rights / length);
    wrong.points.emplace_back(at, (all - rights) / length);
    if (result.options.rate > 0) offered.points.emplace_back(at, result.options.rate);
    rights = all = 0;
    from = i + 1;
  }
  chart.lines = {offered, right, wrong};
  shade_outages(chart, result);
  return chart;
}

}  // namespace assay::bench
