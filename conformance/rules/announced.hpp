// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::conformance {

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
