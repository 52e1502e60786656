// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/request_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/ascii.hpp"
#include "core/http/field_list.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

bool breaks_target(char c) { return core::is_control_in_field(c) || c == ' ' || c == '\t'; }

}  // namespace

std::string request_text(const core::Request& request, std::string_view target, const core::Url& base) {
  static constexpr std::array with_body = {"POST", "PUT", "PATCH"};
  std::string text = fmt::format("{} {} HTTP/1.1\r\n", request.method, target);
  const auto add = [&](std::string_view name, std::string_view value) {
    text += fmt::format("{}: {}\r\n", name, value);
  };
  if (!request.headers.has("Host")) add("Host", base.origin().substr(base.scheme.size() + 3));
  for (const core::Header& header : request.headers) add(header.name, header.value);
  const bool framed = request.headers.has("Content-Length") || request.headers.has("Transfer-Encoding");
  const bool has_body = !request.body.empty() ||
                        std::find(with_body.begin(), with_body.end(), request.method) != with_body.end();
  if (!framed && has_body) add("Content-Length", std::to_string(request.body.size()));
  if (!request.headers.has("Connection")) add("Connection", "keep-alive");
  text += "\r\n";
  text += request.body;
  return text;
}

core::Request request_of(std::string_view bytes) {
  core::Request request;
  request.method.clear();
  request.target.clear();
  const std::size_t head_end = bytes.find("\r\n\r\n");
  const std::size_t line_end = bytes.find("\r\n");
  const std::string_view line = bytes.substr(0, line_end);
  const std::size_t space = line.find(' ');
  if (head_end == std::string_view::npos || space == std::string_view::npos) {
    request.body = std::string(bytes);
    return request;
  }
  request.method = std::string(line.substr(0, space));
  request.target = std::string(line.substr(space + 1, line.find(' ', space + 1) - space - 1));
  std::string_view fields = bytes.substr(0, head_end + 2).substr(line_end + 2);
  while (!fields.empty()) {
    const std::size_t end = fields.find("\r\n");
    const std::string_view field = fields.substr(0, end);
    fields.remove_prefix(end + 2);
    const std::size_t colon = std::min(field.find(':'), field.size());
    std::string_view value = field.substr(std::min(colon + 1, field.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    request.headers.add(std::string(field.substr(0, colon)), std::string(value));
  }
  request.body = std::string(bytes.substr(head_end + 4));
  return request;
}

void throw_if_unsendable(const core::Request& request) {
  const auto refuse = [](std::string what) {
    throw std::invalid_argument("a request cannot be sent: " + what);
  };
  if (request.method.empty() || std::any_of(request.method.begin(), request.method.end(), breaks_target)) {
    refuse("its method is not a word");
  }
  if (request.target.empty() || std::any_of(request.target.begin(), request.target.end(), breaks_target)) {
    refuse("its target holds a space or a control character: " + core::printable(request.target));
  }
  for (const core::Header& header : request.headers) {
    const bool bad_name =
        header.name.empty() || std::any_of(header.name.begin(), header.name.end(), breaks_target);
    if (bad_name || std::any_of(header.value.begin(), header.value.end(), core::is_control_in_field)) {
      refuse("the field " + core::printable(header.name) + " holds a control character");
    }
  }
}

bool is_idempotent(std::string_view method) {
  static constexpr std::array methods = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"};
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

bool asks_to_close(const core::Request& request) {
  return core::has_member(request.headers, "Connection", "close");
}

Redirect redirect_of(const core::Exchange& exchange, const core::Url& base, std::string_view target) {
  static constexpr std::array statuses = {301, 302, 303, 307, 308};
  const core::Response& response = *exchange.response;
  const bool safe = exchange.request.method == "GET" || exchange.request.method == "HEAD";
  const auto location = response.headers.get("Location");
  const bool redirects = std::find(statuses.begin(), statuses.end(), response.status) != statuses.end();
  if (!safe || !location || !redirects) return {};
  const std::string shown = core::shortened(core::printable(*location), 200);
  const auto next = core::resolve_target(base, target, *location);
  if (!next)
    return {{},
            fmt::format("status {} points at {}, which leaves {}", response.status, shown, base.origin())};
  if (next->empty() || std::any_of(next->begin(), next->end(), breaks_target)) {
    return {{}, fmt::format("status {} points at {}, which is not a URL", response.status, shown)};
  }
  return {*next, {}};
}

std::string seconds_text(core::Duration time) {
  return fmt::format("{:g} s", std::chrono::duration<double>(time).count());
}

}  // namespace assay::conformance
