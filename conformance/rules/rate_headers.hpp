// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "conformance/rules/finding.hpp"

namespace assay::conformance {

// What X-RateLimit-Limit, -Remaining and -Reset of one answer say.
struct RateSaid {
  std::uint64_t limit = 0;
  std::uint64_t remaining = 0;
  std::uint64_t reset = 0;  // seconds since 1970
};
// Nothing where one of the three is missing or no number; `lacks` says which.
std::optional<RateSaid> read_rate(const core::Response& response, std::string& lacks);

// Of answers to one caller: where an answer to a request that was sent when another had been received leaves
// as much of the same window as that one, or more. Nothing is left of nothing. At most one finding.
std::vector<Finding> rate_that_does_not_fall(const std::vector<ExchangePtr>& exchanges);

}  // namespace assay::conformance
