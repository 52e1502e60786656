// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/request_echo.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

bool shows_all(const json& sent, const json& shown) {
  if (sent.is_object() && shown.is_object()) {
    return std::all_of(sent.items().begin(), sent.items().end(), [&](const auto& each) {
      const auto at = shown.find(each.key());
      return at == shown.end() ? each.value().is_null() : shows_all(each.value(), *at);
    });
  }
  if (sent.is_array() && shown.is_array()) {
    return sent.size() == shown.size() && std::equal(sent.begin(), sent.end(), shown.begin(), shows_all);
  }
  return sent == shown;
}

}  // namespace

std::vector<Echoed> echoed_members(const json& sent, const json& detail) {
  std::vector<Echoed> members;
  if (!sent.is_object() || !detail.is_object()) return members;
  for (const auto& [name, value] : sent.items()) {
    const auto at = detail.find(name);
    if (at == detail.end() || value.is_null()) continue;
    members.push_back({name, shows_all(value, *at), short_json(value), short_json(*at)});
  }
  return members;
}

}  // namespace assay::conformance
