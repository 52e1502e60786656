// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>

#include "core/result.hpp"
#include "core/secret.hpp"
#include "core/url.hpp"

namespace assay::conformance {

// A forward proxy for HTTP, spoken to in clear text: https targets go through a tunnel (CONNECT, RFC 9110
// section 9.3.6), http targets are asked for in absolute form (RFC 9112 section 3.2.2).
struct Proxy {
  core::Url url = {};               // its host is empty where there is no proxy
  core::Secret authorization = {};  // the value of Proxy-Authorization; empty: none
  core::Secret password = {};       // "user:password" as given, so that it is redacted too
  std::string from = {};            // "--proxy", or the name of the variable
  bool empty() const { return url.host.empty(); }
  std::string text() const { return url.origin() + " (" + from + ")"; }
};

// The value of an environment variable; nullptr where it is not set.
using Environment = std::function<const char*(const char*)>;

// Which proxy a target has: `given` (--proxy) wins, and "none" means none. Otherwise https_proxy or
// http_proxy by the scheme of the target, then all_proxy, each in lower or upper case, unless no_proxy names
// the host: "*", a host, a domain with all below it, an address; each with ":port" or without. An Error where
// the value is no URL of an http proxy.
core::Result<Proxy> choose_proxy(const core::Url& target, const std::string& given,
                                 const Environment& variables);
// With the variables of this process.
core::Result<Proxy> choose_proxy(const core::Url& target, const std::string& given);

}  // namespace assay::conformance
