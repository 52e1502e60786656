// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/fields.hpp"
#include "mock_server/base/mistakes.hpp"
#include "mock_server/script/timeline.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// Reads the members timeline, on_cancel, tasks, stdout and stderr of a mapping of a scenario. What is wrong
// or can never happen goes to `mistakes`; the timeline is not to be used then.
Timeline read_timeline(core::Fields& fields, const schemas::Dialect& dialect, Mistakes& mistakes);

// Of a run whose workflow file cannot be read.
Timeline unreadable_timeline(const schemas::Dialect& dialect);

// What more than one reader of scenarios needs.
const std::vector<core::Node>& list_of(const core::Fields& fields, const core::Node& node,
                                       std::string_view key);
core::Duration read_duration(core::Fields& fields,
                             std::string_view key);         // 0 where absent; at most ten years
std::vector<std::uint64_t> read_nth(core::Fields& fields);  // empty where absent
std::vector<std::pair<std::string, std::string>> read_globs(core::Fields& fields,
                                                            std::string_view key);       // {name: glob}
std::int64_t read_count(core::Fields& fields, std::string_view key, std::int64_t most);  // from 1

}  // namespace assay::mock
