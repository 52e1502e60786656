// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::schemas {

// JSON pointers (RFC 6901).
std::string join(std::string_view pointer, std::string_view token);  // "/paths" + "/runs" -> "/paths/~1runs"
std::vector<std::string> tokens(std::string_view pointer);           // "/paths/~1runs" -> {"paths", "/runs"}
// nullptr when there is no such member or item.
const nlohmann::json* below(const nlohmann::json& value, std::string_view token);
// nullptr when there is no such place.
const nlohmann::json* find(const nlohmann::json& root, std::string_view pointer);

// A value as a violation shows it: scalars as JSON, shortened; others by their size ("an array of 3 items").
std::string describe(const nlohmann::json& value);

}  // namespace assay::schemas
