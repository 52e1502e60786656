// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <regex>
#include <string>

namespace assay::schemas {

// A regular expression of a document (ECMA 262); it is searched for, not anchored.
struct Pattern {
  std::string text;
  std::regex compiled;
};

}  // namespace assay::schemas
