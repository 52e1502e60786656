// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "conformance/session/context.hpp"

// Paging over the tasks of a run, for the table in tasks.cpp.
namespace assay::conformance {

Walk task_walk(std::string run_id, std::string page_size);  // "" leaves the size to the server

// All tasks that one page without a size shows: what pages of a size are compared with.
Task<Page> whole_task_page(CheckContext& t, std::string run_id);
// Whether there are tasks enough to page over; else the requirements do not apply.
bool has_task_pages(CheckContext& t, const Page& whole, const std::vector<std::string_view>& requirements,
                    std::size_t least = 2);
void judge_task_repeats(CheckContext& t, const Walk& walk, std::string_view requirement);
void judge_task_losses(CheckContext& t, const Walk& walk, const Page& whole, std::string_view requirement);

// tasks_paging.cpp
Task<void> task_walk_is_whole(CheckContext& t);       // TPG-03, 04, 05, 06, 25, 26
Task<void> task_page_size_binds(CheckContext& t);     // TPG-01
Task<void> task_walk_while_growing(CheckContext& t);  // TSK-13, TPG-08
Task<void> odd_task_parameters(CheckContext& t);      // TPG-12, 13, 19, 20, 21, 22, 23, 24
// tasks_tokens.cpp
Task<void> task_tokens_work_again(CheckContext& t);        // TPG-15, 16, 17, 18
Task<void> task_tokens_are_own(CheckContext& t);           // TPG-14, 34
Task<void> task_walk_begins_at_the_head(CheckContext& t);  // TPG-11
Task<void> task_full_last_page(CheckContext& t);           // TPG-27

}  // namespace assay::conformance
