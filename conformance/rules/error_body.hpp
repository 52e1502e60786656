// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"

namespace assay::conformance {

// How refusals look. `body` is the parsed body of the exchange, null where it is not JSON.

// An error that an operation of the document gives: statuses that HTTP itself or a gateway answers with
// before the service is asked (405, 413, 431, 502, 503...) are left out, and so are answers to HEAD, which
// have no body.
bool is_operation_error(const core::Exchange& exchange);

// Not a JSON object in application/json: empty, another type, other text, another JSON value.
std::optional<Finding> not_an_error_object(const ExchangePtr& exchange, const nlohmann::json* body);
// msg that is no string, status_code that is no integer.
std::vector<Finding> wrong_error_types(const ExchangePtr& exchange, const nlohmann::json* body);
// A status_code that is not the HTTP status.
std::optional<Finding> other_status_code(const ExchangePtr& exchange, const nlohmann::json* body);
// msg or status_code is missing; what stands in their place is named.
std::optional<Finding> missing_error_members(const ExchangePtr& exchange, const nlohmann::json* body);
// An empty msg; a stack trace, a path of the server's files or SQL anywhere in the body. What the request
// itself held may be said back.
std::optional<Finding> poor_error_text(const ExchangePtr& exchange, const nlohmann::json* body);

// A 2xx whose body is an error: a status of 400 or more in a member for it, and none of the members of an
// answer.
std::optional<Finding> hidden_error(const ExchangePtr& exchange, const nlohmann::json* body);

}  // namespace assay::conformance
