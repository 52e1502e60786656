// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/schema.hpp"

namespace assay::schemas {

bool is_date_time(std::string_view text);  // RFC 3339 section 5.6, the days of a month counted
bool is_uri(std::string_view text);        // RFC 3986, with a scheme

struct ScalarFault {
  std::string keyword;
  std::string expected;
  std::string actual;
};

// The keywords of strings and numbers: format (int32, int64, date-time, uri), pattern, multipleOf, minLength,
// maxLength. Lengths are in characters. The first that does not hold; a value of another type holds. Texts
// over 2,000 bytes are not matched with `pattern`, and one whose search takes too many steps decides nothing.
std::optional<ScalarFault> scalar_fault(const Schema& schema, const nlohmann::json& value);

}  // namespace assay::schemas
