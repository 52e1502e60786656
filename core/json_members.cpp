// SPDX-License-Identifier: Apache-2.0
#include "core/json_members.hpp"

#include <nlohmann/json.hpp>

#include "core/text.hpp"

namespace assay::core {

const nlohmann::json* member(const nlohmann::json* body, std::string_view name) {
  if (!body || !body->is_object()) return nullptr;
  const auto at = body->find(name);
  return at == body->end() ? nullptr : &*at;
}

std::string text_member(const nlohmann::json* body, std::string_view name) {
  const nlohmann::json* value = member(body, name);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

std::string id_member(const nlohmann::json* body, std::string_view name) {
  const nlohmann::json* value = member(body, name);
  return value && value->is_number_integer() ? value->dump() : text_member(body, name);
}

std::string short_json(const nlohmann::json& value, std::size_t bytes) {
  return shortened(printable(value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)), bytes);
}

}  // namespace assay::core
