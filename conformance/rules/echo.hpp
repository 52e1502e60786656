// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::conformance {

// One field of a submission as it was sent.
struct SentField {
  std::string name;
  std::string value;
};

// How the request in a run log differs from what was submitted.
struct EchoDifference {
  enum class Kind {
    missing,    // absent or null
    rewritten,  // a relative workflow_url that was made absolute
    added,      // tags beyond those that were sent
    other,      // another value, or another type
  };
  Kind kind = Kind::missing;
  std::string field;
  std::string expected;
  std::string actual;
};

// Fields that are JSON texts in the form are compared as JSON values. `request` may be null: all are missing.
std::vector<EchoDifference> echo_differences(const std::vector<SentField>& sent,
                                             const nlohmann::json* request);

}  // namespace assay::conformance
