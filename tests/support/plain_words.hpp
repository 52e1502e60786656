// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace assay::tests {

// The rules of plain words (CONTRIBUTING.md) that a pattern can see: what to write instead of a banned phrase
// in `text`; "" if there is none.
std::string plainer(const std::string& text);

}  // namespace assay::tests
