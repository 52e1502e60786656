// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace assay::core {

struct JsonLimits {
  std::size_t bytes = 64u << 20;
  std::size_t depth = 64;  // nlohmann's dump and copy overflow the stack near 87,000 levels
  std::size_t values = 1'000'000;
};

// Things RFC 8259 speaks of that a DOM does not show.
struct JsonFacts {
  bool byte_order_mark = false;
  bool invalid_utf8 = false;
  std::vector<std::string> duplicate_members;  // JSON pointers, at most 20
  std::vector<std::string>
      unholdable;  // what parse_foreign_json had to change: "\\udce9", "1e400"; at most 20
};

// Strict JSON from the wire: depth, size and number of values are counted before a DOM is made. A leading
// byte order mark is noted in `facts` and passed over. The error says at which byte (the first is 1) and why.
// Of a member that comes twice the last value stays.
Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {},
                                  JsonFacts* facts = nullptr);

// The same for answers: what RFC 8259 allows and a DOM cannot hold is taken too, as something that it can. An
// unpaired surrogate escape (section 8.2) becomes U+FFFD, a number beyond double (section 6) another large
// one.
Result<nlohmann::json> parse_foreign_json(std::string_view text, JsonFacts* facts = nullptr);

}  // namespace assay::core
