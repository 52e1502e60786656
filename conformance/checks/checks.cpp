// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/checks.hpp"

#include <algorithm>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/checks/shared/groups.hpp"

namespace assay::conformance {

std::vector<const Check*> all_checks() {
  std::vector<const Check*> all;
  for (const auto group : {service_info_checks,
                           submission_checks,
                           submission_variants_checks,
                           submission_labels_checks,
                           submission_together_checks,
                           submission_fields_checks,
                           submission_files_checks,
                           submission_bodies_checks,
                           listing_items_checks,
                           listing_runs_checks,
                           listing_after_checks,
                           pagination_walks_checks,
                           pagination_tokens_checks,
                           pagination_sizes_checks,
                           pagination_across_sizes_checks,
                           run_log_checks,
                           run_log_members_checks,
                           run_log_at_large_checks,
                           status_checks,
                           consistency_checks,
                           tasks_checks,
                           tasks_single_checks,
                           tasks_paging_checks,
                           tasks_tokens_checks,
                           tasks_growing_checks,
                           cancellation_live_checks,
                           cancellation_checks,
                           cancellation_aim_checks,
                           transitions_checks,
                           timestamps_checks,
                           errors_checks,
                           auth_checks,
                           content_checks,
                           http_hygiene_paths_checks,
                           http_hygiene_wire_checks,
                           http_hygiene_checks,
                           common_runs_checks,
                           common_cancels_checks,
                           common_lists_checks,
                           common_tasks_checks,
                           common_times_checks,
                           common_refusals_checks,
                           common_answers_checks,
                           cavatica_checks,
                           healthomics_checks,
                           sevenbridges_checks,
                           sevenbridges_answers_checks}) {
    for (const Check& check : group()) all.push_back(&check);
  }
  return all;
}

std::vector<const Check*> checks_of(const Catalogue& catalogue) {
  std::vector<const Check*> checks = all_checks();
  std::erase_if(checks, [&](const Check* check) { return rows_decided(*check, catalogue).empty(); });
  return checks;
}

const Check* find_check(std::string_view id) {
  id = id.substr(0, id.find('#'));  // who asked in a repetition
  const std::vector<const Check*> all = all_checks();
  const auto at = std::find_if(all.begin(), all.end(), [&](const Check* check) { return check->id == id; });
  return at == all.end() ? nullptr : *at;
}

}  // namespace assay::conformance
