// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/signing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/sigv4.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::string_view kSignature = "Signature=";

// "20260101T000000Z"
std::string basic_time(core::Time now) {
  std::string text = core::to_iso8601(now).substr(0, 19);
  std::erase_if(text, [](char c) { return c == '-' || c == ':'; });
  return text + "Z";
}

}  // namespace

void sign(core::Request& request, const Credential& credential, std::string_view secret,
          const SigningScope& scope, const core::Url& base, core::Time now) {
  const std::string time = basic_time(now);
  request.headers.set("Host", base.origin().substr(base.scheme.size() + 3));
  request.headers.set("X-Amz-Date", time);
  core::SigV4 parts{credential.access_key, time.substr(0, 8), scope.region, scope.service, {"host"}, {}};
  if (request.headers.has("Content-Type"))
    parts.signed_headers.insert(parts.signed_headers.begin(), "content-type");
  parts.signed_headers.push_back("x-amz-date");
  if (!credential.session.expose().empty()) {
    request.headers.set("X-Amz-Security-Token", std::string(credential.session.expose()));
    parts.signed_headers.push_back("x-amz-security-token");
  }
  request.headers.remove(credential.header);
  parts.signature = core::sigv4_signature(request, parts, secret);
  request.headers.set(
      credential.header,
      fmt::format("{}Credential={}/{}/{}/{}/aws4_request, SignedHeaders={}, {}{}", credential.scheme,
                  parts.access_key, parts.date, parts.region, parts.service,
                  core::joined(parts.signed_headers, ";"), kSignature, parts.signature));
}

void hide_signature(core::Request& request) {
  const auto value = request.headers.get("Authorization");
  const std::size_t at = value ? value->find(kSignature) : std::string_view::npos;
  if (at == std::string_view::npos) return;
  const std::string shown = std::string(value->substr(0, at + kSignature.size())) + "$SIGNATURE";
  request.headers.set("Authorization", shown);
}

}  // namespace assay::conformance
