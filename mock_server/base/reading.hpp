// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/fields.hpp"
#include "schemas/dialect.hpp"

// What the readers of scenarios and of faults share.
namespace assay::mock {

constexpr core::Duration longest_time = std::chrono::hours(24 * 366 * 10);  // ten years

const std::vector<core::Node>& list_of(const core::Fields& fields, const core::Node& node,
                                       std::string_view key);
core::Duration read_duration(core::Fields& fields,
                             std::string_view key);         // 0 where absent; at most ten years
std::vector<std::uint64_t> read_nth(core::Fields& fields);  // empty where absent
std::vector<std::pair<std::string, std::string>> read_globs(core::Fields& fields,
                                                            std::string_view key);       // {name: glob}
std::int64_t read_count(core::Fields& fields, std::string_view key, std::int64_t most);  // from 1
std::string title_of(const schemas::Dialect& dialect);                                   // "WES 1.1.0"

}  // namespace assay::mock
