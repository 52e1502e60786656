// SPDX-License-Identifier: Apache-2.0
#include "mock_server/setup/auth.hpp"

#include <algorithm>
#include <charconv>
#include <set>

#include "core/redact.hpp"
#include "core/sha256.hpp"
#include "core/sigv4.hpp"
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

// "20261120T093004Z"
std::optional<core::Time> time_of_signature(std::string_view text) {
  if (text.size() != 16 || text[8] != 'T' || text[15] != 'Z') return {};
  const auto number = [&](std::size_t at, std::size_t size) {
    int value = -1;
    const auto* end = text.data() + at + size;
    const auto [stop, error] = std::from_chars(text.data() + at, end, value);
    return error == std::errc() && stop == end ? value : -1;
  };
  const int year = number(0, 4), month = number(4, 2), day = number(6, 2);
  const int hours = number(9, 2), minutes = number(11, 2), seconds = number(13, 2);
  if (std::min({year, month, day, hours, minutes, seconds}) < 0) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  return core::Time(std::chrono::sys_days(date) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
                    std::chrono::seconds(seconds));
}

bool signs(const core::SigV4& parts, std::string_view name) {
  return std::ranges::find(parts.signed_headers, name) != parts.signed_headers.end();
}

// Behaviour::accepts may let near secrets pass: a part from the beginning, the secret and more, other
// letters.
bool is_as_good(std::string_view given, std::string_view right, const Behaviour& behaviour) {
  const auto takes = [&](std::string_view how) { return behaviour.accepts.contains(how); };
  return given == right || (takes("secret-shortened") && !given.empty() && right.starts_with(given)) ||
         (takes("secret-lengthened") && given.starts_with(right)) ||
         (takes("secret-recased") && core::equal_without_case(given, right));
}

}  // namespace

std::optional<std::string> Gate::known_user(std::string_view value) const {
  for (const auto& user : options_.users) {
    if (is_as_good(value, expected(options_.kind, user), behaviour_)) return user.name;
  }
  return {};
}

Gate::Judged Gate::judge(const core::Request& request, core::Time now) const {
  if (open()) return {""};
  if (options_.kind != Kind::sigv4) return {user_by_header(request.headers)};
  auto judged = judge_signature(request, now);
  const bool unsigned_request = !request.headers.get("Authorization");
  const bool lax = unsigned_request ? behaviour_.accepts_no_credentials : behaviour_.accepts_any_credentials;
  if (!judged.user && lax) judged.user = options_.users.front().name;
  return judged;
}

Gate::Judged Gate::judge_signature(const core::Request& request, core::Time now) const {
  const auto values = request.headers.all("Authorization");
  if (values.empty()) return {{}, "the request is not signed", "MissingAuthenticationTokenException"};
  const auto parts = values.size() == 1 ? core::read_sigv4(values.front()) : std::nullopt;
  const auto moment = time_of_signature(request.headers.get("X-Amz-Date").value_or(""));
  if (!parts || !moment || !request.target.starts_with('/') || !signs(*parts, "host") ||
      !signs(*parts, "x-amz-date"))
    return {{}, "the signature lacks a part", "IncompleteSignatureException"};
  const auto user = std::ranges::find(options_.users, parts->access_key, &AuthOptions::User::name);
  if (user == options_.users.end())
    return {{}, "the access key is not known here", "UnrecognizedClientException"};
  const auto wrong = [](std::string why) { return Judged{{}, std::move(why), "InvalidSignatureException"}; };
  const auto skew = *moment > now ? *moment - now : now - *moment;
  if (skew > std::chrono::minutes(15))
    return wrong("the signature is more than 15 minutes off " + core::to_iso8601(now));
  if (!request.headers.get("X-Amz-Date")->starts_with(parts->date) || parts->service != options_.service)
    return wrong("the signature is for another day or service");
  const auto digest = request.headers.get("X-Amz-Content-Sha256");
  if (digest && *digest != "UNSIGNED-PAYLOAD" && *digest != core::sha256_hex(request.body))
    return wrong("the body is not the one that was signed");
  if (core::sigv4_signature(request, *parts, user->secret) != parts->signature)
    return wrong("the signature does not fit the request");
  return {user->name};
}

std::optional<std::string> Gate::user_by_header(const core::Headers& headers) const {
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
    const std::size_t space = values.front().find(' ');
    if (!given && behaviour_.accepts.contains("any-scheme") && space != std::string_view::npos)
      user = known_user(values.front().substr(space + 1));
    if (!given && behaviour_.accepts.contains("secret-emptied")) user = first;
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
  if (options.kind == Kind::sigv4 && options.service.empty())
    return core::Error{"the dialect is not one whose requests are signed", "--auth", "--dialect healthomics"};
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
  } else if (text == "sigv4") {
    auth.kind = AuthOptions::Kind::sigv4;
    auth.users = {{"AKIDALICE", "alice-secret"}, {"AKIDBOB", "bob-secret"}};
  } else if (text == "header" || (text.starts_with("header:") && text.size() > 7)) {
    auth.kind = AuthOptions::Kind::header;
    if (text != "header") auth.header_name = text.substr(7);
  } else {
    return core::Error{"'" + core::printable(text) + "' is no way to authenticate", "--auth",
                       "none, basic, bearer, header:NAME; header or sigv4 where the dialect has it"};
  }
  return auth;
}

}  // namespace assay::mock
