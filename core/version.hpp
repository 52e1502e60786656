// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace assay::core {

// Of the suite: "0.1.0", from CMakeLists.txt.
std::string_view suite_version();

}  // namespace assay::core
