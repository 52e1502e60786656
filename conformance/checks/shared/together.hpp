// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "conformance/session/context.hpp"

namespace assay::conformance {

// All requests are sent before the first is answered; ends when all have been. The answers stand in the order
// of the requests. A request that ends in a network error ends the check.
Task<std::vector<ExchangePtr>> together(std::vector<Task<ExchangePtr>> requests);

}  // namespace assay::conformance
