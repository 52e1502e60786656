// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "conformance/checks/check.hpp"

namespace assay::conformance {

// Of what only HealthOmics has.
const std::vector<Check>& healthomics_checks();

}  // namespace assay::conformance
