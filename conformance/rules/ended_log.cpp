// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/ended_log.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

bool is_log_url(const std::string& pointer) {
  const bool in_log = pointer.starts_with("/run_log/") || pointer.starts_with("/task_logs/");
  return pointer == "/task_logs_url" ||
         (in_log && (pointer.ends_with("/stdout") || pointer.ends_with("/stderr")));
}

}  // namespace

std::vector<std::string> changed_after_end(const nlohmann::json& first, const nlohmann::json& second) {
  std::vector<std::string> changed;
  for (const nlohmann::json& step : nlohmann::json::diff(first, second)) {
    const std::string place = step.at("path").get<std::string>();
    const bool known = std::find(changed.begin(), changed.end(), place) != changed.end();
    if (!known && !is_log_url(place)) changed.push_back(place);
  }
  return changed;
}

}  // namespace assay::conformance
