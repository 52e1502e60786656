// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "cli/shared/live_view.hpp"
#include "cli/shared/redrawn.hpp"
#include "conformance/runner/runner.hpp"

namespace assay::cli {

// On stderr: a line for each check that did not pass, and on a terminal below them a few lines that are
// rewritten (live_view.hpp); elsewhere one every half a minute while nothing else is printed.
class ProgressLine {
 public:
  // `title` begins each line, such as "run 2 of 3 "; a quiet one prints nothing.
  ProgressLine(const core::Clock& clock, bool quiet, std::string title);
  void show(const conformance::Progress& progress);
  void tick();  // about once a second
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::string state() const;
  void print_line(const std::string& text);
  void note(const conformance::Progress& progress);
  void note_wait(LiveCheck& check) const;
  LiveState live_state() const;

  const core::Clock& clock_;
  bool quiet_, live_;
  std::string title_;
  conformance::Progress last_;
  std::vector<std::string> running_;
  std::map<std::string, std::chrono::steady_clock::time_point> started_ = {};
  std::map<reports::Verdict, int> verdicts_ = {};
  Redrawn lines_ = {};
  Clock::time_point began_ = Clock::now();
  Clock::time_point printed_ = began_;
};

}  // namespace assay::cli
