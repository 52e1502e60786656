// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/echo.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/rules/members.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using EchoKind = EchoDifference::Kind;

constexpr std::string_view json_fields[] = {"workflow_params", "tags", "workflow_engine_parameters"};

json value_of(const SentField& field) {
  const bool is_json =
      std::find(std::begin(json_fields), std::end(json_fields), field.name) != std::end(json_fields);
  if (!is_json) return field.value;
  auto parsed = core::parse_json(field.value);
  return parsed ? std::move(*parsed) : json(field.value);
}

std::string echo_text(const json& value) {
  return core::shortened(core::printable(value.dump(-1, ' ', true, json::error_handler_t::replace)), 200);
}

// All of `less` stands in `more`.
bool holds_all(const json& more, const json& less) {
  if (!more.is_object() || !less.is_object()) return false;
  return std::all_of(less.items().begin(), less.items().end(), [&](const auto& item) {
    const json* other = member(&more, item.key());
    return other && *other == item.value();
  });
}

// "echo.cwl" -> "file:///srv/runs/1/echo.cwl".
bool is_rewritten(const std::string& sent, const json& echoed) {
  if (!echoed.is_string() || core::classify_url(sent) == core::UrlKind::absolute) return false;
  return echoed.get<std::string>().ends_with("/" + sent);
}

EchoKind kind_of(const SentField& field, const json& sent, const json& echoed) {
  if (field.name == "tags" && holds_all(echoed, sent)) return EchoKind::added;
  if (field.name == "workflow_url" && is_rewritten(field.value, echoed)) return EchoKind::rewritten;
  return EchoKind::other;
}

}  // namespace

std::vector<EchoDifference> echo_differences(const std::vector<SentField>& sent,
                                             const nlohmann::json* request) {
  std::vector<EchoDifference> differences;
  for (const SentField& field : sent) {
    const json value = value_of(field);
    const json* echoed = member(request, field.name);
    if (echoed && *echoed == value) continue;
    const bool missing = !echoed || echoed->is_null();
    differences.push_back({missing ? EchoKind::missing : kind_of(field, value, *echoed), field.name,
                           echo_text(value), missing ? "none" : echo_text(*echoed)});
  }
  return differences;
}

}  // namespace assay::conformance
