// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "schemas/openapi.hpp"
#include "schemas/schema.hpp"

namespace assay::schemas {

// Every place where `value` does not match, in the order of the schema; at most 10,000. Of an anyOf or oneOf
// that no branch matches, those of the branch that comes nearest: of the right type, with the fewest, with
// the deepest. `value` must not be deeper than `deepest_value`.
std::vector<Violation> locate(const Schema& schema, const nlohmann::json& value);

inline constexpr std::size_t deepest_value = 128;
bool is_too_deep(const nlohmann::json& value);  // deeper than deepest_value; does not recurse

}  // namespace assay::schemas
