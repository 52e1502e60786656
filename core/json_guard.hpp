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
};

// Strict JSON from the wire: depth, size and number of values are counted before a DOM is made. A leading
// byte order mark is noted in `facts` and passed over. The error says at which byte (the first is 1) and why.
// Of a member that comes twice the last value stays.
Result<nlohmann::json> parse_json(std::string_view text, const JsonLimits& limits = {},
                                  JsonFacts* facts = nullptr);

}  // namespace assay::core
