// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "cli/shared/arguments.hpp"

namespace assay::cli {

// `report submit`: the testbed report of a run to a GA4GH testbed. A verb of its own, `arguments` after it.
int submit_report(Arguments arguments);

}  // namespace assay::cli
