// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace assay::core {

// Of the suite: "0.1.0", from CMakeLists.txt.
std::string_view suite_version();

// How this program was made: "release, gcc 12.2.0, Boost 1_81, OpenSSL
// 3.0.17 ...", with the commit in front where
// -DASSAY_COMMIT gave one.
std::string build_text();

}  // namespace assay::core
