// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "conformance/session/check.hpp"

// The rows of each file of checks: conformance/checks/<folder>/<name>.cpp ends with <name>_checks(). The
// order of the files, and so of the checks of one stage, is that of all_checks().
namespace assay::conformance {

// checks/wes: the areas of WES.
const std::vector<Check>& service_info_checks();
const std::vector<Check>& submission_checks();
const std::vector<Check>& submission_variants_checks();
const std::vector<Check>& submission_labels_checks();
const std::vector<Check>& submission_together_checks();
const std::vector<Check>& submission_fields_checks();
const std::vector<Check>& submission_files_checks();
const std::vector<Check>& submission_bodies_checks();
const std::vector<Check>& listing_items_checks();
const std::vector<Check>& listing_runs_checks();
const std::vector<Check>& listing_after_checks();
const std::vector<Check>& pagination_walks_checks();
const std::vector<Check>& pagination_tokens_checks();
const std::vector<Check>& pagination_sizes_checks();
const std::vector<Check>& pagination_across_sizes_checks();
const std::vector<Check>& run_log_checks();
const std::vector<Check>& run_log_members_checks();
const std::vector<Check>& run_log_at_large_checks();
const std::vector<Check>& status_checks();
const std::vector<Check>& consistency_checks();
const std::vector<Check>& tasks_checks();
const std::vector<Check>& tasks_single_checks();
const std::vector<Check>& tasks_paging_checks();
const std::vector<Check>& tasks_tokens_checks();
const std::vector<Check>& tasks_growing_checks();
const std::vector<Check>& cancellation_live_checks();
const std::vector<Check>& cancellation_checks();
const std::vector<Check>& cancellation_aim_checks();
const std::vector<Check>& transitions_checks();
const std::vector<Check>& timestamps_checks();
const std::vector<Check>& errors_checks();
const std::vector<Check>& auth_checks();
const std::vector<Check>& content_checks();
const std::vector<Check>& http_hygiene_paths_checks();
const std::vector<Check>& http_hygiene_wire_checks();
const std::vector<Check>& http_hygiene_checks();
// checks/common: what any dialect but WES is asked.
const std::vector<Check>& common_runs_checks();
const std::vector<Check>& common_cancels_checks();
const std::vector<Check>& common_lists_checks();
const std::vector<Check>& common_tasks_checks();
const std::vector<Check>& common_times_checks();
const std::vector<Check>& common_refusals_checks();
const std::vector<Check>& common_answers_checks();
// checks/dialects: what one dialect alone is asked.
const std::vector<Check>& cavatica_checks();
const std::vector<Check>& healthomics_checks();
const std::vector<Check>& sevenbridges_checks();
const std::vector<Check>& sevenbridges_answers_checks();

}  // namespace assay::conformance
