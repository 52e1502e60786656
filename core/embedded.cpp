// SPDX-License-Identifier: Apache-2.0
#include "core/embedded.hpp"

#include <algorithm>

namespace assay::core {

namespace {
std::string_view text_of(const EmbeddedRow& row) {
  return {row.begin, static_cast<std::size_t>(row.end - row.begin)};
}
}  // namespace

std::optional<std::string_view> embedded_file(std::string_view path) {
  const auto rows = embedded_rows();
  const auto row = std::ranges::find(rows, path, &EmbeddedRow::path);
  if (row == rows.end()) return std::nullopt;
  return text_of(*row);
}

std::vector<std::string_view> embedded_paths(std::string_view prefix) {
  std::vector<std::string_view> paths;
  for (const EmbeddedRow& row : embedded_rows())
    if (row.path.starts_with(prefix)) paths.push_back(row.path);
  std::ranges::sort(paths);
  return paths;
}

}  // namespace assay::core
