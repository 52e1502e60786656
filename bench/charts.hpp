// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace assay::bench {

struct Line {
  std::string name;
  std::string tone;  // a class of reports/html/report.css that sets --tone
  std::vector<std::pair<double, double>> points;
};

struct Chart {
  std::string title;
  std::string unit;  // of the values: "ms"
  std::vector<Line> lines;
  std::vector<std::pair<double, std::string>> ticks;   // of the x axis
  std::vector<std::pair<double, double>> shaded = {};  // parts of the x axis
  std::string shaded_means = {};
};

// Values for an axis from 0 to at least `most`: four to eight of them, 1, 2 or 5 times a power of ten apart.
std::vector<double> axis_of(double most);

// A figure in HTML with an inline SVG: each line has its name at its end, so that colour is never alone.
// Texts are escaped here. "" where no line has a point.
std::string draw(const Chart& chart);

}  // namespace assay::bench
