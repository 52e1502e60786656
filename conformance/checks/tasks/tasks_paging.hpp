// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "conformance/session/context.hpp"

// Paging over the tasks of a run.
namespace assay::conformance {

Walk task_walk(std::string run_id, std::string page_size);  // "" leaves the size to the server

// All tasks that one page without a size shows: what pages of a size are compared with.
Task<Page> whole_task_page(CheckContext& t, std::string run_id);
// Whether there are tasks enough to page over; else the requirements do not apply.
bool has_task_pages(CheckContext& t, const Page& whole, const std::vector<std::string_view>& requirements,
                    std::size_t least = 2);
void judge_task_repeats(CheckContext& t, const Walk& walk, std::string_view requirement);
void judge_task_losses(CheckContext& t, const Walk& walk, const Page& whole, std::string_view requirement);

}  // namespace assay::conformance
