// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/dialects.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "schemas/named_dialect.hpp"

namespace assay::cli {
namespace {

using schemas::Dialect;

constexpr const char* kWes = "wes";

}  // namespace

std::string dialect_choices() {
  return core::joined(schemas::dialect_names()) + ", NAME/VERSION or a folder";
}

std::shared_ptr<const Dialect> dialect_named(const std::string& text, const std::string& where) {
  return schemas::named_dialect(text, where).value();
}

void choose_dialect(conformance::RunOptions& options, const std::string& text, const std::string& where) {
  if (text.empty() || text == kWes) return;
  std::shared_ptr<const Dialect> dialect = dialect_named(text, where);
  if (dialect->name == kWes)
    options.wes_version = dialect->version;
  else
    options.dialect = std::move(dialect);
}

std::shared_ptr<const conformance::Catalogue> catalogue_named(const std::string& text) {
  return conformance::Catalogue::of(*dialect_named(text.empty() ? kWes : text, "--dialect")).value();
}

std::vector<const conformance::Requirement*> every_row() {
  std::vector<const conformance::Requirement*> rows;
  for (const std::string& name : schemas::dialect_names()) {
    for (const conformance::Requirement& row : catalogue_named(name)->all()) {
      const auto same = [&](const conformance::Requirement* other) { return other->id == row.id; };
      if (std::none_of(rows.begin(), rows.end(), same)) rows.push_back(&row);
    }
  }
  return rows;
}

const conformance::Requirement* find_row(std::string_view id) {
  const std::vector<const conformance::Requirement*> rows = every_row();
  const auto at = std::find_if(rows.begin(), rows.end(),
                               [id](const conformance::Requirement* row) { return row->id == id; });
  return at == rows.end() ? nullptr : *at;
}

}  // namespace assay::cli
