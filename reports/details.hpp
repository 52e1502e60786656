// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "reports/run_result.hpp"

namespace assay::reports {

// One judgement as labelled lines, for formats that hold text: requirement, clause, check, reason; then for
// each finding what, expected, actual, pointer, exchange, curl. The first line of a finding is "what". Values
// are as they came: escape them.
using Details = std::vector<std::pair<std::string, std::string>>;
Details details_of(const RunResult& result, const Requirement& requirement, const Judgement& judgement);

// The first finding's message, or the reason; of a flaky one both, since the reason says how often it broke.
std::string message_of(const Judgement& judgement);

// When the exchanges that a judgement rests on began and ended; the run's own times where it rests on none.
struct Span {
  core::Time from{};
  core::Time to{};
};
Span span_of(const RunResult& result, const Judgement& judgement);

}  // namespace assay::reports
