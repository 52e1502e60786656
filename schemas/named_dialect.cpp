// SPDX-License-Identifier: Apache-2.0
#include "schemas/named_dialect.hpp"

#include <filesystem>

#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::schemas {
namespace {

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

bool is_folder(const std::string& text) {
  return text.starts_with('.') || text.starts_with('/') || std::filesystem::exists(text + "/dialect.yaml");
}

core::Error unknown(const std::string& text, const std::string& where,
                    const std::vector<std::string>& known) {
  const std::string near = core::closest(text, known);
  return {"there is no dialect '" + core::printable(text) + "'", where,
          near.empty() ? listed(known) + ", or a folder with dialect.yaml" : "did you mean '" + near + "'?"};
}

}  // namespace

core::Result<std::shared_ptr<const Dialect>> named_dialect(const std::string& text,
                                                           const std::string& where) {
  if (is_folder(text)) return load_dialect_folder(text);
  const std::string name = text.substr(0, text.find('/'));
  const std::vector<std::string> versions = dialect_versions(name);
  if (versions.empty()) return unknown(text, where, dialect_names());
  if (name == text) return load_dialect(name, versions.back());
  if (const auto version = match_version(text.substr(name.size() + 1), versions))
    return load_dialect(name, *version);
  std::vector<std::string> known;
  for (const std::string& each : versions) known.push_back(name + "/" + each);
  return unknown(text, where, known);
}

std::string shipped_folder(std::string_view name, std::string_view version) {
  const std::string own = "dialects/" + std::string(name) + "/";
  const bool is_ga4gh = core::embedded_paths(own).empty();
  return (is_ga4gh ? "schemas/" + std::string(name) + "/" : own) + std::string(version);
}

}  // namespace assay::schemas
