// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/params_echo.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "schemas/pointer.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using ChangeKind = ParamChange::Kind;

constexpr double kExact = 9007199254740992.0;  // 2^53: every integer up to here is a double

// JSON for a message; bytes that are no UTF-8 do not end it.
std::string text(const json& value) { return value.dump(-1, ' ', true, json::error_handler_t::replace); }

void compare_numbers(const json& sent, const json& got, const std::string& at,
                     std::vector<ParamChange>& changes) {
  const bool integers = sent.is_number_integer() && got.is_number_integer();
  const double wanted = sent.get<double>();
  const double seen = got.get<double>();
  const bool large = sent.is_number_integer() && std::abs(wanted) >= kExact;
  if (integers ? sent == got : (wanted == seen && !large)) return;
  const bool rounded = large && std::abs(seen - wanted) <= std::abs(wanted) * 1e-15;
  changes.push_back({rounded ? ChangeKind::rounded : ChangeKind::changed, at, text(sent), text(got)});
}

void compare(const json& sent, const json& got, const std::string& at, std::vector<ParamChange>& changes) {
  if (sent.is_number() && got.is_number()) return compare_numbers(sent, got, at, changes);
  if (sent.is_object() && got.is_object()) {
    for (const auto& [name, value] : sent.items()) {
      const std::string place = schemas::join(at, name);
      const auto found = got.find(name);
      if (found == got.end()) {
        changes.push_back({ChangeKind::lost, place, text(value), ""});
      } else {
        compare(value, *found, place, changes);
      }
    }
    for (const auto& [name, value] : got.items()) {
      if (!sent.contains(name))
        changes.push_back({ChangeKind::added, schemas::join(at, name), "", text(value)});
    }
    return;
  }
  if (sent.is_array() && got.is_array() && sent.size() == got.size()) {
    for (std::size_t i = 0; i < sent.size(); ++i) {
      compare(sent[i], got[i], schemas::join(at, std::to_string(i)), changes);
    }
    return;
  }
  if (sent != got) changes.push_back({ChangeKind::changed, at, text(sent), text(got)});
}

}  // namespace

std::vector<ParamChange> params_changes(const json& sent, const json& got) {
  std::vector<ParamChange> changes;
  compare(sent, got, "", changes);
  return changes;
}

}  // namespace assay::conformance
