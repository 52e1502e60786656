// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "conformance/session/check.hpp"

namespace assay::conformance {

// The table of each area, in conformance/checks/wes/<area>.cpp.
const std::vector<Check>& service_info_checks();
const std::vector<Check>& submission_checks();
const std::vector<Check>& listing_checks();
const std::vector<Check>& pagination_checks();
const std::vector<Check>& run_log_checks();
const std::vector<Check>& status_checks();
const std::vector<Check>& consistency_checks();
const std::vector<Check>& tasks_checks();
const std::vector<Check>& cancellation_checks();
const std::vector<Check>& transitions_checks();
const std::vector<Check>& timestamps_checks();
const std::vector<Check>& errors_checks();
const std::vector<Check>& auth_checks();
const std::vector<Check>& content_checks();
const std::vector<Check>& http_hygiene_checks();
// Not of an area: what any dialect but WES is asked (conformance/checks/common/common.hpp).
const std::vector<Check>& common_checks();
// Of one dialect alone.
const std::vector<Check>& cavatica_checks();
const std::vector<Check>& healthomics_checks();
const std::vector<Check>& sevenbridges_checks();

}  // namespace assay::conformance
