// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "reports/run_result.hpp"

// What a terminal shows of a run of checks while it goes on: a bar, the verdicts so far, and what runs.
namespace assay::cli {

struct LiveCheck {
  std::string check;
  std::int64_t seconds = 0;    // since it started
  std::string waits_for = {};  // "the end of run 3f2a"; "" where it does not wait
  std::int64_t at_most = 0;    // seconds that the wait may still take; 0 where nobody knows
};

struct LiveState {
  std::string title = {};  // "run 2 of 3 "
  int done = 0, total = 0;
  std::uint64_t requests = 0;
  std::int64_t seconds = 0;
  std::map<reports::Verdict, int> verdicts = {};  // of the checks that ended
  std::vector<LiveCheck> running = {};            // in the order of their start
};

// At most `most` lines, none longer than `width`. First the bar, then the verdicts that are not pass, then
// what runs: the longest first.
std::vector<std::string> live_lines(const LiveState& state, std::size_t width, std::size_t most = 6);

}  // namespace assay::cli
