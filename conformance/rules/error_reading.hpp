// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// What an error lacks of the form that the dialect's readings promise: a JSON object with a message, the
// status of HTTP again, a code of the dialect's own, a field of the head with its type. `body` is null where
// it is not JSON.
std::vector<Finding> misshapen_error(const ExchangePtr& exchange, const nlohmann::json* body,
                                     const schemas::Dialect& dialect);

}  // namespace assay::conformance
