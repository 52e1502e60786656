// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace assay::conformance {

// A member of a submission that the detail of its run shows too.
struct Echoed {
  std::string name;
  bool same = false;
  std::string sent;  // as JSON, shortened
  std::string shown;
};

// In the order of `sent`; none where one of the two is no object. A server may add to an object, so one is
// the same where each member that was sent is; null is the same as an absent member.
std::vector<Echoed> echoed_members(const nlohmann::json& sent, const nlohmann::json& detail);

}  // namespace assay::conformance
