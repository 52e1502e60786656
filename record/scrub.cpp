// SPDX-License-Identifier: Apache-2.0
#include "record/scrub.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/headers.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;

constexpr const char* dropped = "DROPPED";
constexpr std::string_view between = " \t\r\n\"'<>";
constexpr std::string_view words[] = {"token",      "password",   "passwd",   "secret",
                                      "credential", "apikey",     "api_key",  "api-key",
                                      "access_key", "access-key", "signature"};

bool starts(std::string_view text, std::string_view word) {
  return core::equal_without_case(text.substr(0, word.size()), word);
}

bool of_a_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

// How much of `text` announces a secret that stands behind it: `token": "`, `Bearer `. 0 for none.
std::size_t announcement(std::string_view text) {
  for (const std::string_view scheme : {"bearer ", "authorization: basic ", "authorization:basic "}) {
    if (starts(text, scheme)) return scheme.size();
  }
  if (std::none_of(std::begin(words), std::end(words), [&](auto word) { return starts(text, word); }))
    return 0;
  std::size_t at = 0;
  const auto skip = [&](std::string_view any) {
    if (at < text.size() && any.find(text[at]) != std::string_view::npos) ++at;
  };
  while (at < text.size() && of_a_name(text[at])) ++at;
  skip("\"'");
  skip(" ");
  if (at == text.size() || (text[at] != '=' && text[at] != ':')) return 0;
  ++at;
  skip(" ");
  skip("\"'");
  return at;
}

bool names_a_secret(std::string_view name) {
  for (; !name.empty(); name.remove_prefix(1)) {
    if (announcement(std::string(name) + "=") > 0) return true;
  }
  return false;
}

// "user:pass@host/a?sig=b" -> "host/a"
std::string_view bare(std::string_view url) {
  const auto at = url.substr(0, url.find('/')).rfind('@');
  if (at != std::string_view::npos) url.remove_prefix(at + 1);
  return url.substr(0, url.find_first_of("?#"));
}

}  // namespace

std::string scrubbed(std::string_view text, const core::Redactor& secrets) {
  const auto known = secrets.redact(text);
  std::string_view rest = known;
  std::string clean;
  const auto take = [&](std::size_t count) {
    const auto taken = rest.substr(0, count);
    rest.remove_prefix(taken.size());
    return taken;
  };
  while (!rest.empty()) {
    if (rest.starts_with("://")) {
      clean += take(3);
      clean += bare(take(rest.find_first_of(between)));
    } else if (const auto words = announcement(rest); words > 0) {
      clean += take(words);
      if (!take(rest.find_first_of(" \t\r\n\"'<>&,;")).empty()) clean += dropped;
    } else {
      clean += take(1);
    }
  }
  return clean;
}

json scrubbed(const json& value, const core::Redactor& secrets) {
  if (value.is_string()) return scrubbed(std::string_view(value.get_ref<const std::string&>()), secrets);
  if (value.is_array()) {
    json copy = json::array();
    for (const auto& item : value) copy.push_back(scrubbed(item, secrets));
    return copy;
  }
  if (!value.is_object()) return value;
  json copy = json::object();
  for (const auto& [name, member] : value.items()) {
    const bool secret = member.is_string() && names_a_secret(name);
    copy[scrubbed(std::string_view(name), secrets)] = secret ? json(dropped) : scrubbed(member, secrets);
  }
  return copy;
}

}  // namespace assay::cli
