// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/secret.hpp"

namespace assay::conformance {

// One user's credentials: a header field whose value is sent, never shown.
struct Credential {
  std::string header = {};      // "Authorization", "X-SBG-Auth-Token"; empty: no credentials
  std::string scheme = {};      // "Bearer ", "Basic ", ""
  core::Secret secret = {};     // the token; for basic the base64 of user:password
  core::Secret password = {};   // basic only: "user:password" as given, so that it is redacted too
  std::string wrong = {};       // where known: what wrong_secret() gives
  std::string access_key = {};  // sigv4 only: `secret` signs each request and is never sent
  core::Secret session = {};    // sigv4 only: the session token, where there is one
  std::string source = {};      // as given, where it may be read again: from a file or a command
  bool empty() const { return header.empty(); }
  bool signs() const { return !access_key.empty(); }
};

// "bearer=env:NAME", "basic=file:PATH", "header:X-SBG-Auth-Token=cmd:COMMAND", "sigv4=env:NAME" with
// ACCESS_KEY:SECRET_KEY or ACCESS_KEY:SECRET_KEY:SESSION_TOKEN. A secret itself on the command
// line
// ("bearer=abc") is refused. `flag` ("--auth") names the place in errors.
core::Result<Credential> parse_credential(std::string_view text, std::string_view flag);

// The same without reading the secret, for files that are written for another machine.
core::Result<Credential> check_credential_form(std::string_view text);

// What is sent in place of the secret where wrong credentials are tried, without the scheme. Nothing of the
// secret is in it but its kind: a JSON web token is answered with another well-formed one, hexadecimal digits
// with as many, so that a server finds it wrong and not malformed.
std::string wrong_secret(const Credential& credential);

}  // namespace assay::conformance
