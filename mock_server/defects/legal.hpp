// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "mock_server/defects/defect.hpp"

namespace assay::mock {

// Ways of a server that surprise and that the specification allows: chosen as defects are ("legal.null-end"),
// and tripping nothing. They are in no kill matrix; tests/matrix/legal_shapes_test.cpp runs the suite against
// each.
const std::vector<Defect>& legal_shapes();

}  // namespace assay::mock
