// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/trouble.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/ascii.hpp"
#include "core/json_foreign.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr struct {
  int status;
  Trouble trouble;
} trouble_statuses[] = {{407, Trouble::gateway}, {408, Trouble::busy},    {425, Trouble::busy},
                        {429, Trouble::busy},    {502, Trouble::gateway}, {503, Trouble::busy},
                        {504, Trouble::gateway}};

constexpr struct {
  Trouble trouble;
  std::string_view words;
} trouble_words[] = {
    {Trouble::none, ""},
    {Trouble::busy, "the service was busy"},
    {Trouble::gateway, "a gateway answered in place of the service"},
    {Trouble::transport, "no whole answer came"},
    {Trouble::credentials, "the credentials were refused"},
    {Trouble::page, "a page of HTML came where JSON was due, as a login page or a gateway sends it"}};

bool accepts(const core::Exchange& exchange, std::string_view type) {
  const auto accept = exchange.request.headers.get("Accept");
  return accept && accept->find(type) != std::string_view::npos;
}

bool is_to_be_refused(const core::Exchange& exchange) {
  return exchange.user != "main" && exchange.user != "other" && !exchange.operation.empty();
}

bool is_page(const core::Exchange& exchange) { return is_success(exchange) && is_html(exchange); }

bool starts_as_a_page(std::string_view body) {
  const std::size_t first = body.find_first_not_of(" \t\r\n\xef\xbb\xbf");
  if (first == std::string_view::npos) return false;
  const std::string start = core::lowered(body.substr(first, 15));
  static constexpr std::array<std::string_view, 2> starts = {"<!doctype html", "<html"};
  return std::any_of(starts.begin(), starts.end(),
                     [&](std::string_view each) { return std::string_view(start).starts_with(each); });
}

int code_of(const core::Exchange& exchange) { return core::status_of(exchange); }

}  // namespace

Trouble trouble_of(const core::Exchange& exchange) {
  // Who should get a 401 and is sent to a login page has an answer.
  if (is_to_be_refused(exchange) && exchange.fault == core::TransportFault::redirect) return Trouble::none;
  if (exchange.fault != core::TransportFault::none || !exchange.response) return Trouble::transport;
  const auto row = std::find_if(std::begin(trouble_statuses), std::end(trouble_statuses),
                                [&](const auto& each) { return each.status == exchange.response->status; });
  if (row != std::end(trouble_statuses)) return row->trouble;
  if (is_to_be_refused(exchange) || exchange.operation.empty()) return Trouble::none;
  if (is_unauthorized(exchange)) return Trouble::credentials;
  // Every operation answers in JSON, also to who takes anything.
  return is_page(exchange) && !accepts(exchange, "html") ? Trouble::page : Trouble::none;
}

bool is_stray_page(const core::Exchange& exchange) {
  if (trouble_of(exchange) != Trouble::none || !is_page(exchange)) return false;
  // Files behind links may be pages, and are asked for with a wildcard.
  const auto accept = exchange.request.headers.get("Accept");
  return !exchange.operation.empty() || !exchange.request.raw.empty() || (accept && *accept != "*/*");
}

std::string_view in_words(Trouble trouble) {
  const auto row = std::find_if(std::begin(trouble_words), std::end(trouble_words),
                                [&](const auto& each) { return each.trouble == trouble; });
  return row == std::end(trouble_words) ? std::string_view() : row->words;
}

bool is_ok(const core::Exchange& e) { return code_of(e) == 200; }
bool is_success(const core::Exchange& e) { return code_of(e) / 100 == 2; }
bool is_refusal(const core::Exchange& e) { return code_of(e) / 100 == 4; }
bool is_error(const core::Exchange& e) { return code_of(e) >= 400; }
bool is_server_error(const core::Exchange& e) { return code_of(e) / 100 == 5; }
bool is_denied(const core::Exchange& e) { return code_of(e) == 401 || code_of(e) == 403; }
bool is_unauthorized(const core::Exchange& e) { return code_of(e) == 401; }
bool is_missing(const core::Exchange& e) { return code_of(e) == 404; }
bool is_gone(const core::Exchange& e) { return code_of(e) == 404 || code_of(e) == 410; }
bool is_bad_request(const core::Exchange& e) { return code_of(e) == 400; }
bool is_no_method(const core::Exchange& e) { return code_of(e) == 405; }
bool is_unchanged(const core::Exchange& e) { return code_of(e) == 304; }
bool is_moved(const core::Exchange& e) { return code_of(e) == 301 || code_of(e) == 302; }
bool is_not_implemented(const core::Exchange& e) { return code_of(e) == 501; }
bool is_no_version(const core::Exchange& e) { return code_of(e) == 505; }
bool is_about_the_body(const core::Exchange& e) { return code_of(e) == 411 || code_of(e) == 415; }
bool answers_with(const core::Exchange& e, int documented) { return code_of(e) == documented; }
bool have_same_status(const core::Exchange& one, const core::Exchange& other) {
  return code_of(one) == code_of(other);
}

bool is_html(const core::Exchange& exchange) {
  if (!exchange.response) return false;
  const core::Response& answer = *exchange.response;
  const bool is_labelled = core::media_type(answer.headers.get("Content-Type").value_or("")) == "text/html";
  if (exchange.request.method == "HEAD") return is_labelled;
  if (starts_as_a_page(answer.body)) return true;
  return is_labelled && !answer.body.empty() && !core::parse_foreign_json(answer.body);
}

bool is_own_refusal(const core::Exchange& exchange) {
  return is_refusal(exchange) && (exchange.operation.empty() || !is_html(exchange));
}

}  // namespace assay::conformance
