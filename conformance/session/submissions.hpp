// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "conformance/session/target.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// The shipped workloads as a dialect takes them. One with a form of its own has its members in place of ours;
// one whose bodies are JSON has none here.
WorkloadChoice workloads_for(const schemas::Dialect& dialect, const Target& target,
                             const nlohmann::json* service_info);

// The body of a submission where it is JSON: the dialect's, with the values of the target file, and the
// members of its workload of that name on top. `tag` and `unique` are the suite's.
std::string json_submission(const schemas::Dialect& dialect, const Target& target, std::string_view workload,
                            const std::string& tag, const std::string& unique);

}  // namespace assay::conformance
