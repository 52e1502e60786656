// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/members.hpp"

#include <nlohmann/json.hpp>

namespace assay::conformance {

const nlohmann::json* member(const nlohmann::json* body, std::string_view name) {
  if (!body || !body->is_object()) return nullptr;
  const auto at = body->find(name);
  return at == body->end() ? nullptr : &*at;
}

std::string text_member(const nlohmann::json* body, std::string_view name) {
  const nlohmann::json* value = member(body, name);
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

}  // namespace assay::conformance
