// SPDX-License-Identifier: Apache-2.0
#include "schemas/page.hpp"

#include <nlohmann/json.hpp>

#include "core/json_members.hpp"
#include "core/url.hpp"

namespace assay::schemas {
namespace {

std::string id_below(const core::Exchange& exchange, std::string_view below) {
  const std::string_view target(exchange.request.target);
  const std::string_view path = target.substr(0, target.find('?'));
  const std::size_t at = path.find(below);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = path.substr(at + below.size());
  return core::percent_decode(rest.substr(0, rest.find('/')));
}

void read_token(Page& page, const nlohmann::json& body) {
  const auto token = body.find(page.leads_on);
  if (token == body.end()) return;
  if (token->is_null()) {
    page.token_kind = Page::Token::null;
  } else if (!token->is_string()) {
    page.token_kind = Page::Token::wrong_type;
  } else {
    page.token = token->get<std::string>();
    page.token_kind = page.token.empty() ? Page::Token::empty : Page::Token::text;
  }
}

// The token in the href of the link of rel next. A link that holds none is of the wrong type.
void read_links(Page& page, const nlohmann::json& body, const std::string& parameter) {
  const nlohmann::json* links = core::member(&body, page.leads_on);
  if (!links) return;
  if (!links->is_array()) {
    page.token_kind = Page::Token::wrong_type;
    return;
  }
  for (const nlohmann::json& link : *links) {
    if (core::text_member(&link, "rel") != "next") continue;
    page.token_kind = Page::Token::wrong_type;
    const std::string href = core::text_member(&link, "href");
    const std::size_t question = href.find('?');
    const std::string query = question == std::string::npos ? std::string() : href.substr(question + 1);
    for (const auto& [name, value] : core::decode_query(query)) {
      if (name != parameter || value.empty()) continue;
      page.token = value;
      page.token_kind = Page::Token::text;
    }
  }
}

}  // namespace

Items items_in(const nlohmann::json* body, std::string_view name) {
  for (const std::string_view each : {name, std::string_view("workflows")}) {
    const nlohmann::json* list = core::member(body, each);
    if (list && list->is_array()) return {list, std::string(each)};
    if (name != "runs") break;
  }
  return {};
}

std::string run_id_of(const core::Exchange& exchange) { return id_below(exchange, "/runs/"); }

std::string run_id_of(const core::Exchange& exchange, const Dialect& dialect) {
  const Operation* operation = dialect.operation(exchange.operation);
  const std::size_t id = operation ? operation->path.find("{run_id}") : std::string::npos;
  return id == std::string::npos ? std::string() : id_below(exchange, operation->path.substr(0, id));
}

PageReading page_reading(const Dialect& dialect, std::string_view operation) {
  const bool tasks = operation == "ListTasks";
  const Readings& names = dialect.readings;
  PageReading reading{
      tasks ? names.tasks : names.runs, tasks ? names.task_id : names.run_id, dialect.next_token_member, {}};
  if (dialect.page_style == PageStyle::links) {
    reading.next = "links";
    reading.token_parameter = dialect.page_token_parameter;
  }
  return reading;
}

Page read_page(const core::ExchangePtr& exchange, const nlohmann::json* body, std::string_view items) {
  PageReading reading;
  reading.items = items;
  if (items == "task_logs") reading.id = "id";
  return read_page(exchange, body, reading);
}

Page read_page(const core::ExchangePtr& exchange, const nlohmann::json* body, const PageReading& reading) {
  Page page;
  page.exchange = exchange;
  page.leads_on = reading.next;
  if (!body || !body->is_object()) return page;
  if (reading.token_parameter.empty()) {
    read_token(page, *body);
  } else {
    read_links(page, *body, reading.token_parameter);
  }
  const Items items = items_in(body, reading.items);
  if (!items.array) return page;
  page.member = items.member;
  page.readable = exchange && core::status_of(*exchange) == 200;
  for (const nlohmann::json& item : *items.array) page.ids.push_back(core::id_member(&item, reading.id));
  return page;
}

std::string next_token(const nlohmann::json& page, const Dialect& dialect) {
  return read_page(nullptr, &page, page_reading(dialect, "ListRuns")).token;
}

}  // namespace assay::schemas
