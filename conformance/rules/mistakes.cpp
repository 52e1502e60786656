// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/mistakes.hpp"

#include <nlohmann/json.hpp>

#include "conformance/rules/members.hpp"
#include "core/url.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

void add(std::set<std::string>& into, const std::string& text) {
  if (!text.empty()) into.insert(text);
}

void add_members(std::set<std::string>& into, const Items& items, std::string_view name) {
  if (!items.array) return;
  for (const json& item : *items.array) add(into, id_member(&item, name));
}

// The task that a target below /tasks/ names, decoded.
std::string task_id_of(const std::string& target) {
  const std::string path = target.substr(0, target.find('?'));
  const std::size_t at = path.find("/tasks/");
  return at == std::string::npos ? std::string() : core::percent_decode(path.substr(at + 7));
}

bool is_sensible_size(const std::string& text) {
  return !text.empty() && text.size() < 10 && text.front() != '0' &&
         text.find_first_not_of("0123456789") == std::string::npos;
}

bool asks_for_an_odd_page(const std::string& target, const Told& told) {
  const std::size_t mark = target.find('?');
  if (mark == std::string::npos) return false;
  for (const auto& [name, value] : core::decode_query(target.substr(mark + 1))) {
    if (name == "page_size" && !is_sensible_size(value)) return true;
    if (name == "page_token" && !value.empty() && !told.tokens.contains(value)) return true;
  }
  return false;
}

// What every service has, asked for with no mistake but perhaps an odd body or an odd Accept. Paths with dot
// segments and fields that are too large may be refused.
bool asks_for_a_place(const core::Request& request) {
  constexpr std::size_t most_fields = 8'000;
  std::size_t size = 0;
  for (const core::Header& header : request.headers) size += header.name.size() + header.value.size();
  const std::string path = request.target.substr(0, request.target.find('?'));
  const bool is_plain = path.find("/.") == path.npos && path.find("//") == path.npos && size < most_fields;
  return is_plain && request.method == "GET" && (path.ends_with("/service-info") || path.ends_with("/runs"));
}

}  // namespace

Told told_by(const std::vector<ExchangePtr>& exchanges,
             const std::function<const json*(const ExchangePtr&)>& json_of) {
  Told told;
  for (const ExchangePtr& exchange : exchanges) {
    if (core::status_of(*exchange) / 100 != 2) continue;
    const json* body = json_of(exchange);
    if (exchange->operation == "RunWorkflow") add(told.runs, id_member(body, "run_id"));
    add_members(told.runs, items_in(body, "runs"), "run_id");
    add_members(told.tasks, items_in(body, "task_logs"), "id");
    add(told.tokens, text_member(body, "next_page_token"));
  }
  return told;
}

bool is_mistake(const core::Exchange& exchange, const Told& told, bool refusable) {
  const std::string& method = exchange.request.method;
  const std::string run = run_id_of(exchange);
  if (method == "HEAD" || method == "OPTIONS") return false;
  if (exchange.user == "other" && !run.empty()) return true;
  if (exchange.user != "main" && exchange.user != "other") return true;
  if (exchange.operation.empty()) return !asks_for_a_place(exchange.request);
  if (exchange.operation == "RunWorkflow") return refusable;
  if (!run.empty() && !told.runs.contains(run)) return true;
  const std::string task = task_id_of(exchange.request.target);
  if (!task.empty() && !told.tasks.contains(task)) return true;
  return asks_for_an_odd_page(exchange.request.target, told);
}

}  // namespace assay::conformance
