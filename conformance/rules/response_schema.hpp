// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/openapi.hpp"

namespace assay::conformance {

using schemas::Violation;

// An explicit null where the schema has no `nullable`: one cause of its own, whatever the member.
bool is_null(const Violation& violation);
// Below one of the globs over the instance pointer ("/run_log/*", "/runs/*/state").
bool is_at(const Violation& violation, const std::vector<std::string_view>& globs);

// One finding a (keyword, expected) pair; reason "schema-type", "schema-required" and so on; nulls are left
// out.
std::vector<Finding> schema_findings(const ExchangePtr& exchange, const std::vector<Violation>& violations,
                                     const std::vector<std::string_view>& globs);
// One finding for all nulls, reason "explicit-null"; none where there are none.
std::vector<Finding> null_findings(const ExchangePtr& exchange, const std::vector<Violation>& violations);

}  // namespace assay::conformance
