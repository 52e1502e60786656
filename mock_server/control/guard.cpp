// SPDX-License-Identifier: Apache-2.0
#include "mock_server/control/guard.hpp"

#include <openssl/crypto.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/ascii.hpp"

namespace assay::mock {

namespace {

// "mock" of "mock:32768" and of "mock", "[::1]" of "[::1]:80"; what follows the last colon must be a port.
std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  if (colon == std::string_view::npos || host.ends_with(']')) return host;
  const std::string_view port = host.substr(colon + 1);
  return std::all_of(port.begin(), port.end(), core::is_digit) ? host.substr(0, colon) : host;
}

}  // namespace

bool Guard::is_here(std::string_view host) const {
  for (const std::string_view name : {"127.0.0.1", "localhost", "[::1]"}) {
    if (core::equal_without_case(host, std::string(name) + ":" + std::to_string(port_))) return true;
    if (port_ == 80 && core::equal_without_case(host, name)) return true;
  }
  const std::string_view name = without_port(host);
  return std::any_of(hosts_.begin(), hosts_.end(),
                     [&](const std::string& allowed) { return core::equal_without_case(allowed, name); });
}

// In constant time, but for the length.
bool Guard::has_token(std::string_view credentials) const {
  constexpr std::string_view scheme = "Bearer ";
  if (!core::equal_without_case(credentials.substr(0, scheme.size()), scheme)) return false;
  credentials.remove_prefix(scheme.size());
  return credentials.size() == token_.size() &&
         CRYPTO_memcmp(credentials.data(), token_.data(), token_.size()) == 0;
}

// A browser writes Origin itself; it is the address that Host has, and Host was judged before.
bool Guard::is_own_page(const core::Headers& headers) const {
  const auto origins = headers.all("Origin");
  return origins.empty() ||
         (ui_ && origins.size() == 1 && origins[0] == "http://" + std::string(*headers.get("Host")));
}

std::optional<Refusal> Guard::refuse_page(const core::Request& request) const {
  if (is_here(request.headers.get("Host").value_or(""))) return {};
  return Refusal{421,
                 "Host must be 127.0.0.1, localhost or [::1] with the port of the control API, or a name of "
                 "--control-host"};
}

std::optional<Refusal> Guard::refuse(const core::Request& request) const {
  const auto& headers = request.headers;
  if (auto refusal = refuse_page(request)) return refusal;
  if (!is_own_page(headers)) return Refusal{403, "the control API is not for web pages: Origin is refused"};
  if (headers.all("Authorization").size() != 1 || !has_token(*headers.get("Authorization")))
    return Refusal{401, "this needs the token of the control API: 'Authorization: Bearer TOKEN'"};
  if (request.body.size() > body_bytes) return Refusal{413, "the body is larger than 1 MiB"};
  if (!request.body.empty() &&
      core::media_type(headers.get("Content-Type").value_or("")) != "application/json")
    return Refusal{415, "a body needs 'Content-Type: application/json'"};
  return {};
}

std::string random_token() {
  std::array<unsigned char, 24> bytes = {};
  if (RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) != 1)
    throw std::runtime_error("this machine has no random numbers");
  std::string text;
  for (const unsigned byte : bytes) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace assay::mock
