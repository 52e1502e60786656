// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/dialects.hpp"

#include <algorithm>
#include <filesystem>

#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

using schemas::Dialect;

constexpr const char* kWes = "wes";

bool is_folder(const std::string& text) {
  return text.starts_with('.') || text.starts_with('/') || std::filesystem::exists(text + "/dialect.yaml");
}

bool is_one_of(const std::string& word, const std::vector<std::string>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

core::Error unknown(const std::string& text, const std::string& where,
                    const std::vector<std::string>& known) {
  const std::string near = core::closest(text, known);
  return {"there is no dialect '" + core::printable(text) + "'", where,
          near.empty() ? core::joined(known) + ", or a folder with dialect.yaml"
                       : "did you mean '" + near + "'?"};
}

}  // namespace

std::string dialect_choices() {
  return core::joined(schemas::dialect_names()) + ", NAME/VERSION or a folder";
}

std::shared_ptr<const Dialect> dialect_named(const std::string& text, const std::string& where) {
  if (is_folder(text)) return schemas::load_dialect_folder(text).value();
  const std::string name = text.substr(0, text.find('/'));
  if (!is_one_of(name, schemas::dialect_names()))
    throw core::BadInput(unknown(text, where, schemas::dialect_names()));
  const std::vector<std::string> versions = schemas::dialect_versions(name);
  if (name == text) return schemas::load_dialect(name, versions.back()).value();
  const auto version = schemas::match_version(text.substr(name.size() + 1), versions);
  if (version) return schemas::load_dialect(name, *version).value();
  std::vector<std::string> known;
  for (const std::string& each : versions) known.push_back(name + "/" + each);
  throw core::BadInput(unknown(text, where, known));
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
