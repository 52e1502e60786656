// SPDX-License-Identifier: Apache-2.0
#include "core/url.hpp"

#include <algorithm>
#include <boost/url.hpp>
#include <optional>

#include "core/ascii.hpp"
#include "core/headers.hpp"
#include "core/text.hpp"

namespace assay::core {

namespace {

namespace urls = boost::urls;

constexpr const char* example = "write it like http://localhost:8080/ga4gh/wes/v1";

// "" where the scheme is not one of ours.
std::string_view default_port(std::string_view scheme) {
  if (scheme == "http") return "80";
  if (scheme == "https") return "443";
  return "";
}

// What may be shown of a URL that may hold a password or a token where none should be.
std::string shown(std::string_view text) {
  const auto cut = text.find_first_of("?#");
  std::string result(text.substr(0, cut));
  const auto at = result.rfind('@');
  if (at != result.npos) {
    const auto slashes = result.find("//");
    const std::size_t from = slashes == result.npos || slashes > at ? 0 : slashes + 2;
    result.replace(from, at - from, "***");
  }
  if (cut != text.npos) result += text[cut] + std::string("***");
  return shortened(printable(result), 200);
}

// Boost.URL 1.81 takes "http://h:x" for the host "h" and the path "x".
std::optional<urls::url_view> parse_reference(std::string_view text) {
  const auto parsed = urls::parse_uri_reference(text);
  if (!parsed) return std::nullopt;
  const std::string_view path = parsed->encoded_path();
  if (parsed->has_authority() && !path.empty() && path.front() != '/') return std::nullopt;
  return *parsed;
}

// Scheme, host and port of a parsed URL; the path is left empty.
Result<Url> parse_origin(const urls::url_view& parsed, const std::string& where) {
  Url url;
  url.scheme = lowered(parsed.scheme());
  if (default_port(url.scheme).empty())
    return Error{"the URL's scheme is neither http nor https", where, example};
  const std::string host(parsed.encoded_host_address());
  if (host.empty()) return Error{"the URL has no host", where, example};
  // A decoded "%0a" would end up in a Host field.
  if (host.find('%') != host.npos)
    return Error{"the URL's host is percent-encoded", where, "write the host as it is"};
  if (parsed.host_type() == urls::host_type::ipvfuture)
    return Error{"the URL's host is an address of an unknown kind", where,
                 "use a name, an IPv4 or an [IPv6] address"};
  url.host = lowered(host);
  url.port = std::string(parsed.port());
  if (url.port.empty()) url.port = default_port(url.scheme);
  const auto leading = url.port.find_first_not_of('0');
  url.port.erase(0, std::min(leading, url.port.size()));
  if (url.port.empty() || url.port.size() > 5 || std::stoi(url.port) > 65535)
    return Error{"the URL's port is not a number from 1 to 65535", where, example};
  return url;
}

// RFC 3986 section 5.2.4, of a path that starts with a slash. Boost.URL 1.81 keeps leading ".." and decodes
// "%2F".
std::string without_dot_segments(std::string_view path) {
  std::string result;
  while (!path.empty()) {
    const auto end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(1, end - 1);
    const bool dots = segment == "." || segment == "..";
    if (segment == "..") result.erase(std::min(result.rfind('/'), result.size()));
    if (!dots) result += path.substr(0, end);
    path.remove_prefix(end);
    if (dots && path.empty()) result += '/';
  }
  return result;
}

}  // namespace

std::string Url::origin() const {
  std::string text = scheme + "://";
  text += host.find(':') == host.npos ? host : "[" + host + "]";
  if (port != default_port(scheme)) text += ":" + port;
  return text;
}

bool Url::same_origin(const Url& other) const {
  return scheme == other.scheme && equal_without_case(host, other.host) && port == other.port;
}

Result<Url> parse_base_url(std::string_view text) {
  const std::string where = shown(text);
  if (text.empty()) return Error{"the URL is empty", "", example};
  if (text.find("://") == text.npos)
    return Error{"the URL does not start with http:// or https://", where, example};
  const auto parsed = parse_reference(text);
  if (!parsed || !parsed->has_scheme()) return Error{"this is not a URL", where, example};
  if (parsed->has_userinfo())
    return Error{"the URL holds a user name or password", where, "give credentials with --auth"};
  if (parsed->has_query())
    return Error{"the URL has a query", where, "leave it out; give credentials with --auth"};
  if (parsed->has_fragment())
    return Error{"the URL has a fragment", where, "leave out the '#' and what follows"};
  auto url = parse_origin(*parsed, where);
  if (!url) return url;
  url->path = without_dot_segments(parsed->encoded_path());
  url->path.erase(url->path.find_last_not_of('/') + 1);
  return url;
}

UrlKind classify_url(std::string_view text) {
  if (text.empty()) return UrlKind::none;
  const auto parsed = parse_reference(text);
  if (!parsed) return UrlKind::none;
  return parsed->has_scheme() ? UrlKind::absolute : UrlKind::relative;
}

Result<std::string> resolve_target(const Url& base, std::string_view target, std::string_view reference) {
  const std::string where = shown(reference);
  const auto next = parse_reference(reference);
  if (!next) return Error{"this is not a URL reference", where};
  if (!next->has_scheme() && next->has_authority())
    return resolve_target(base, target, base.scheme + ":" + std::string(reference));
  const auto current = urls::parse_origin_form(target);
  if (!current) return Error{"the request's own target is not a path and query", shown(target)};
  if (next->has_scheme()) {
    const auto origin = parse_origin(*next, where);
    if (!origin) return origin.error();
    if (!origin->same_origin(base))
      return Error{"this URL leaves the origin " + base.origin(), where,
                   "a service answers within its own origin"};
  }

  // RFC 3986 section 5.2.2.
  std::string path(next->encoded_path());
  const bool same_path = path.empty() && !next->has_scheme();
  const urls::url_view& query_of = same_path && !next->has_query() ? *current : *next;
  if (same_path) {
    path = std::string(current->encoded_path());
  } else if (!path.empty() && path.front() != '/') {
    const std::string_view from = current->encoded_path();
    path.insert(0, from.substr(0, from.rfind('/') + 1));
  }
  std::string result = path.empty() ? "/" : without_dot_segments(path);
  if (query_of.has_query()) result += "?" + std::string(query_of.encoded_query());
  return result;
}

std::string percent_encode(std::string_view text) { return urls::encode(text, urls::unreserved_chars); }

std::string percent_decode(std::string_view text) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool whole = text[i] == '%' && i + 2 < text.size();
    const int high = whole ? hex_value(text[i + 1]) : -1;
    const int low = whole ? hex_value(text[i + 2]) : -1;
    if (high < 0 || low < 0) {
      decoded += text[i];
    } else {
      decoded += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return decoded;
}

std::string encode_query(const Query& query) {
  std::string text;
  for (const auto& [name, value] : query) {
    if (!text.empty()) text += '&';
    text += percent_encode(name) + "=" + percent_encode(value);
  }
  return text;
}

Query decode_query(std::string_view query) {
  const auto decoded = [](std::string_view part) {
    std::string text(part);
    std::ranges::replace(text, '+', ' ');
    return percent_decode(text);
  };
  Query pairs;
  while (!query.empty()) {
    const auto end = query.find('&');
    const std::string_view piece = query.substr(0, end);
    query = end == query.npos ? std::string_view{} : query.substr(end + 1);
    if (piece.empty()) continue;
    const auto equals = std::min(piece.find('='), piece.size());
    pairs.emplace_back(decoded(piece.substr(0, equals)),
                       decoded(piece.substr(std::min(equals + 1, piece.size()))));
  }
  return pairs;
}

}  // namespace assay::core
