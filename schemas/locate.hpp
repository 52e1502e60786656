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

// What the validation library cannot see for itself. Does not recurse.
struct Measure {
  bool too_deep = false;  // deeper than deepest_value
  bool beyond_int64 =
      false;  // holds an integer above 9223372036854775807, which the library reads as negative
};
Measure measure(const nlohmann::json& value);

}  // namespace assay::schemas
