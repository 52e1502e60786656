// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/resembling.hpp"

#include "core/redact.hpp"

namespace assay::conformance {
namespace {

std::string changed_secret(std::string text, std::string_view how) {
  static constexpr std::size_t shortest = 6;  // of fewer bytes too little would be left to be redacted
  if (how == "emptied") return {};
  const std::string before = text;
  // Hexadecimal digits, as those of a UUID, are the same number in either case.
  const bool is_hex = text.find_first_not_of("0123456789abcdefABCDEF-") == std::string::npos;
  if (how == "shortened" && text.size() >= shortest) text.pop_back();
  for (char& c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (how == "recased" && letter && !is_hex) c = static_cast<char>(c ^ 0x20);
  }
  return text == before ? text + "x" : text;
}

}  // namespace

core::Secret resembling(const Credential& credential, std::string_view how) {
  const std::string shown = credential.secret.placeholder() + ", " + std::string(how);
  const std::string given(credential.password.expose());
  const std::size_t colon = given.find(':');
  if (credential.scheme != "Basic " || colon == std::string::npos)
    return {changed_secret(std::string(credential.secret.expose()), how), shown};
  return {core::base64(given.substr(0, colon + 1) + changed_secret(given.substr(colon + 1), how)), shown};
}

}  // namespace assay::conformance
