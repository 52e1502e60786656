// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/task_list.hpp"
#include "conformance/session/context.hpp"

// Reading tasks, as a list and one by one.
namespace assay::conformance {

// The task list of a run, however many pages it takes.
struct TaskList {
  Walk walk;
  TaskLogs tasks;
  ExchangePtr exchange() const { return walk.pages.front().exchange; }
};
Task<TaskList> read_tasks(CheckContext& t, std::string run_id);  // ends the check where there is no list
// Whether the list is empty: then the requirements do not apply.
bool shows_none(CheckContext& t, const TaskList& list, const std::vector<std::string_view>& requirements);

}  // namespace assay::conformance
