// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"
#include "reports/run_result.hpp"

namespace assay::conformance {

using core::ExchangePtr;
using reports::Finding;

// A finding about one exchange. `expected` and `actual` may be empty.
Finding finding(const ExchangePtr& exchange, std::string reason, std::string message,
                std::string expected = {}, std::string actual = {}, std::vector<std::string> pointers = {});

// "/runs/12/state" -> "/runs/*/state": places of one cause are one place.
std::string pointer_pattern(std::string_view pointer);

// One cause, one finding: a finding with the same reason takes the pointers (as patterns) and exchanges of
// `more`. At most 20 of each are kept.
void merge_finding(std::vector<Finding>& findings, Finding more);

// "GET /ga4gh/wes/v1/runs answered 400 ("no such page")", with the server's own words where it refuses; "got
// no answer (reset: ...)" for faults; for messages.
std::string in_words(const core::Exchange& exchange);

}  // namespace assay::conformance
