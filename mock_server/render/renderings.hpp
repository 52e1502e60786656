// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "mock_server/operations/rendering.hpp"

namespace assay::mock {

// One file of this folder, one row of the table in renderings.cpp. A dialect without a row is spoken by its
// data alone (plain.cpp).
const Rendering& rendering_of(const schemas::Dialect& dialect);

const Rendering& wes_rendering();
const Rendering& healthomics_rendering();
const Rendering& sevenbridges_rendering();
const Rendering& plain_rendering();

}  // namespace assay::mock
