// SPDX-License-Identifier: Apache-2.0
#include "bench/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "bench/figures.hpp"
#include "reports/escape.hpp"

namespace assay::bench {
namespace {

constexpr double plot_height = 210, plot_top = 18, axis_height = 24;
constexpr double name_height = 15;
constexpr double least_shown = 1;  // us, on a logarithmic axis
constexpr double inner = 1000;     // of the picture inside, whose places have no unit
constexpr std::size_t few_points = 3;

struct Frame {
  double from, to, least, most;
  bool log;

  double share(double value) const {
    if (log) return std::log(std::max(value, least) / least) / std::log(most / least);
    return (value - least) / (most - least);
  }
  double x(double value) const { return 100 * (value - from) / (to - from); }           // percent
  double y(double value) const { return plot_top + plot_height * (1 - share(value)); }  // pixels
  double inner_x(double value) const { return x(value) * inner / 100; }
  double inner_y(double value) const { return inner * (1 - share(value)); }
};

std::string label_of(const Chart& chart, double value) {
  if (!chart.log) return fmt::format("{:g}", value);
  return value < 1e3   ? fmt::format("{:g} us", value)
         : value < 1e6 ? fmt::format("{:g} ms", value / 1e3)
                       : fmt::format("{:g} s", value / 1e6);
}

std::string grid_lines(const Frame& frame, const std::vector<double>& values) {
  std::string svg;
  for (const double value : values)
    svg += fmt::format("<line class=\"axis\" x1=\"0\" x2=\"100%\" y1=\"{0:.1f}\" y2=\"{0:.1f}\"/>\n",
                       frame.y(value));
  return svg;
}

// Values stand on their lines, inside the plot; a phone shows every other tick.
std::string labels(const Chart& chart, const Frame& frame, const std::vector<double>& values) {
  std::string svg;
  for (const double value : values)
    svg += fmt::format("<text class=\"lane\" x=\"0\" y=\"{:.1f}\">{}</text>\n", frame.y(value) - 3,
                       reports::markup(label_of(chart, value)));
  for (std::size_t i = 0; i < chart.ticks.size(); ++i) {
    const auto& [at, label] = chart.ticks[i];
    const double x = frame.x(at);
    const char* place = x > 97 ? " end" : x < 3 ? "" : " middle";
    svg += fmt::format("<text class=\"lane{}{}\" x=\"{:.2f}%\" y=\"{:.0f}\">{}</text>\n", place,
                       i % 2 == 1 && chart.ticks.size() > 4 ? " wide" : "", x, plot_top + plot_height + 18,
                       reports::markup(label));
  }
  return svg;
}

std::string path_of(const Line& line, const Frame& frame) {
  std::string path;
  for (const auto& [x, y] : line.points)
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", frame.inner_x(x), frame.inner_y(y));
  return path;
}

std::string paths(const Chart& chart, const Frame& frame) {
  std::string svg = fmt::format(
      "<svg x=\"0\" y=\"{}\" width=\"100%\" height=\"{}\" viewBox=\"0 0 {} {}\" "
      "preserveAspectRatio=\"none\">\n",
      plot_top, plot_height, inner, inner);
  for (const Line& line : chart.lines) {
    if (line.points.size() > 1)
      svg += fmt::format("<path class=\"{}{}\" vector-effect=\"non-scaling-stroke\" d=\"{}\"/>\n", line.tone,
                         line.dashed ? " dashed" : "", path_of(line, frame));
  }
  return svg + "</svg>\n";
}

// Where a line has a point or two, it is its points.
std::string dots(const Chart& chart, const Frame& frame) {
  std::string svg;
  for (const Line& line : chart.lines) {
    if (line.points.size() >= few_points || line.dashed) continue;
    for (const auto& [x, y] : line.points)
      svg += fmt::format("<circle class=\"{}\" cx=\"{:.2f}%\" cy=\"{:.1f}\" r=\"4\"/>\n", line.tone,
                         frame.x(x), frame.y(y));
  }
  for (const Spot& spot : chart.spots) {
    const double y = frame.y(spot.y);
    svg += fmt::format("<g class=\"{}\"><title>{}</title>", spot.tone, reports::markup(spot.says));
    if (spot.tone == "state-good") {
      svg += fmt::format("<circle cx=\"{:.2f}%\" cy=\"{:.1f}\" r=\"5\"/>", frame.x(spot.x), y);
    } else {
      svg += fmt::format(
          "<svg x=\"{:.2f}%\" y=\"{:.1f}\" overflow=\"visible\"><path d=\"M-5 -5 L5 5 M-5 5 L5 -5\"/></svg>",
          frame.x(spot.x), y);
    }
    svg += "</g>\n";
  }
  return svg;
}

// Names above the ends of their lines, pushed apart.
std::string names(const Chart& chart, const Frame& frame) {
  std::vector<std::pair<double, const Line*>> places;
  for (const Line& line : chart.lines) {
    if (!line.points.empty()) places.emplace_back(frame.y(line.points.back().second) - 6, &line);
  }
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  double free = plot_top + name_height - 4;
  for (auto& place : places) {
    place.first = std::max(place.first, free);
    free = place.first + name_height;
  }
  // What was pushed below the plot goes up again.
  double floor = plot_top + plot_height - 4;
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    place->first = std::min(place->first, floor);
    floor = place->first - name_height;
  }
  std::string svg;
  for (const auto& [y, line] : places) {
    const double x = line->points.size() < few_points ? frame.x(line->points.back().first) + 3 : 100;
    svg += fmt::format("<text class=\"name {} {}\" x=\"{:.2f}%\" y=\"{:.1f}\">{}</text>\n", line->tone,
                       x > 80 ? "end" : "start", std::min(x, 100.0), y, reports::markup(line->name));
  }
  return svg;
}

}  // namespace

