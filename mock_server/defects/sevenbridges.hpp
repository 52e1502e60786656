// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "mock_server/defects/defect.hpp"

namespace assay::mock {

// What only a service of Seven Bridges tasks can get wrong.
const std::vector<Defect>& sevenbridges_defects();

}  // namespace assay::mock
