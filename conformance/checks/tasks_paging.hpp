// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "conformance/checks/context.hpp"

// Paging over the tasks of a run, for the table in tasks.cpp.
namespace assay::conformance {

Walk task_walk(std::string run_id, std::string page_size);  // "" leaves the size to the server

Task<void> task_walk_is_whole(CheckContext& t);       // TPG-03, 04, 05, 06, 26
Task<void> task_page_size_binds(CheckContext& t);     // TPG-01
Task<void> task_walk_while_growing(CheckContext& t);  // TSK-13, TPG-08
Task<void> odd_task_parameters(CheckContext& t);      // TPG-12, 13, 19, 20, 21, 22

}  // namespace assay::conformance
