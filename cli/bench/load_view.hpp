// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <string>
#include <vector>

#include "bench/so_far.hpp"
#include "cli/shared/redrawn.hpp"

namespace assay::cli {

// What a load shows while it goes on.
struct LoadState {
  std::string title = {};  // "round 2 of 10 "
  double length_s = 0;
  const bench::Live& live;
  const bench::SoFar& so_far;
};

// For a terminal: how far, the rate, latencies, objectives; none longer than `width` (0: as long as it is).
std::vector<std::string> load_lines(const LoadState& state, std::size_t width);
// The first two of them as one, for a log.
std::string load_line(const LoadState& state);

// Of one load, on stderr: on a terminal lines that are rewritten, elsewhere one at the start and each half a
// minute.
class LoadView {
 public:
  LoadView(std::string title, const bench::LoadOptions& options, const std::vector<bench::Condition>& slo);
  void show(const bench::Live& live);
  void clear();

 private:
  std::string title_;
  double length_s_;
  bool live_;
  bench::SoFar so_far_;
  Redrawn lines_ = {};
  std::chrono::steady_clock::time_point printed_ = {};
};

}  // namespace assay::cli
