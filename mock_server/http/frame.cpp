// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/frame.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/status.hpp>
#include <charconv>
#include <nlohmann/json.hpp>

#include "core/clock.hpp"

namespace assay::mock {
namespace {

void add_safe(std::string& out, std::string_view text) {
  for (const char byte : text) {
    const auto code = static_cast<unsigned char>(byte);
    out += (code < 0x20 && byte != '\t') || code == 0x7f ? ' ' : byte;
  }
}

void add_field(std::string& out, std::string_view name, std::string_view value) {
  add_safe(out, name);
  out += ": ";
  add_safe(out, value);
  out += "\r\n";
}

std::string reason_of(const core::Response& response) {
  if (!response.reason.empty()) return response.reason;
  const auto status = boost::beast::http::int_to_status(static_cast<unsigned>(response.status));
  if (status == boost::beast::http::status::unknown) return {};
  return std::string(boost::beast::http::obsolete_reason(status));
}

}  // namespace

std::string frame(const core::Response& response, const Framing& framing) {
  const bool bodiless = response.status < 200 || response.status == 204 || response.status == 304;
  std::string out = response.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ";
  out += std::to_string(response.status) + " ";
  add_safe(out, reason_of(response));
  out += "\r\n";
  for (const auto& field : response.headers) add_field(out, field.name, field.value);
  if (!response.headers.has("Date")) add_field(out, "Date", core::to_http_date(framing.now));
  if (!framing.connection.empty() && !response.headers.has("Connection")) {
    add_field(out, "Connection", framing.connection);
  }
  if (!bodiless && !response.headers.has("Content-Length") && !response.headers.has("Transfer-Encoding")) {
    add_field(out, "Content-Length", std::to_string(response.body.size()));
  }
  out += "\r\n";
  if (!bodiless && !framing.head_only) out += response.body;
  return out;
}

void JsonFramer::append(std::string_view body, core::Time now, std::string& out) {
  constexpr std::string_view after_length = "\r\n\r\n";
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (before_length_.empty() || second != second_) {
    core::Response empty{.status = 200};
    empty.headers.add("Content-Type", "application/json");
    before_length_ = frame(empty, {now});
    before_length_.resize(before_length_.size() - after_length.size() - 1);  // "0", the length of nothing
    second_ = second;
  }
  std::array<char, 20> digits;
  const auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), body.size()).ptr;
  const std::string_view length(digits.data(), static_cast<std::size_t>(end - digits.data()));
  out.reserve(out.size() + before_length_.size() + length.size() + after_length.size() + body.size());
  out.append(before_length_).append(length).append(after_length).append(body);
}

core::Response error_response(const Refusal& refusal) {
  core::Response response;
  response.status = refusal.status;
  response.headers.add("Content-Type", "application/json");
  response.body = nlohmann::json{{"msg", refusal.text}, {"status_code", refusal.status}}.dump();
  return response;
}

}  // namespace assay::mock
