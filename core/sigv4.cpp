// SPDX-License-Identifier: Apache-2.0
#include "core/sigv4.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

#include "core/ascii.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

namespace assay::core {
namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

std::vector<std::string> split(std::string_view text, char by) {
  std::vector<std::string> parts;
  while (true) {
    const auto end = std::min(text.find(by), text.size());
    parts.emplace_back(text.substr(0, end));
    if (end == text.size()) return parts;
    text.remove_prefix(end + 1);
  }
}

// " a   b " -> "a b"
std::string one_spaced(std::string_view value) {
  std::string text;
  for (const auto& word : split(value, ' ')) {
    if (!word.empty()) text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

// The path as it is on the wire is encoded once more, but for its slashes.
std::string canonical_path(std::string_view path) {
  std::string text;
  for (const auto& segment : split(path, '/')) text += (text.empty() ? "" : "/") + percent_encode(segment);
  return "/" + text;
}

std::string canonical_query(std::string_view query) {
  if (query.empty()) return "";
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const auto& pair : split(query, '&')) {
    const auto equals = std::min(pair.find('='), pair.size());
    const auto value = equals == pair.size() ? "" : pair.substr(equals + 1);
    pairs.emplace_back(percent_encode(percent_decode(pair.substr(0, equals))),
                       percent_encode(percent_decode(value)));
  }
  std::ranges::sort(pairs);
  std::string text;
  for (const auto& [name, value] : pairs) text += (text.empty() ? "" : "&") + name + "=" + value;
  return text;
}

std::string hmac(std::string_view key, std::string_view text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data(), &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

}  // namespace

std::optional<SigV4> read_sigv4(std::string_view authorization) {
  if (!authorization.starts_with(algorithm)) return {};
  SigV4 parts;
  std::vector<std::string> scope;
  for (const auto& member : split(authorization.substr(algorithm.size()), ',')) {
    const auto text = one_spaced(member);
    const auto equals = text.find('=');
    if (equals == std::string::npos) return {};
    const auto name = std::string_view(text).substr(0, equals);
    const auto value = text.substr(equals + 1);
    if (name == "Credential") scope = split(value, '/');
    if (name == "SignedHeaders") parts.signed_headers = split(value, ';');
    if (name == "Signature") parts.signature = value;
  }
  if (scope.size() != 5 || scope[4] != "aws4_request" || parts.signed_headers.empty() ||
      parts.signature.empty())
    return {};
  parts.access_key = scope[0];
  parts.date = scope[1];
  parts.region = scope[2];
  parts.service = scope[3];
  return parts;
}

std::string sigv4_canonical(const Request& request, const std::vector<std::string>& signed_headers) {
  const std::string_view target = request.target;
  const auto question = std::min(target.find('?'), target.size());
  const auto query = question == target.size() ? "" : target.substr(question + 1);
  std::string text = request.method + "\n" + canonical_path(target.substr(1, question - 1)) + "\n" +
                     canonical_query(query) + "\n";
  std::string names;
  for (const auto& name : signed_headers) {
    std::string values;
    for (const auto value : request.headers.all(name))
      values += (values.empty() ? "" : ",") + one_spaced(value);
    text += name + ":" + values + "\n";
    names += (names.empty() ? "" : ";") + name;
  }
  const auto digest = request.headers.get("X-Amz-Content-Sha256");
  return text + "\n" + names + "\n" + (digest ? std::string(*digest) : sha256_hex(request.body));
}

std::string sigv4_signature(const Request& request, const SigV4& parts, std::string_view secret) {
  const std::string scope = parts.date + "/" + parts.region + "/" + parts.service + "/aws4_request";
  const std::string moment(request.headers.get("X-Amz-Date").value_or(""));
  std::string text(algorithm);
  text += "\n" + moment + "\n" + scope + "\n" + sha256_hex(sigv4_canonical(request, parts.signed_headers));
  std::string key = "AWS4" + std::string(secret);
  for (const auto* step : {&parts.date, &parts.region, &parts.service}) key = hmac(key, *step);
  return hex(hmac(hmac(key, "aws4_request"), text));
}

}  // namespace assay::core
