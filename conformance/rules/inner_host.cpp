// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/inner_host.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/headers.hpp"

namespace assay::conformance {
namespace {

constexpr std::array<std::string_view, 6> kInnerEndings = {".internal", ".local",         ".localdomain",
                                                           ".svc",      ".cluster.local", ".lan"};

bool ends_with_name(std::string_view host, std::string_view ending) {
  return host.size() > ending.size() &&
         core::equal_without_case(host.substr(host.size() - ending.size()), ending);
}

bool is_ipv4(std::string_view host) {
  return !host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool is_loopback(std::string_view host) {
  return host == "::1" || core::equal_without_case(host, "localhost") ||
         (is_ipv4(host) && host.starts_with("127."));
}

// What a server listens on, and nobody can connect to from elsewhere.
bool is_wildcard(std::string_view host) { return host == "0.0.0.0" || host == "::"; }

bool is_private(std::string_view host) {
  if (!is_ipv4(host)) return host.starts_with("fd") && host.find(':') != std::string_view::npos;
  if (host.starts_with("10.") || host.starts_with("192.168.") || host.starts_with("169.254.")) return true;
  int second = -1;
  if (host.starts_with("172.")) std::from_chars(host.data() + 4, host.data() + host.size(), second);
  return second >= 16 && second <= 31;
}

bool is_inner_name(std::string_view host) {
  if (is_ipv4(host) || host.find(':') != std::string_view::npos || is_loopback(host)) return false;
  return host.find('.') == std::string_view::npos ||
         std::any_of(kInnerEndings.begin(), kInnerEndings.end(),
                     [&](std::string_view ending) { return ends_with_name(host, ending); });
}

}  // namespace

std::string host_of_web_address(std::string_view url) {
  std::size_t at = 0;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (core::equal_without_case(url.substr(0, scheme.size()), scheme)) at = scheme.size();
  }
  if (at == 0) return {};
  std::string_view host = url.substr(at, url.find_first_of("/?#", at) - at);
  host.remove_prefix(std::min(host.rfind('@') + 1, host.size()));
  if (host.starts_with('[')) return std::string(host.substr(1, host.find(']') - 1));
  return std::string(host.substr(0, host.find(':')));
}

bool is_inner_host(std::string_view host, std::string_view service) {
  if (host.empty() || core::equal_without_case(host, service)) return false;
  if (is_inner_name(host) || is_wildcard(host)) return true;
  if (is_loopback(host)) return !is_loopback(service);
  return is_private(host) && !is_private(service) && !is_loopback(service) && !is_inner_name(service);
}

}  // namespace assay::conformance
