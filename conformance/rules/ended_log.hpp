// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace assay::conformance {

// JSON pointers of what differs between two reads of the log of an ended run. URLs of logs are excepted,
// since the text lets them change: stdout and stderr of logs, and task_logs_url.
std::vector<std::string> changed_after_end(const nlohmann::json& first, const nlohmann::json& second);

}  // namespace assay::conformance
