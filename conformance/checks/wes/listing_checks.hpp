// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

// The conversations of the area listing, by topic; the table is in listing.cpp.
namespace assay::conformance::listing {

// listing_items.cpp
Task<void> list_and_items(CheckContext& t);
Task<void> empty_list(CheckContext& t);
Task<void> listed_runs_answer(CheckContext& t);

// listing_runs.cpp
Task<void> new_run_appears(CheckContext& t);
Task<void> finished_run_stays(CheckContext& t);
Task<void> failed_run_stays(CheckContext& t);
Task<void> canceled_run_stays(CheckContext& t);
Task<void> order_repeats(CheckContext& t);
Task<void> foreign_runs_hidden(CheckContext& t);
Task<void> unknown_parameter(CheckContext& t);
Task<void> listing_is_safe(CheckContext& t);
Task<void> survives_odd_submissions(CheckContext& t);

}  // namespace assay::conformance::listing
