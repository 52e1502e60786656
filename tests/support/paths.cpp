// SPDX-License-Identifier: Apache-2.0
#include "tests/support/paths.hpp"

namespace assay::tests {

std::string source_path(const std::string& file) { return ASSAY_SOURCE_DIR "/" + file; }
std::string shared_path(const std::string& file) { return source_path("../shared/" + file); }
std::string program_path() { return ASSAY_PROGRAM; }

}  // namespace assay::tests
