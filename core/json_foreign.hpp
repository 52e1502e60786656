// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/json_guard.hpp"

namespace assay::core {

struct ForeignFacts : JsonFacts {
  std::vector<std::string> unholdable;  // what had to be changed to be held: "\\udce9", "1e400"; at most 20
};

// As parse_json, for answers: what RFC 8259 allows and a DOM cannot hold is taken too, as something that it
// can. An unpaired surrogate escape (section 8.2) becomes U+FFFD, a number beyond double (section 6) another
// large one.
Result<nlohmann::json> parse_foreign_json(std::string_view text, ForeignFacts* facts = nullptr);

}  // namespace assay::core
