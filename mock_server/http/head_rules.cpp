// SPDX-License-Identifier: Apache-2.0
#include "mock_server/http/head_rules.hpp"

#include <algorithm>
#include <array>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/ascii.hpp"
#include "core/http/field_list.hpp"
#include "mock_server/base/limits.hpp"

namespace assay::mock {
namespace {

using core::trimmed;

namespace http = boost::beast::http;
using Verdict = std::optional<Refusal>;

constexpr std::string_view decimal_digits = "0123456789";

Verdict refuse(int status, std::string text) { return Refusal{status, std::move(text)}; }

Verdict syntax_fault(std::string_view text, const boost::system::error_code& error) {
  const auto line = text.substr(0, text.find("\r\n"));
  const auto version = line.substr(std::min(line.rfind(' ') + 1, line.size()));
  const bool well_formed = version.size() == 8 && version.starts_with("HTTP/") && version[6] == '.' &&
                           decimal_digits.find(version[5]) != decimal_digits.npos &&
                           decimal_digits.find(version[7]) != decimal_digits.npos;
  if (error == http::error::bad_version && well_formed) {
    return refuse(505, "Only HTTP/1.0 and HTTP/1.1 are spoken here.");
  }
  return refuse(400, "The head is not HTTP/1.1: " + error.message() + ".");
}

// The fields are taken from the text, not from Beast, which would group them by name and unfold them.
Verdict read_fields(std::string_view text, core::Headers& fields) {
  text.remove_prefix(text.find("\r\n") + 2);
  while (!text.starts_with("\r\n")) {
    const auto line = text.substr(0, text.find("\r\n"));
    if (line.front() == ' ' || line.front() == '\t') return refuse(400, "A field of the head is folded.");
    const auto colon = line.find(':');
    fields.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
    text.remove_prefix(line.size() + 2);
  }
  return {};
}

Verdict host_rule(Head& head) {
  const auto hosts = head.request.headers.all("Host");
  if (hosts.size() > 1) return refuse(400, "There is more than one Host field.");
  if (hosts.empty()) return head.version == 10 ? Verdict{} : refuse(400, "There is no Host field.");
  if (hosts[0].find_first_of(" \t/?#@\\\"<>{}|^`,") != std::string_view::npos) {
    return refuse(400, "The Host field is not a host and a port.");
  }
  return {};
}

// An absolute target is reduced to origin form, and its authority wins over Host (RFC 9112 section 3.2.2).
Verdict absolute_target(Head& head) {
  const std::string target = head.request.target;
  const auto authority_start = target.find("://") + 3;
  const auto authority_end = std::min(target.find_first_of("/?", authority_start), target.size());
  const auto authority = target.substr(authority_start, authority_end - authority_start);
  if (authority.empty() || authority.find('@') != std::string::npos) {
    return refuse(400, "The authority of the target is empty or holds user information.");
  }
  std::string rest = target.substr(authority_end);
  if (rest.empty()) rest = head.request.method == "OPTIONS" ? "*" : "/";
  if (rest.front() == '?') rest.insert(0, "/");
  head.request.target = std::move(rest);
  head.request.headers.set("Host", authority);
  return {};
}

bool is_absolute(std::string_view target) {
  return core::equal_without_case(target.substr(0, 7), "http://") ||
         core::equal_without_case(target.substr(0, 8), "https://");
}

Verdict target_rule(Head& head) {
  const std::string& target = head.request.target;
  if (head.request.method == "CONNECT") return refuse(501, "This server opens no tunnels.");
  if (target.size() > limits::target_bytes) return refuse(414, "The target is longer than 8 KiB.");
  if (target.find('#') != std::string::npos) return refuse(400, "The target holds a fragment.");
  if (target.starts_with('/')) return {};
  if (target == "*" && head.request.method == "OPTIONS") return {};
  if (is_absolute(target)) return absolute_target(head);
  return refuse(400, "The target is neither a path nor an http or https URL.");
}

Verdict transfer_coding_rule(Head& head) {
  if (!head.request.headers.has("Transfer-Encoding")) return {};
  if (head.version == 10) return refuse(400, "Transfer-Encoding is not part of HTTP/1.0.");
  if (head.request.headers.has("Content-Length")) {
    return refuse(400, "Content-Length and Transfer-Encoding come together.");
  }
  const auto codings = core::list_members(head.request.headers, "Transfer-Encoding");
  constexpr std::array<std::string_view, 7> known = {"chunked",    "gzip",    "x-gzip",  "compress",
                                                     "x-compress", "deflate", "identity"};
  for (const auto coding : codings) {
    const auto is_it = [&](std::string_view each) { return core::equal_without_case(each, coding); };
    if (std::none_of(known.begin(), known.end(), is_it)) return refuse(501, "A transfer coding is unknown.");
  }
  if (codings.empty() || !core::equal_without_case(codings.back(), "chunked")) {
    return refuse(400, "The last transfer coding is not chunked.");
  }
  const auto before = std::vector<std::string_view>(codings.begin(), codings.end() - 1);
  if (core::has_member(before, "chunked") || core::has_member(before, "identity")) {
    return refuse(400, "The transfer codings before the last chunked are not allowed.");
  }
  if (!before.empty()) return refuse(501, "Only the transfer coding chunked is taken.");
  head.chunked = true;
  return {};
}

Verdict content_length_rule(Head& head) {
  const auto lengths = head.request.headers.all("Content-Length");
  if (lengths.empty()) return {};
  if (lengths.size() > 1) return refuse(400, "There is more than one Content-Length field.");
  auto text = lengths[0];
  if (text.empty() || text.find_first_not_of(decimal_digits) != std::string_view::npos) {
    return refuse(400, "Content-Length is not one decimal number.");
  }
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  const bool fits_in_64_bits = text.size() <= 19;
  head.content_length = text.empty() || !fits_in_64_bits ? 0 : std::stoull(std::string(text));
  if (!fits_in_64_bits || head.content_length > limits::body_bytes) {
    return refuse(413, "The body is larger than 16 MiB.");
  }
  return {};
}

Verdict connection_rule(Head& head) {
  head.keep_alive = core::keeps_alive(head.request.headers, head.version);
  // RFC 9110 section 10.1.1: never for HTTP/1.0, and needless without a body.
  head.expects_continue = head.version == 11 && head.has_body() &&
                          core::has_member(head.request.headers, "Expect", "100-continue");
  return {};
}

}  // namespace

boost::system::result<Head, Refusal> read_head(std::string_view text) {
  http::request_parser<http::empty_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(limits::head_bytes + 1));
  parser.skip(true);
  boost::system::error_code error;
  parser.put(boost::asio::buffer(text), error);
  if (error) return *syntax_fault(text, error);

  Head head;
  head.request.method = std::string(parser.get().method_string());
  head.request.target = std::string(parser.get().target());
  head.version = static_cast<int>(parser.get().version());
  if (const auto fault = read_fields(text, head.request.headers)) return *fault;
  // The order decides which fault of several is named; framing comes before limits.
  constexpr std::array rules = {host_rule, target_rule, transfer_coding_rule, content_length_rule,
                                connection_rule};
  for (const auto rule : rules) {
    if (const auto fault = rule(head)) return *fault;
  }
  return head;
}

}  // namespace assay::mock
