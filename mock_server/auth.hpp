// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "core/headers.hpp"
#include "mock_server/behaviour.hpp"
#include "mock_server/server.hpp"

namespace assay::mock {

// Who is asking. AuthOptions says what is asked for.
class Gate {
 public:
  Gate(AuthOptions options, const Behaviour& behaviour)
      : options_(std::move(options)), behaviour_(behaviour) {}

  bool open() const { return options_.kind == AuthOptions::Kind::none; }
  // The user's name, "" where the mock is open; nothing where the credentials are missing, malformed or
  // wrong.
  std::optional<std::string> user_of(const core::Headers& headers) const;
  // The value of WWW-Authenticate in a 401 (RFC 9110 section 11.6.1).
  std::string challenge() const;

 private:
  std::optional<std::string> known_user(std::string_view value) const;
  AuthOptions options_;
  const Behaviour& behaviour_;
};

// An Error where users are missing, double, or named so that they cannot be told apart.
core::Result<void> check_auth(const AuthOptions& options);

// "none", "basic", "bearer", "header:NAME" or "header" (that of the dialect), with the users alice and bob, whose secrets are none: they are
// fixed, and printed.
core::Result<AuthOptions> parse_auth(const std::string& text);

}  // namespace assay::mock
