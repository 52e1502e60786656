// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/announced.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/rules/members.hpp"
#include "core/headers.hpp"

namespace assay::conformance {

using nlohmann::json;

namespace {

std::vector<std::string> texts(const json* value) {
  std::vector<std::string> list;
  if (!value) return list;
  if (value->is_string()) list.push_back(value->get<std::string>());
  if (!value->is_array()) return list;
  for (const json& each : *value) {
    if (each.is_string()) list.push_back(each.get<std::string>());
  }
  return list;
}

}  // namespace

std::vector<DeclaredType> declared_types(const json* service_info) {
  std::vector<DeclaredType> types;
  const json* map = member(service_info, "workflow_type_versions");
  if (!map) map = member(service_info, "workflow_type_version");
  if (!map || !map->is_object()) return types;
  for (const auto& [name, value] : map->items()) {
    if (name.empty()) continue;
    types.push_back({name, texts(value.is_object() ? member(&value, "workflow_type_version") : &value)});
  }
  return types;
}

std::vector<AnnouncedEngine> announced_engines(const json* service_info) {
  std::vector<AnnouncedEngine> engines;
  const json* map = member(service_info, "workflow_engine_versions");
  if (!map || !map->is_object()) return engines;
  for (const auto& [name, value] : map->items()) {
    if (name.empty()) continue;
    engines.push_back({name, texts(value.is_object() ? member(&value, "workflow_engine_version") : &value)});
  }
  return engines;
}

bool announces_type(const json* service_info, const std::string& type, std::string_view version) {
  const json* map = member(service_info, "workflow_type_versions");
  if (!map || !map->is_object() || map->empty()) return true;
  const json* value = member(map, type);
  if (!value) return false;
  const json* list = member(value, "workflow_type_version");
  const json& versions = list ? *list : *value;
  if (!versions.is_array() || versions.empty()) return true;
  return std::find(versions.begin(), versions.end(), version) != versions.end();
}

bool announces_protocol(const json* service_info, std::string_view scheme) {
  const json* protocols = member(service_info, "supported_filesystem_protocols");
  if (!protocols || !protocols->is_array()) return true;
  return std::any_of(protocols->begin(), protocols->end(), [&](const json& protocol) {
    return protocol.is_string() && core::equal_without_case(protocol.get_ref<const std::string&>(), scheme);
  });
}

}  // namespace assay::conformance
