// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::conformance {

struct DeclaredType {
  std::string name;                   // as it is spelt
  std::vector<std::string> versions;  // may be empty
};

// The workflow types of a service-info, in any shape that servers are seen to give them: the object that the
// documents ask for, a plain array or text in its place, and the member's name in the singular.
std::vector<DeclaredType> declared_types(const nlohmann::json* service_info);

struct AnnouncedEngine {
  std::string name;
  std::vector<std::string> versions;  // may be empty
};

// The engines of a service-info, in the shape of WES 1.1 or of 1.0. Null and what is no engine give nothing.
std::vector<AnnouncedEngine> announced_engines(const nlohmann::json* service_info);

// Whether a workflow of that type and version may be submitted. True where nothing readable is said.
bool announces_type(const nlohmann::json* service_info, const std::string& type, std::string_view version);

// Whether a URL of that scheme may be given. True where nothing is said: the member is optional in 1.0.0.
bool announces_protocol(const nlohmann::json* service_info, std::string_view scheme);

}  // namespace assay::conformance
