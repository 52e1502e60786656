// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace assay::core {

// Of the suite: "0.1.0", from CMakeLists.txt.
std::string_view suite_version();

// The commit that a release build was made from, with "-dirty" where files differed from it; "" in a build
// for daily work.
std::string_view suite_commit();

// How this program was made: "release, gcc 12.2.0, Boost 1_81, OpenSSL 3.0.17 ...", with the commit in front
// where it is known.
std::string build_text();

}  // namespace assay::core
