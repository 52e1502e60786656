// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "core/http/chunk_reader.hpp"
#include "core/text.hpp"
#include "reports/escape.hpp"
#include "reports/run_result.hpp"

namespace assay::reports {
namespace {

constexpr std::size_t most_body_bytes = 8192;

// curl makes these itself, or they say nothing about the exchange.
constexpr std::array<std::string_view, 4> left_out = {"host", "content-length", "connection", "user-agent"};

// The format of a printf that writes `text` byte for byte, NUL included. Escaped too: a "-" in front (an
// option: every multipart body begins with it), "!" (history) and "##" (commands of CI runners).
std::string printf_format(std::string_view text) {
  std::string format = "'";
  char before = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      format += "\\n";
    } else if (c == '\r') {
      format += "\\r";
    } else if (c == '\\') {
      format += "\\\\";
    } else if (c == '%') {
      format += "%%";
    } else if (byte < 0x20 || byte >= 0x7f || c == '\'' || c == '!' || (c == '#' && before == '#') ||
               (c == '-' && before == 0)) {
      for (const int shift : {6, 3, 0}) {
        if (shift == 6) format += '\\';
        format += static_cast<char>('0' + ((byte >> shift) & 7));
      }
    } else {
      format += c;
    }
    before = c;
  }
  return format + "'";
}

// The line is printed on terminals and in CI logs, so a word that plain() would change goes through printf.
std::string word(std::string_view text) {
  const bool tame = plain(text) == text;
  return tame ? core::shell_quote(text) : "\"$(printf " + printf_format(text) + ")\"";
}

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Like word(), but "$NAME" stays for the shell to expand, inside double quotes.
std::string word_with_secrets(std::string_view text) {
  static constexpr std::string_view as_itself_in_double_quotes = " $-_.:/=+,;@%()*?";
  const bool simple = std::all_of(text.begin(), text.end(), [](char c) {
    return is_name_character(c) || as_itself_in_double_quotes.find(c) != std::string_view::npos;
  });
  std::string line;
  std::size_t literal = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && is_name_character(text[end])) ++end;
    if (end == at + 1 || (text[at + 1] >= '0' && text[at + 1] <= '9')) continue;
    const bool only_one = text.find('$', at + 1) == std::string_view::npos;
    if (line.empty() && simple && only_one) return "\"" + std::string(text) + "\"";
    if (at > literal) line += word(text.substr(literal, at - literal));
    line += "\"" + std::string(text.substr(at, end - at)) + "\"";
    literal = end;
  }
  if (line.empty() || literal < text.size()) line += word(text.substr(literal));
  return line;
}

// "http://host:port" of a base URL.
std::string_view origin_of(std::string_view base) {
  const std::size_t authority = base.find("://");
  return authority == std::string_view::npos ? base : base.substr(0, base.find('/', authority + 3));
}

std::string method_flag(const core::Request& request) {
  if (request.method == "HEAD" && request.body.empty()) return " -I";
  if (request.method == (request.body.empty() ? "GET" : "POST")) return "";
  return " -X " + word(request.method);
}

std::string header_flags(const core::Request& request) {
  std::string flags;
  for (const core::Header& header : request.headers) {
    const bool skip = std::any_of(left_out.begin(), left_out.end(), [&header](std::string_view name) {
      return core::equal_without_case(name, header.name);
    });
    if (skip) continue;
    constexpr std::string_view basic = "Basic $";
    const bool is_basic =
        core::equal_without_case(header.name, "Authorization") && header.value.starts_with(basic);
    if (is_basic) {  // the name stands for "user:password"; curl makes the base64 of it
      flags += " -u " + word_with_secrets(std::string_view(header.value).substr(basic.size() - 1));
    } else {
      // curl drops "Name:"; "Name;" sends the field without a value.
      flags += " -H " + word_with_secrets(header.value.empty() ? header.name + ";"
                                                               : header.name + ": " + header.value);
    }
  }
  if (!request.body.empty() && !request.headers.has("Content-Type")) flags += " -H 'Content-Type:'";
  return flags;
}

// What a chunked body holds: curl makes the chunks itself. Nothing where `body` is not chunked to its end.
std::optional<std::string> without_chunks(std::string_view body) {
  core::ChunkReader reader({most_body_bytes, most_body_bytes, most_body_bytes});
  std::string whole;
  const std::size_t taken = reader.take(body, [&whole](std::string_view piece) { whole += piece; });
  if (!reader.complete() || taken != body.size()) return std::nullopt;
  return whole;
}

bool is_field_name(std::string_view name) {
  return !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) { return c == '-' || is_name_character(c); });
}

