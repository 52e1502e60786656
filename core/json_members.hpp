// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace assay::core {

// The member of an object where both are as hoped for; nullptr (or "") where `body` is null, is no object,
// has no such member, or (text_member) has another type there.
const nlohmann::json* member(const nlohmann::json* body, std::string_view name);
std::string text_member(const nlohmann::json* body, std::string_view name);
// An id: a text, or the digits of a whole number. A service that numbers its runs breaks SUB-02; what else it
// does is judged all the same, and its runs are cancelled.
std::string id_member(const nlohmann::json* body, std::string_view name);

// The value on one line, for a message: printable, at most `bytes` of it.
std::string short_json(const nlohmann::json& value, std::size_t bytes = 60);

}  // namespace assay::core
