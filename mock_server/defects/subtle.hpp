// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "mock_server/defects/defect.hpp"

namespace assay::mock {

// Of several areas: lies that one answer alone does not show.
const std::vector<Defect>& subtle_defects();
const std::vector<Defect>& subtle_request_defects();
const std::vector<Defect>& subtle_run_defects();

}  // namespace assay::mock
