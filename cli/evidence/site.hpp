// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "cli/shared/arguments.hpp"

namespace assay::cli {

// `report site`: a static registry of verified bundles. A verb of its own, `arguments` after it.
int make_site(Arguments arguments);

}  // namespace assay::cli
