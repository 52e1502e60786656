// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "bench/load.hpp"
#include "bench/slo.hpp"

namespace assay::bench {

// How an objective stands while the load goes on. Lag of the injector is left out: the result judges it.
struct Standing {
  std::string text;    // "p99<50ms: 1.204 ms"; of a window, the last one
  bool holds = false;  // in the whole so far, or in each window so far
  bool known = false;  // false: no whole window has passed
  int windows = 0, broken = 0;
};

// The figures of a load that still goes on, from the seconds that have passed. Memory and time of a call do
// not grow with the load.
class SoFar {
 public:
  SoFar(const LoadOptions& options, std::vector<Condition> conditions);

  void add(const Live& live);
  const Histogram& latency() const { return total_.latency; }
  std::vector<Standing> objectives() const;

 private:
  void judge_windows(int end);

  std::vector<Condition> conditions_;
  Result total_;
  std::map<std::size_t, Second> recent_;  // as many as the longest window needs
  std::vector<Standing> windows_;         // beside the conditions
  int judged_ = 0;                        // whole seconds
};

}  // namespace assay::bench
