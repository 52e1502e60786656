// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/error_body.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "conformance/rules/members.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

constexpr std::array not_of_the_service = {405, 406, 408, 411, 413, 414, 415, 416, 417, 421,
                                           426, 429, 431, 501, 502, 503, 504, 505, 511};
constexpr std::array look_alikes = {"message",  "code",       "detail", "err_msg",
                                    "err_code", "error_code", "title",  "error"};
constexpr std::array status_members = {"status_code", "code", "err_code", "error_code", "status"};
constexpr std::array answer_members = {"run_id",
                                       "runs",
                                       "workflows",
                                       "state",
                                       "task_logs",
                                       "id",
                                       "cmd",
                                       "workflow_type_versions",
                                       "supported_wes_versions"};

// What a service says by accident. A path counts only where it begins a word: URLs may hold such names.
struct Mark {
  std::string_view text;
  const char* what;
  bool is_path = false;
};
constexpr Mark marks[] = {
    {"Traceback (most recent call last)", "a stack trace"},
    {".py\\\", line ", "a stack trace"},
    {".py\", line ", "a stack trace"},
    {"\\tat ", "a stack trace"},
    {"\tat ", "a stack trace"},
    {"Exception in thread", "a stack trace"},
    {"goroutine 1 [", "a stack trace"},
    {"java.lang.", "a stack trace"},
    {"org.springframework.", "a stack trace"},
    {"site-packages", "a path of the server's files"},
    {"node_modules", "a path of the server's files"},
    {"file:///", "a path of the server's files"},
    {"/usr/", "a path of the server's files", true},
    {"/home/", "a path of the server's files", true},
    {"/var/", "a path of the server's files", true},
    {"/opt/", "a path of the server's files", true},
    {"/srv/", "a path of the server's files", true},
    {"SQLSTATE", "SQL"},
    {"sqlalchemy", "SQL"},
    {"psycopg", "SQL"},
    {"INSERT INTO ", "SQL"},
};

bool begins_word(std::string_view text, std::size_t at) {
  return at == 0 || std::string_view(" \"'`([<=,>\n\t").find(text[at - 1]) != std::string_view::npos;
}

std::size_t find_mark(std::string_view text, const Mark& mark) {
  for (std::size_t at = text.find(mark.text); at != std::string_view::npos;
       at = text.find(mark.text, at + 1)) {
    if (!mark.is_path || begins_word(text, at)) return at;
  }
  return std::string_view::npos;
}

// 400 to 599, as a number or as digits; 0 for all else.
int error_status(const json& value) {
  int status = 0;
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    status = number >= 400 && number < 600 ? static_cast<int>(number) : 0;
  } else if (value.is_string()) {
    const auto& text = value.get_ref<const std::string&>();
    if (text.size() == 3) std::from_chars(text.data(), text.data() + 3, status);
  }
  return status >= 400 && status < 600 ? status : 0;
}

}  // namespace

bool is_operation_error(const core::Exchange& exchange) {
  const int status = core::status_of(exchange);
  return status >= 400 && !exchange.operation.empty() && exchange.request.method != "HEAD" &&
         std::find(not_of_the_service.begin(), not_of_the_service.end(), status) == not_of_the_service.end();
}

std::optional<Finding> not_an_error_object(const ExchangePtr& exchange, const json* body) {
  static constexpr const char* wanted = "a JSON object as application/json";
  const std::string_view text = exchange->response->body;
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return finding(exchange, "error-empty", "an error has no body", wanted, "nothing");
  }
  if (!body) {
    return finding(exchange, "error-not-json", "the body of an error is not JSON", wanted,
                   core::shortened(core::printable(text), 60));
  }
  if (!body->is_object()) {
    return finding(exchange, "error-no-object", "the body of an error is JSON, but no object", wanted,
                   body->type_name(), {""});
  }
  const std::string_view given = exchange->response->headers.get("Content-Type").value_or("");
  if (core::media_type(given) == "application/json") return std::nullopt;
  return finding(exchange, "error-media-type", "an error is JSON, but labelled as something else",
                 "application/json", given.empty() ? "no Content-Type" : core::printable(given));
}

