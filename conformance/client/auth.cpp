// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/auth.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "conformance/client/command_output.hpp"
#include "core/files.hpp"
#include "core/headers.hpp"
#include "core/redact.hpp"

namespace assay::conformance {
namespace {

using core::Error;

constexpr std::string_view forms =
    "bearer=env:NAME, basic=file:PATH, header:NAME=cmd:COMMAND, sigv4=env:NAME";
constexpr std::size_t most_secret_bytes = 64 * 1024;
constexpr auto command_time = std::chrono::seconds(10);

struct Read {
  std::string value;
  std::string placeholder;  // "" where the kind of credentials gives it
};

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

core::Result<Read> read_environment(const std::string& name) {
  // What is no name may be a secret put in its place: it is not repeated.
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_char) ||
      (name[0] >= '0' && name[0] <= '9')) {
    return Error{"what follows env: is not the name of an environment variable"};
  }
  const char* value = std::getenv(name.c_str());
  if (!value) return Error{"the environment variable " + name + " is not set"};
  if (!*value) return Error{"the environment variable " + name + " is empty"};
  return Read{value, "$" + name};
}

core::Result<Read> read_secret_file(const std::string& path) {
  auto text = core::read_file(path, most_secret_bytes);
  if (!text) return text.error();
  while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
  if (text->empty()) return Error{"the file " + path + " is empty"};
  return Read{std::move(*text), {}};
}

core::Result<Read> read_command(const std::string& command) {
  if (command.empty()) return Error{"there is no command after cmd:"};
  auto line = first_line_of_command(command, command_time, most_secret_bytes);
  if (!line) return line.error();
  if (line->empty()) return Error{"the command wrote an empty first line"};
  return Read{std::move(*line), {}};
}

using Reader = core::Result<Read> (*)(const std::string&);

core::Result<Read> read_nothing(const std::string&) { return Read{}; }

core::Result<Read> read_source(std::string_view source, bool only_form) {
  static constexpr struct {
    std::string_view prefix;
    Reader read;
  } rows[] = {{"env:", read_environment}, {"file:", read_secret_file}, {"cmd:", read_command}};
  for (const auto& row : rows) {
    if (!source.starts_with(row.prefix)) continue;
    const Reader read = only_form ? read_nothing : row.read;
    return read(std::string(source.substr(row.prefix.size())));
  }
  if (source.empty()) return Error{"it is not said where the secret is kept", {}, std::string(forms)};
  return Error{
      "a secret does not belong here, where others can read it", {}, "env:NAME, file:PATH or cmd:COMMAND"};
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
    return is_name_char(c) || std::string_view("!#$%&'*+-.^`|~").find(c) != std::string_view::npos;
  });
}

core::Result<Credential> kind_of(std::string_view kind) {
  constexpr std::string_view header_prefix = "header:";
  Credential credential;
  if (kind == "bearer" || kind == "basic") {
    credential.header = "Authorization";
    credential.scheme = kind == "bearer" ? "Bearer " : "Basic ";
    return credential;
  }
  if (kind == "sigv4") {
    credential.header = "Authorization";
    credential.scheme = "AWS4-HMAC-SHA256 ";
    return credential;
  }
  if (!kind.starts_with(header_prefix))
    return Error{"the kind of credentials is not known", {}, std::string(forms)};
  credential.header = std::string(kind.substr(header_prefix.size()));
  if (!is_field_name(credential.header))
    return Error{"what follows header: is not the name of a header field"};
  static constexpr std::array framing = {"Host", "Connection", "Content-Length", "Transfer-Encoding"};
  for (const char* name : framing) {
    if (core::equal_without_case(credential.header, name)) {
      return Error{std::string("the header field ") + name + " cannot hold credentials"};
    }
  }
  return credential;
}

