// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/exchange.hpp"
#include "mock_server/base/refusal.hpp"

namespace assay::mock {

// Who may use the control API of a mock: a program that has the token, and no web page but the dashboard.
class Guard {
 public:
  // `hosts`: names that Host may have beside loopback, with any port, since a container's port is mapped to
  // another.
  // `ui`: the dashboard is served here, so that a page of this very origin may ask.
  Guard(std::string token, std::uint16_t port, std::vector<std::string> hosts = {}, bool ui = false)
      : token_(std::move(token)), port_(port), hosts_(std::move(hosts)), ui_(ui) {}

  bool ui() const { return ui_; }
  // The files of the dashboard need no token, since they have no secret; only Host must be right.
  std::optional<Refusal> refuse_page(const core::Request& request) const;

  // Why not, in this order:
  //   421  Host is neither this machine by number or as localhost nor one of `hosts` (a name that was rebound
  //   to it) 403  Origin is there: another web page asks 401  no token, or another one 413  a body above
  //   body_bytes 415  a body that is not application/json
  std::optional<Refusal> refuse(const core::Request& request) const;

  static constexpr std::size_t body_bytes = 1 << 20;

 private:
  bool is_here(std::string_view host) const;
  bool is_own_page(const core::Headers& headers) const;
  bool has_token(std::string_view credentials) const;
  std::string token_;
  std::uint16_t port_;
  std::vector<std::string> hosts_;
  bool ui_;
};

// 48 hexadecimal digits that nobody can guess.
std::string random_token();

}  // namespace assay::mock
