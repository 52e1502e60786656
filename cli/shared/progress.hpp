// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "conformance/runner/runner.hpp"

namespace assay::cli {

// On stderr: on a terminal one line that is rewritten, with the checks that run; elsewhere a line for each
// check that did not pass, and one every half a minute while nothing else is printed.
class ProgressLine {
 public:
  // `title` begins each line, such as "run 2 of 3 "; a quiet one prints nothing.
  ProgressLine(bool quiet, std::string title);
  void show(const conformance::Progress& progress);
  void tick();  // about once a second
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string state() const;
  void print_line(const std::string& text);

  bool quiet_, live_;
  std::string title_;
  conformance::Progress last_;
  std::vector<std::string> running_;
  Clock::time_point began_ = Clock::now();
  Clock::time_point printed_ = began_;
};

}  // namespace assay::cli