// ACCESS_KEY:SECRET_KEY[:SESSION_TOKEN]
core::Result<Credential> keys_of(Credential credential, const Read& read) {
  const std::size_t first = read.value.find(':');
  if (first == 0 || first == std::string::npos || first + 1 == read.value.size()) {
    return Error{"the secret of signed requests has no secret key",
                 {},
                 "ACCESS_KEY:SECRET_KEY, or with :SESSION_TOKEN"};
  }
  const std::size_t second = std::min(read.value.find(':', first + 1), read.value.size());
  const std::string shown = read.placeholder.empty() ? "$AWS_SECRET" : read.placeholder;
  credential.access_key = read.value.substr(0, first);
  credential.secret = core::Secret(read.value.substr(first + 1, second - first - 1), shown);
  if (second < read.value.size())
    credential.session = core::Secret(read.value.substr(second + 1), "$AWS_SESSION_TOKEN");
  return credential;
}

core::Result<Credential> parse(std::string_view text, bool only_form) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos) {
    return Error{"the credentials are not in the form KIND=SOURCE", {}, std::string(forms)};
  }
  auto credential = kind_of(text.substr(0, equals));
  if (!credential) return credential;
  const std::string_view source = text.substr(equals + 1);
  auto read = read_source(source, only_form);
  if (!read) return read.error();
  if (!source.starts_with("env:")) credential->source = text;
  if (only_form) return credential;
  const auto unsendable = [](char c) { return (static_cast<unsigned char>(c) < 0x20) || c == 0x7f; };
  const bool basic = credential->scheme == "Basic ";
  if (std::any_of(read->value.begin(), read->value.end(), unsendable)) {
    return Error{"the secret holds a line break or another control character"};
  }
  if (basic && read->value.find(':') == std::string::npos) {
    return Error{"the secret of basic credentials has no colon", {}, "user:password"};
  }
  if (credential->scheme == "AWS4-HMAC-SHA256 ") return keys_of(std::move(*credential), *read);
  std::string placeholder = read->placeholder;
  if (placeholder.empty()) placeholder = basic ? "$WES_BASIC" : "$WES_TOKEN";
  if (basic) {
    credential->secret = core::Secret(core::base64(read->value), placeholder);
    credential->password = core::Secret(std::move(read->value), placeholder);
  } else {
    credential->secret = core::Secret(std::move(read->value), placeholder);
  }
  return credential;
}

}  // namespace

core::Result<Credential> check_credential_form(std::string_view text) { return parse(text, true); }

std::string wrong_secret(const Credential& credential) {
  // {"alg":"HS256","typ":"JWT"} {"sub":"wes-assay"} and a signature that nobody made.
  static constexpr const char* web_token =
      "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJ3ZXMtYXNzYXkifQ."
      "d3JvbmctY3JlZGVudGlhbHMtb2Ytd2VzLWFzc2F5LS0";
  if (!credential.wrong.empty()) return credential.wrong;
  static constexpr std::size_t fewest_digits = 16;  // a shorter one could stand in an answer by chance
  if (credential.scheme == "Basic ") return core::base64("wes-assay:wrong");
  const std::string_view secret = credential.secret.expose();
  if (secret.starts_with("eyJ") && std::count(secret.begin(), secret.end(), '.') == 2) return web_token;
  const bool hex = secret.find_first_not_of("0123456789abcdefABCDEF-") == std::string_view::npos;
  if (!hex || secret.size() < fewest_digits) return "wes-assay-wrong-credentials";
  std::string digits(secret);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i] != '-') digits[i] = "0bad"[i % 4];
  }
  if (digits == secret) digits.back() = 'c';
  return digits;
}

core::Result<Credential> parse_credential(std::string_view text, std::string_view flag) {
  auto credential = parse(text, false);
  if (credential) return credential;
  Error error = credential.error();
  // A file's error stands at the file, and reads well after the flag.
  error.where = error.where.empty() ? std::string(flag) : std::string(flag) + ": " + error.where;
  return error;
}

}  // namespace assay::conformance
