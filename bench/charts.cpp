// SPDX-License-Identifier: Apache-2.0
#include "bench/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "reports/escape.hpp"

namespace assay::bench {
namespace {

constexpr double width = 900, height = 230, left = 70, right = 110, top = 12, bottom = 26;
constexpr double name_height = 14;

struct Frame {
  double from, to, most;
  double x(double value) const { return left + (value - from) / (to - from) * (width - left - right); }
  double y(double value) const { return height - bottom - value / most * (height - top - bottom); }
};

Frame frame_of(const Chart& chart, double most) {
  Frame frame{chart.ticks.front().first, chart.ticks.back().first, most};
  for (const Line& line : chart.lines) {
    for (const auto& point : line.points) {
      frame.from = std::min(frame.from, point.first);
      frame.to = std::max(frame.to, point.first);
    }
  }
  if (frame.to <= frame.from) frame.to = frame.from + 1;
  return frame;
}

std::string grid(const Chart& chart, const Frame& frame, const std::vector<double>& values) {
  std::string svg;
  for (const double value : values) {
    svg += fmt::format(
        "<line class=\"axis\" x1=\"{0}\" x2=\"{1}\" y1=\"{2:.1f}\" y2=\"{2:.1f}\"/>"
        "<text class=\"lane end\" x=\"{3}\" y=\"{4:.1f}\">{5:g}</text>\n",
        left, width - right, frame.y(value), left - 6, frame.y(value) + 4, value);
  }
  for (const auto& [at, label] : chart.ticks)
    svg += fmt::format("<text class=\"lane\" text-anchor=\"middle\" x=\"{:.1f}\" y=\"{}\">{}</text>\n",
                       frame.x(at), height - 6, reports::markup(label));
  return svg;
}

std::string path_of(const Line& line, const Frame& frame) {
  std::string path;
  for (const auto& [x, y] : line.points)
    path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : " L", frame.x(x), frame.y(y));
  // A single point is a dash.
  return line.points.size() == 1 ? path + " h 4" : path;
}

// Names at the ends of their lines, pushed apart.
std::string names(const Chart& chart, const Frame& frame) {
  std::vector<std::pair<double, const Line*>> places;
  for (const Line& line : chart.lines) {
    if (!line.points.empty()) places.emplace_back(frame.y(line.points.back().second), &line);
  }
  std::sort(places.begin(), places.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  double free = top;
  for (auto& place : places) {
    place.first = std::max(place.first, free);
    free = place.first + name_height;
  }
  // What was pushed below the frame goes up again.
  double floor = height - bottom;
  for (auto place = places.rbegin(); place != places.rend(); ++place) {
    place->first = std::min(place->first, floor);
    floor = place->first - name_height;
  }
  std::string svg;
  for (const auto& [y, line] : places)
    svg += fmt::format("<text class=\"{}\" style=\"fill:var(--tone)\" x=\"{}\" y=\"{:.1f}\">{}</text>\n",
                       line->tone, width - right + 8, y + 4, reports::markup(line->name));
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

std::string draw(const Chart& chart) {
  double most = 0;
  std::size_t points = 0;
  for (const Line& line : chart.lines) {
    points += line.points.size();
    for (const auto& point : line.points) most = std::max(most, point.second);
  }
  if (points == 0 || chart.ticks.empty()) return "";
  const std::vector<double> values = axis_of(most);
  const Frame frame = frame_of(chart, values.back());
  std::string svg = fmt::format(
      "<figure class=\"story\"><figcaption>{} <span class=\"quiet\">in {}{}</span></figcaption>\n"
      "<div class=\"scroll bare\"><svg viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"{}\">\n",
      reports::markup(chart.title), reports::markup(chart.unit),
      chart.shaded.empty() ? "" : "; shaded: " + reports::markup(chart.shaded_means), width, height,
      reports::markup(chart.title));
  for (const auto& [from, to] : chart.shaded) {
    const double x1 = frame.x(std::clamp(from, frame.from, frame.to));
    const double x2 = frame.x(std::clamp(to, frame.from, frame.to));
    svg += fmt::format(
        "<rect class=\"state-bad\" opacity=\".18\" x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{}\"/>\n",
        x1, top, std::max(x2 - x1, 2.0), height - top - bottom);
  }
  svg += grid(chart, frame, values);
  for (const Line& line : chart.lines) {
    if (!line.points.empty())
      svg += fmt::format("<path class=\"{}\" d=\"{}\"/>\n", line.tone, path_of(line, frame));
  }
  return svg + names(chart, frame) + "</svg></div></figure>\n";
}

}  // namespace assay::bench
