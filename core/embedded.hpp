// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace assay::core {

// Data files of this repository, inside the program (cmake/embed.cmake writes the table).
struct EmbeddedRow {
  std::string_view path;
  const char* begin;
  const char* end;
};
std::span<const EmbeddedRow> embedded_rows();

// By path in the repository: "schemas/wes/1.1.0/openapi.yaml".
std::optional<std::string_view> embedded_file(std::string_view path);
// Paths that start with `prefix`, sorted.
std::vector<std::string_view> embedded_paths(std::string_view prefix);

}  // namespace assay::core
