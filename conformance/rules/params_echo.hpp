// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace assay::conformance {

// A place where parameters that came back are not those that were sent.
struct ParamChange {
  // rounded: an integer beyond 2^53 came back as the nearest double, which RFC 8259 section 6 warns of.
  enum class Kind { lost, added, changed, rounded } kind = Kind::changed;
  std::string pointer;  // below the parameters
  std::string sent;     // JSON text, "" where there was nothing
  std::string got;
};

// In the order of `sent`. Numbers of one value are equal (1 and 1.0); the order of members does not count.
std::vector<ParamChange> params_changes(const nlohmann::json& sent, const nlohmann::json& got);

}  // namespace assay::conformance
