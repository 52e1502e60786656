// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace assay::core {

// The base URL of a service: scheme, host, port and a path that is the prefix of each request (RFC 3986).
struct Url {
  std::string scheme;  // "http" or "https"
  std::string host;    // without the brackets of an IPv6 literal
  std::string port;    // never empty: 80 or 443 where the text has none
  std::string path;    // without a slash at the end; "" for the root

  std::string origin() const;  // "http://host:port", the port left out where it is the scheme's own
  std::string text() const { return origin() + path; }
  bool same_origin(const Url& other) const;
  bool operator==(const Url&) const = default;
};

// User information, a query or a fragment in a base URL is refused: credentials never come by argv.
Result<Url> parse_base_url(std::string_view text);

enum class UrlKind { absolute, relative, none };  // none: "", or text that is no URL reference at all
UrlKind classify_url(std::string_view text);

// The target ("/path?query") of `reference` as seen from the origin of `base` + `target`; an error when it
// leaves the origin. Both targets are those of a request line: they hold the path of the base URL.
Result<std::string> resolve_target(const Url& base, std::string_view target, std::string_view reference);

// Everything but unreserved characters is percent-encoded: safe as one path segment or as a query value.
std::string percent_encode(std::string_view text);
// "%" without two hexadecimal digits is kept as it is.
std::string percent_decode(std::string_view text);

using Query = std::vector<std::pair<std::string, std::string>>;
std::string encode_query(const Query& query);  // "a=1&b=2", "" when empty
Query decode_query(std::string_view query);    // also of a urlencoded form: "+" is a space

}  // namespace assay::core
