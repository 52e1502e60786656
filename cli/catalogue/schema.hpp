// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace assay::cli {

// The JSON Schema that `wes-assay schema NAME` prints; NAME is one of its words.
std::string schema_text(std::string_view name);

}  // namespace assay::cli
