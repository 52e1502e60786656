// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace assay::cli {

using Arguments = std::vector<std::string>;  // after the verb

}  // namespace assay::cli
