// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "core/exchange.hpp"
#include "mock_server/base/refusal.hpp"

namespace assay::mock {

// Who may use the control API of a mock: a program on this machine that has the token, and no web page.
class Guard {
 public:
  Guard(std::string token, std::uint16_t port) : token_(std::move(token)), port_(port) {}

  // Why not, in this order:
  //   421  Host is not this machine by number or as localhost (a name that was rebound to it)
  //   403  Origin is there: a web page asks
  //   401  no token, or another one
  //   413  a body above body_bytes      415  a body that is not application/json
  std::optional<Refusal> refuse(const core::Request& request) const;

  static constexpr std::size_t body_bytes = 1 << 20;

 private:
  bool is_here(std::string_view host) const;
  bool has_token(std::string_view credentials) const;
  std::string token_;
  std::uint16_t port_;
};

// 48 hexadecimal digits that nobody can guess.
std::string random_token();

}  // namespace assay::mock
