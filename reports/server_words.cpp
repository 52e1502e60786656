// SPDX-License-Identifier: Apache-2.0
#include "reports/server_words.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "core/ascii.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;

constexpr std::size_t most_words = 160;
constexpr std::size_t most_body = 64u << 10;
// WES and most others, FastAPI and RFC 9457, Seven Bridges and AWS, OAuth.
constexpr std::array words_members = {"msg",    "detail",   "message",           "Message",
                                      "title",  "error",    "error_description", "errors",
                                      "reason", "more_info"};
constexpr std::size_t deepest = 4;

// The first text under one of the members; lists by their first item.
std::string words_in(const json& value, std::size_t depth) {
  if (value.is_string()) return value.get<std::string>();
  if (depth == deepest || value.empty()) return "";
  if (value.is_array()) return words_in(value.front(), depth + 1);
  if (!value.is_object()) return "";
  for (const char* name : words_members) {
    const auto at = value.find(name);
    const std::string found = at == value.end() ? std::string() : words_in(*at, depth + 1);
    if (!found.empty()) return found;
  }
  return "";
}

std::string title_of(std::string_view page) {
  const std::string low = core::lowered(page);
  const std::size_t tag = low.find("<title");
  const std::size_t from = tag == low.npos ? low.npos : low.find('>', tag);
  const std::size_t to = from == low.npos ? low.npos : low.find("</title", from);
  if (to == low.npos) return "a page of HTML";
  return "a page of HTML: " + std::string(page.substr(from + 1, to - from - 1));
}

// Without the white space that begins, ends or repeats.
std::string one_line_of(std::string_view text) {
  std::string line;
  for (const char c : text) {
    const bool space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (!space)
      line += c;
    else if (!line.empty() && line.back() != ' ')
      line += ' ';
  }
  if (line.ends_with(' ')) line.pop_back();
  return core::shortened(core::printable(line), most_words);
}

}  // namespace

bool is_page(const core::Exchange& exchange) {
  if (!exchange.response) return false;
  const std::string type = core::lowered(exchange.response->headers.get("Content-Type").value_or(""));
  if (type.starts_with("text/html") || type.starts_with("application/xhtml")) {
    // JSON under a wrong label is still the service's own answer.
    const std::size_t first = exchange.response->body.find_first_not_of(" \t\r\n");
    return first == std::string::npos ||
           (exchange.response->body[first] != '{' && exchange.response->body[first] != '[');
  }
  const std::string_view body = exchange.response->body;
  const std::string start =
      core::lowered(body.substr(std::min(body.find_first_not_of(" \t\r\n"), body.size()), 14));
  return start.starts_with("<!doctype html") || start.starts_with("<html");
}

std::string server_words(const core::Exchange& exchange) {
  if (!exchange.response) return "";
  const core::Response& answer = *exchange.response;
  if (is_page(exchange)) return one_line_of(title_of(std::string_view(answer.body).substr(0, most_body)));
  if (answer.status < 400 || answer.cut || answer.body.size() > most_body) return "";
  const auto body = core::parse_json(answer.body);
  if (body) return one_line_of(words_in(*body, 0));
  return one_line_of(answer.body);
}

}  // namespace assay::reports
