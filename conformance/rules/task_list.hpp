// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "schemas/openapi.hpp"

namespace assay::conformance {

// Tasks as an answer holds them, in its order; never null.
using TaskLogs = std::vector<const nlohmann::json*>;

// The items of an array; none where `array` is null or no array. They live as long as it does.
TaskLogs task_logs_of(const nlohmann::json* array);

// A violation in the body of a task list that is about the id or the name of a task: absent, null or no
// string.
bool is_of_task_identity(const schemas::Violation& violation);

// An id that two of the tasks have; nothing where none does.
std::optional<std::string> shared_task_id(const TaskLogs& tasks);

// Two tasks that stand in one order in `a` and in the other in `b`, by id; by name and start where one of the
// lists has no ids. Tasks that only one list has, and those that cannot be told apart, say nothing.
std::optional<std::pair<std::string, std::string>> task_disorder(const TaskLogs& a, const TaskLogs& b);

// Members of which a task read alone tells something else than its item in the list. URLs may differ from
// answer to answer, and null says the same as an absent member.
std::vector<std::string> task_differences(const nlohmann::json& item, const nlohmann::json& alone);

// Characters that must be percent-encoded in a path segment.
bool needs_encoding(std::string_view id);

// Why the exit codes of the tasks do not fit the state of the run; "" where they do, or where there are none.
std::string odd_exit_codes(std::string_view state, const TaskLogs& tasks);

// Why the times of a task do not lie within those of its run; "" where they do. Only times written as
// 2026-01-31T12:00:00Z are compared.
std::string outside_of_run(const nlohmann::json* run_log, const nlohmann::json& task);

// An id that looks like `id`, but is none that the service has given: a service that counts its runs gives
// the neighbours of an id too. `asker` (0 to 6) keeps what one check asks for apart from what others do:
// where asking makes a run, its id is no unknown one any more.
std::string unlike(const std::string& id, int asker = 0);

}  // namespace assay::conformance
