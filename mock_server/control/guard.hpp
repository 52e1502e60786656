// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/exchange.hpp"
#include "mock_server/base/refusal.hpp"

namespace assay::mock {

// Who may use the control API of a mock: a program that has the token, and no web page.
class Guard {
 public:
  // `hosts`: names that Host may have beside loopback, with any port, since a container's port is mapped to
  // another.
  Guard(std::string token, std::uint16_t port, std::vector<std::string> hosts = {})
      : token_(std::move(token)), port_(port), hosts_(std::move(hosts)) {}

  // Why not, in this order:
  //   421  Host is neither this machine by number or as localhost nor one of `hosts` (a name that was rebound
  //   to it) 403  Origin is there: a web page asks 401  no token, or another one 413  a body above body_bytes
  //   415  a body that is not application/json
  std::optional<Refusal> refuse(const core::Request& request) const;

  static constexpr std::size_t body_bytes = 1 << 20;

 private:
  bool is_here(std::string_view host) const;
  bool has_token(std::string_view credentials) const;
  std::string token_;
  std::uint16_t port_;
  std::vector<std::string> hosts_;
};

// 48 hexadecimal digits that nobody can guess.
std::string random_token();

}  // namespace assay::mock
