// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/members.hpp"

#include <nlohmann/json.hpp>

#include "core/url.hpp"

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

std::string id_member(const nlohmann::json* body, std::string_view name) {
  const nlohmann::json* value = member(body, name);
  return value && value->is_number_integer() ? value->dump() : text_member(body, name);
}

Items items_in(const nlohmann::json* body, std::string_view name) {
  for (const std::string_view each : {name, std::string_view("workflows")}) {
    const nlohmann::json* list = member(body, each);
    if (list && list->is_array()) return {list, std::string(each)};
    if (name != "runs") break;
  }
  return {};
}

namespace {

std::string id_below(const core::Exchange& exchange, std::string_view below) {
  const std::string_view target(exchange.request.target);
  const std::string_view path = target.substr(0, target.find('?'));
  const std::size_t at = path.find(below);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = path.substr(at + below.size());
  return core::percent_decode(rest.substr(0, rest.find('/')));
}

}  // namespace

std::string run_id_of(const core::Exchange& exchange) { return id_below(exchange, "/runs/"); }

std::string run_id_of(const core::Exchange& exchange, const schemas::Dialect& dialect) {
  const schemas::Operation* operation = dialect.operation(exchange.operation);
  const std::size_t id = operation ? operation->path.find("{run_id}") : std::string::npos;
  return id == std::string::npos ? std::string() : id_below(exchange, operation->path.substr(0, id));
}

}  // namespace assay::conformance
