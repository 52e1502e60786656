// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::reports {

// Where `value` breaks `definition` of a schema file of this folder ("reports/testbed.schema.json",
// "report"), a sentence each: "/phases/0/status: expected one of ..., found \"OK\"". Empty when it holds.
std::vector<std::string> schema_faults(std::string_view file, std::string_view definition,
                                       const nlohmann::json& value);

}  // namespace assay::reports