std::vector<Finding> wrong_error_types(const ExchangePtr& exchange, const json* body) {
  std::vector<Finding> findings;
  const json* msg = member(body, "msg");
  if (msg && !msg->is_string()) {
    findings.push_back(finding(exchange, "msg-type", "the msg of an error is no string", "a string",
                               short_json(*msg), {"/msg"}));
  }
  const json* code = member(body, "status_code");
  if (code && !code->is_number_integer()) {
    findings.push_back(finding(exchange, "status-code-type", "the status_code of an error is no integer",
                               "an integer", short_json(*code), {"/status_code"}));
  }
  return findings;
}

std::optional<Finding> other_status_code(const ExchangePtr& exchange, const json* body) {
  const json* code = member(body, "status_code");
  const int status = core::status_of(*exchange);
  if (!code || !code->is_number_integer() || *code == status) return std::nullopt;
  return finding(exchange, "status-code-differs", "the status_code of an error is not the HTTP status",
                 std::to_string(status), short_json(*code), {"/status_code"});
}

std::optional<Finding> missing_error_members(const ExchangePtr& exchange, const json* body) {
  if (!body || !body->is_object()) return std::nullopt;
  const bool msg = body->contains("msg");
  const bool code = body->contains("status_code");
  if (msg && code) return std::nullopt;
  std::string instead;
  for (const char* name : look_alikes) {
    if (body->contains(name)) instead += (instead.empty() ? "" : ", ") + std::string(name);
  }
  const std::string missing = msg ? "status_code" : code ? "msg" : "msg and status_code";
  const std::string reason = instead.empty() ? "error-members-missing" : "error-members-are " + instead;
  const std::string tail = instead.empty() ? "" : "; " + instead + " in their place";
  return finding(exchange, reason, fmt::format("an error has no {}{}", missing, tail), "msg and status_code",
                 instead.empty() ? "no " + missing : instead, {""});
}

std::optional<Finding> poor_error_text(const ExchangePtr& exchange, const json* body) {
  const json* msg = member(body, "msg");
  if (msg && msg->is_string() &&
      msg->get_ref<const std::string&>().find_first_not_of(" \t\r\n") == std::string::npos) {
    return finding(exchange, "msg-empty", "the msg of an error is empty", "a sentence", short_json(*msg),
                   {"/msg"});
  }
  const std::string_view text = exchange->response->body;
  const std::string asked = core::percent_decode(exchange->request.target) + exchange->request.body;
  for (const Mark& mark : marks) {
    const std::size_t at = find_mark(text, mark);
    if (at == std::string_view::npos || asked.find(mark.text) != std::string::npos) continue;
    return finding(exchange, "error-shows-inside", fmt::format("an error shows {}", mark.what),
                   "a sentence for the caller",
                   core::shortened(core::printable(text.substr(at > 20 ? at - 20 : 0)), 80));
  }
  return std::nullopt;
}

std::optional<Finding> hidden_error(const ExchangePtr& exchange, const json* body) {
  if (core::status_of(*exchange) / 100 != 2 || !body || !body->is_object()) return std::nullopt;
  for (const char* name : answer_members) {
    if (body->contains(name)) return std::nullopt;
  }
  for (const char* name : status_members) {
    const json* value = member(body, name);
    const int status = value ? error_status(*value) : 0;
    if (status == 0) continue;
    return finding(exchange, "error-in-success",
                   fmt::format("an answer with status {} holds an error", core::status_of(*exchange)),
                   std::to_string(status), std::to_string(core::status_of(*exchange)),
                   {"/" + std::string(name)});
  }
  return std::nullopt;
}

}  // namespace assay::conformance
