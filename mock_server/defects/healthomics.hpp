// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "mock_server/defects/defect.hpp"

namespace assay::mock {

// Of what only HealthOmics has.
const std::vector<Defect>& healthomics_defects();

}  // namespace assay::mock
