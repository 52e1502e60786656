// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "schemas/dialect.hpp"

namespace assay::schemas {

// NAME, NAME/VERSION or a folder; without a version the newest. An error says `where` it was asked for.
core::Result<std::shared_ptr<const Dialect>> named_dialect(const std::string& text, const std::string& where);

// Where the version of a shipped dialect lies: "schemas/wes/1.1.0", "dialects/healthomics/2022-11-28".
std::string shipped_folder(std::string_view name, std::string_view version);

}  // namespace assay::schemas
