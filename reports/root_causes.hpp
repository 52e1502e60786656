// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "reports/run_result.hpp"

namespace assay::reports {

// What kept requirements from being decided, or broke them: one refusal, one stretch without answers, one
// unreadable state.
struct RootCause {
  std::string text;    // "POST /runs -> 401 on 12 of 12 requests (#7): \"who are you?\""; printable
  std::string advice;  // what would decide it; "" where nothing is known
  std::vector<std::uint64_t> exchanges;   // that show it, the first first
  std::vector<std::string> requirements;  // undecided ones, then those it broke
  std::size_t broken = 0;                 // how many of them it broke
};

// Every requirement whose word is inconclusive has one; what the same exchanges broke is beside it. What
// ended the run early comes first, without requirements; then the cause of most.
std::vector<RootCause> root_causes(const RunResult& result);

// "POST /runs -> 401 on 12 of 12 requests (#7): 123 undecided, 1 broken; give --auth".
std::string told(const RootCause& cause);

}  // namespace assay::reports
