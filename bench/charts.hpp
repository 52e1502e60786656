// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

namespace assay::bench {

using Points = std::vector<std::pair<double, double>>;

struct Line {
  std::string name;
  std::string tone;  // a class of reports/html/page.css that sets --tone
  Points points;
  bool dashed = false;
};

// A point that stands out, with a mark of its own for each tone, so that colour is never alone.
struct Spot {
  double x = 0, y = 0;
  std::string tone;
  std::string says;  // read aloud, and shown under the pointer
};

struct Chart {
  std::string title;
  std::string unit;  // what the values are: "responses per second"
  std::vector<Line> lines = {};
  Points::value_type across = {0, 0};                      // where the x axis begins and ends
  std::vector<std::pair<double, std::string>> ticks = {};  // of the x axis
  bool log = false;  // the y axis; its values are us, and labels say their unit
  std::vector<std::pair<double, double>> shaded = {};  // parts of the x axis
  std::string shaded_means = {};
  std::vector<Spot> spots = {};
};

// Values for an axis from 0 to at least `most`: four to eight of them, 1, 2 or 5 times a power of ten apart.
std::vector<double> axis_of(double most);
// Values for a logarithmic axis around `least` and `most`: powers of ten, or 1, 2 and 5 times them where they
// are few.
std::vector<double> log_axis_of(double least, double most);

// A figure in HTML with an inline SVG. Places across are in percent and texts in pixels, so that it fits a
// phone as it fits a desk, and its words stay legible; each line has its name at its end. Texts are escaped
// here. "" where no line has a point.
std::string draw(const Chart& chart);

}  // namespace assay::bench
