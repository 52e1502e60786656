// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/announced.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/rules/members.hpp"
#include "core/headers.hpp"

namespace assay::conformance {

using nlohmann::json;

std::vector<AnnouncedEngine> announced_engines(const json* service_info) {
  std::vector<AnnouncedEngine> engines;
  const json* map = member(service_info, "workflow_engine_versions");
  if (!map || !map->is_object()) return engines;
  for (const auto& [name, value] : map->items()) {
    if (name.empty()) continue;
    AnnouncedEngine engine{name, {}};
    if (value.is_string()) engine.versions.push_back(value.get<std::string>());
    const json* versions = member(&value, "workflow_engine_version");
    if (versions && versions->is_array()) {
      for (const json& version : *versions) {
        if (version.is_string()) engine.versions.push_back(version.get<std::string>());
      }
    }
    engines.push_back(std::move(engine));
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
