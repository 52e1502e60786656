// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace assay::cli {

// An exchange of the request log, as the control API shows it, in one line for a person:
// "12:00:00.123  POST 200 /ga4gh/wes/v1/runs  49 B  made run 8f3a61c2  [fault-1, +300 ms]".
std::string log_text(const nlohmann::json& exchange, bool colour);

}  // namespace assay::cli
