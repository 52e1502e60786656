// SPDX-License-Identifier: Apache-2.0
#include "reports/json_schema.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "core/embedded.hpp"
#include "schemas/openapi.hpp"

namespace assay::reports {
namespace {

// The definitions as components of a document without operations: then the validator that judges servers
// judges our own files too.
std::shared_ptr<const schemas::OpenApi> loaded(const std::string& file) {
  const auto text = core::embedded_file(file);
  if (!text) throw std::logic_error(file + " is not embedded");
  constexpr std::string_view from = "#/definitions/";
  constexpr std::string_view to = "#/components/schemas/";
  std::string moved(*text);
  for (std::size_t at = moved.find(from); at != std::string::npos; at = moved.find(from, at))
    moved.replace(at, from.size(), to);
  const nlohmann::json document = {
      {"openapi", "3.0.0"},
      {"info", {{"title", file}, {"version", "1"}}},
      {"paths", nlohmann::json::object()},
      {"components", {{"schemas", nlohmann::json::parse(moved).at("definitions")}}}};
  return schemas::OpenApi::load(file, document.dump()).value();
}

const schemas::OpenApi& document_of(std::string_view file) {
  static std::map<std::string, std::shared_ptr<const schemas::OpenApi>, std::less<>> known;
  auto at = known.find(file);
  if (at == known.end()) at = known.emplace(file, loaded(std::string(file))).first;
  return *at->second;
}

}  // namespace

std::vector<std::string> schema_faults(std::string_view file, std::string_view name,
                                       const nlohmann::json& value) {
  std::vector<std::string> faults;
  for (const schemas::Violation& v : document_of(file).check_schema(name, value)) {
    faults.push_back((v.instance.empty() ? "(the whole)" : v.instance) + ": expected " + v.expected +
                     ", found " + v.actual);
  }
  return faults;
}

}  // namespace assay::reports
