// SPDX-License-Identifier: Apache-2.0
#include "mock_server/auth.hpp"

#include <algorithm>
#include <set>

#include "core/redact.hpp"
#include "core/text.hpp"

namespace assay::mock {
namespace {

using Kind = AuthOptions::Kind;

std::string_view scheme(Kind kind) { return kind == Kind::basic ? "Basic" : "Bearer"; }

std::string expected(Kind kind, const AuthOptions::User& user) {
  return kind == Kind::basic ? core::base64(user.name + ":" + user.secret) : user.secret;
}

// "Bearer  abc" -> "abc"; nothing where the scheme is another.
std::optional<std::string_view> credentials(std::string_view value, std::string_view scheme,
                                            bool case_matters) {
  const auto space = value.find(' ');
  if (space == std::string_view::npos) return {};
  const auto word = value.substr(0, space);
  if (case_matters ? word != scheme : !core::equal_without_case(word, scheme)) return {};
  const auto start = value.find_first_not_of(' ', space);
  if (start == std::string_view::npos) return {};
  return value.substr(start);
}

}  // namespace

std::optional<std::string> Gate::known_user(std::string_view value) const {
  for (const auto& user : options_.users) {
    if (expected(options_.kind, user) == value) return user.name;
  }
  return {};
}

std::optional<std::string> Gate::user_of(const core::Headers& headers) const {
  if (open()) return "";
  const auto first = options_.users.front().name;
  const bool in_header = options_.kind == Kind::header;
  const auto values = headers.all(in_header ? std::string_view(options_.header_name) : "Authorization");
  if (values.empty() && behaviour_.accepts_no_credentials) return first;
  std::optional<std::string> user;
  if (values.size() == 1) {
    const auto given =
        in_header ? std::optional(values.front())
                  : credentials(values.front(), scheme(options_.kind), behaviour_.scheme_case_matters);
    if (given) user = known_user(*given);
  }
  if (!user && !values.empty() && behaviour_.accepts_any_credentials) return first;
  return user;
}

std::string Gate::challenge() const {
  const std::string realm = " realm=\"wes-assay mock\"";
  if (options_.kind == Kind::basic) return "Basic" + realm + ", charset=\"UTF-8\"";
  if (options_.kind == Kind::bearer) return "Bearer" + realm;
  return options_.header_name + realm;
}

core::Result<void> check_auth(const AuthOptions& options) {
  if (options.kind == Kind::none) return {};
  const auto error = [](std::string what) {
    return core::Error{std::move(what), "--auth", "name:secret for each user"};
  };
  if (options.users.empty()) return error("a mock that asks for credentials needs at least one user");
  if (options.kind == Kind::header && options.header_name.empty())
    return core::Error{"the name of the header is missing: the dialect has none", "--auth", "header:NAME"};
  std::set<std::string> names;
  std::set<std::string> secrets;
  for (const auto& user : options.users) {
    if (user.name.empty() || user.name.find_first_of(": .") != std::string::npos) {
      return error("the name of a user must not be empty or hold a colon, a dot or a space");
    }
    if (user.secret.empty()) return error("the secret of a user must not be empty");
    if (!names.insert(user.name).second) return error("two users have the name " + user.name);
    if (!secrets.insert(expected(options.kind, user)).second) return error("two users have the same secret");
  }
  return {};
}

core::Result<AuthOptions> parse_auth(const std::string& text) {
  AuthOptions auth;
  if (text == "none") return auth;
  auth.users = {{"alice", "alice-password"}, {"bob", "bob-password"}};
  if (text == "basic") {
    auth.kind = AuthOptions::Kind::basic;
  } else if (text == "bearer") {
    auth.kind = AuthOptions::Kind::bearer;
  } else if (text == "header" || (text.starts_with("header:") && text.size() > 7)) {
    auth.kind = AuthOptions::Kind::header;
    if (text != "header") auth.header_name = text.substr(7);
  } else {
    return core::Error{"'" + core::printable(text) + "' is no way to authenticate", "--auth",
                       "none, basic, bearer, header:NAME, or header where the dialect has one"};
  }
  return auth;
}

}  // namespace assay::mock