std::vector<double> axis_of(double most) {
  if (!(most > 0) || !std::isfinite(most)) most = 1;
  const double power = std::pow(10, std::floor(std::log10(most)) - 1);
  double step = power;
  for (const double factor : {1.0, 2.0, 5.0, 10.0, 20.0}) {
    step = factor * power;
    if (most / step <= 6) break;
  }
  std::vector<double> values;
  for (int i = 0; values.empty() || values.back() < most; ++i) values.push_back(i * step);
  return values;
}

std::vector<double> log_axis_of(double least, double most) {
  if (!(least > 0) || !std::isfinite(least)) least = 1;
  if (!(most > least) || !std::isfinite(most)) most = least * 10;
  const int from = static_cast<int>(std::floor(std::log10(least)));
  const int to = static_cast<int>(std::ceil(std::log10(most)));
  const bool few = to - from <= 2;
  std::vector<double> values;
  for (int power = from; power <= to; ++power) {
    for (const double factor : {1.0, 2.0, 5.0}) {
      if (factor == 1 || few) values.push_back(factor * std::pow(10, power));
    }
  }
  while (values.size() > 2 && values[1] <= least) values.erase(values.begin());
  while (values.size() > 2 && values[values.size() - 2] >= most) values.pop_back();
  return values;
}

std::string draw(const Chart& chart) {
  double most = 0, least = std::numeric_limits<double>::infinity();
  std::size_t points = 0;
  for (const Line& line : chart.lines) {
    points += line.points.size();
    for (const auto& point : line.points) {
      most = std::max(most, point.second);
      if (point.second > 0) least = std::min(least, point.second);
    }
  }
  if (points == 0 || chart.ticks.empty()) return "";
  if (chart.log) least = std::max(least, least_shown);
  const std::vector<double> values = chart.log ? log_axis_of(least, most) : axis_of(most);
  const Frame frame{chart.across.first,
                    chart.across.second > chart.across.first ? chart.across.second : chart.across.first + 1,
                    values.front(), values.back(), chart.log};
  std::string svg = fmt::format(
      "<figure class=\"story\"><figcaption>{} <span class=\"quiet\">{}{}</span></figcaption>\n"
      "<svg width=\"100%\" height=\"{}\" role=\"img\" aria-label=\"{}\">\n",
      reports::markup(chart.title), reports::markup(chart.unit),
      chart.shaded.empty() ? "" : "; shaded: " + reports::markup(chart.shaded_means),
      plot_top + plot_height + axis_height, reports::markup(chart.title));
  for (const auto& [from, to] : chart.shaded) {
    const double x1 = frame.x(std::clamp(from, frame.from, frame.to));
    const double x2 = frame.x(std::clamp(to, frame.from, frame.to));
    svg += fmt::format(
        "<rect class=\"state-bad\" opacity=\".18\" x=\"{:.2f}%\" y=\"{}\" width=\"{:.2f}%\" "
        "height=\"{}\"/>\n",
        x1, plot_top, std::max(x2 - x1, 0.3), plot_height);
  }
  return svg + grid_lines(frame, values) + paths(chart, frame) + dots(chart, frame) +
         labels(chart, frame, values) + names(chart, frame) + "</svg></figure>\n";
}

}  // namespace assay::bench
