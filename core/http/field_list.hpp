// SPDX-License-Identifier: Apache-2.0
// Fields whose value is a list (RFC 9110 section 5.6.1), as every reader of heads takes them apart.
#pragma once
#include <string_view>
#include <vector>

#include "core/headers.hpp"

namespace assay::core {

// What stands between the commas of one field's value, trimmed; empty ones too.
std::vector<std::string_view> list_items(std::string_view value);
// The same of every field of that name, in order.
std::vector<std::string_view> list_items(const Headers& headers, std::string_view name);
// Without the empty ones, which a recipient ignores.
std::vector<std::string_view> list_members(const Headers& headers, std::string_view name);

bool has_member(const std::vector<std::string_view>& members, std::string_view word);  // without case
bool has_member(const Headers& headers, std::string_view name, std::string_view word);

// RFC 9110 section 5.6.2; false for an empty text.
bool is_token(std::string_view text);

// Whether the connection stays open after this message (RFC 9112 section 9.3). `version`: 10 or 11.
bool keeps_alive(const Headers& headers, int version);

}  // namespace assay::core