// The request that bytes written by hand are, where curl can send the same: one, of HTTP/1.1, without a body.
std::optional<core::Request> simple_request(std::string_view raw) {
  if (!raw.ends_with("\r\n\r\n") || raw.find("\r\n\r\n") != raw.size() - 4) return std::nullopt;
  core::Request request;
  std::string_view line = raw.substr(0, raw.find("\r\n"));
  const std::size_t method = line.find(' ');
  if (method == std::string_view::npos || !line.ends_with(" HTTP/1.1")) return std::nullopt;
  request.method = line.substr(0, method);
  line.remove_suffix(std::string_view(" HTTP/1.1").size());
  if (line.size() <= method + 1) return std::nullopt;
  request.target = line.substr(method + 1);
  if (request.target.find(' ') != std::string::npos) return std::nullopt;
  for (std::size_t at = raw.find("\r\n") + 2; at + 2 < raw.size();) {
    const std::size_t end = raw.find("\r\n", at);
    const std::string_view field = raw.substr(at, end - at);
    const std::size_t colon = std::min(field.find(": "), field.size());
    const std::string_view name = field.substr(0, colon);
    static constexpr std::string_view bodies[] = {"Content-Length", "Transfer-Encoding", "Expect"};
    const bool has_body = std::any_of(std::begin(bodies), std::end(bodies), [&](std::string_view each) {
      return core::equal_without_case(each, name);
    });
    if (!is_field_name(name) || colon == field.size() || has_body || request.headers.has(name))
      return std::nullopt;
    request.headers.add(std::string(name), std::string(field.substr(colon + 2)));
    at = end + 2;
  }
  return request;
}

// Fields that curl makes itself, where the request went without them or with others.
std::string own_fields(const core::Request& request) {
  std::string flags;
  if (!request.headers.has("Host")) flags += " -H 'Host:'";
  const auto connection = request.headers.get("Connection");
  if (connection) flags += " -v -H " + word("Connection: " + std::string(*connection));
  return flags;
}

std::string url_words(std::string_view base, std::string_view target) {
  const std::string origin(origin_of(base));
  const bool ordinary = target.starts_with('/') && std::all_of(target.begin(), target.end(), [](char c) {
                          return c > 0x20 && c < 0x7f && c != '#';
                        });
  if (!ordinary) return " --request-target " + word(target) + " " + word(origin + "/");
  const std::string url = origin + std::string(target);
  std::string flags;
  if (url.find_first_of("[]{}") != std::string::npos) flags += " -g";
  if (url.find("/.") != std::string::npos) flags += " --path-as-is";
  return flags + " " + word(url);
}

// printf_format, with "$NAME" left for the shell.
std::string printf_format_with_secrets(std::string_view text) {
  std::string format;
  std::size_t literal = 0;
  for (std::size_t at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && is_name_character(text[end])) ++end;
    if (end == at + 1 || (text[at + 1] >= '0' && text[at + 1] <= '9')) continue;
    format += printf_format(text.substr(literal, at - literal)) + "\"" +
              std::string(text.substr(at, end - at)) + "\"";
    literal = end;
  }
  return format + printf_format(text.substr(literal));
}

// Bytes that were sent as they are (pipelined, folded, of HTTP/1.0) are no request that curl would make of
// them: they go out as they went.
std::string raw_line(const RunHeader& header, const core::Request& request) {
  const std::string_view origin = origin_of(header.target);
  const bool tls = origin.starts_with("https");
  const std::string_view authority = origin.substr(origin.find("://") + 3);
  const bool has_port = authority.find_last_of(':') != std::string_view::npos && !authority.ends_with(']');
  const std::size_t colon = has_port ? authority.find_last_of(':') : authority.size();
  std::string host(authority.substr(0, colon));
  const std::string port = has_port ? std::string(authority.substr(colon + 1)) : tls ? "443" : "80";
  const std::string bytes = "printf " + printf_format_with_secrets(request.raw) + " | ";
  if (tls) return bytes + "openssl s_client -quiet -connect " + word(host + ":" + port);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  return bytes + "nc -w 5 " + word(host) + " " + port;
}

}  // namespace

std::string curl_line(const RunHeader& header, const core::Exchange& exchange) {
  const core::Request& request = exchange.request;
  if (!request.raw.empty() && request.raw.size() <= most_body_bytes) {
    const auto simple = simple_request(request.raw);
    if (!simple) return raw_line(header, request);
    return "curl -sS -i" + method_flag(*simple) + own_fields(*simple) + header_flags(*simple) +
           url_words(header.target, simple->target);
  }
  const bool is_chunked = request.headers.get("Transfer-Encoding") == "chunked";
  const std::string body = is_chunked ? without_chunks(request.body).value_or(request.body) : request.body;
  const std::string before = "curl -sS -i" + method_flag(request) + header_flags(request);
  const std::string url = url_words(header.target, request.target);
  if (body.empty()) return before + url;
  if (body.size() > most_body_bytes) {
    return before + " --data-binary @request.body" + url + "  # request.body: the " +
           std::to_string(body.size()) + " bytes of exchange " + std::to_string(exchange.id);
  }
  const bool one_line = std::all_of(body.begin(), body.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
  if (one_line && body.front() != '@') return before + " --data-binary " + word(body) + url;
  return "printf " + printf_format(body) + " | " + before + " --data-binary @-" + url;
}

}  // namespace assay::reports
