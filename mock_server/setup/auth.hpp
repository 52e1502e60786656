// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "mock_server/base/behaviour.hpp"
#include "mock_server/setup/options.hpp"

namespace assay::mock {

// Who is asking. AuthOptions says what is asked for.
class Gate {
 public:
  Gate(AuthOptions options, const Behaviour& behaviour)
      : options_(std::move(options)), behaviour_(behaviour) {}

  bool open() const { return options_.kind == AuthOptions::Kind::none; }
  struct Judged {
    std::optional<std::string> user = {};  // "" where the mock is open; nothing where credentials do not do
    std::string why = {};                  // of a signature that does not: for people
    std::string type = {};                 // the same as a type of error
  };
  // A signature may be a quarter of an hour older or younger than `now`.
  Judged judge(const core::Request& request, core::Time now) const;
  std::optional<std::string> user_of(const core::Request& request, core::Time now) const {
    return judge(request, now).user;
  }
  // The value of WWW-Authenticate in a 401 (RFC 9110 section 11.6.1).
  std::string challenge() const;

 private:
  std::optional<std::string> known_user(std::string_view value) const;
  std::optional<std::string> user_by_header(const core::Headers& headers) const;
  Judged judge_signature(const core::Request& request, core::Time now) const;
  AuthOptions options_;
  const Behaviour& behaviour_;
};

// An Error where users are missing, double, or named so that they cannot be told apart.
core::Result<void> check_auth(const AuthOptions& options);

// "none", "basic", "bearer", "header:NAME", "header" (that of the dialect) or "sigv4", with the users alice
// and bob, whose secrets are none: they are fixed, and printed.
core::Result<AuthOptions> parse_auth(const std::string& text);

}  // namespace assay::mock
