// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace assay::tests {

// Where things are while the tests run. One source file knows the machine's paths, so that the others compile
// to the same bytes in every checkout.
std::string source_path(const std::string& file = "");  // of this checkout
std::string shared_path(const std::string& file);  // beside it: "specs/wes-1.1.0.openapi.yaml"; may be absent
std::string program_path();                        // of wes-assay

}  // namespace assay::tests
