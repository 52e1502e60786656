// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "conformance/client/auth.hpp"
#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "core/url.hpp"

namespace assay::conformance {

// For what a request is signed, beside its own bytes.
struct SigningScope {
  std::string region;   // "us-east-1"
  std::string service;  // "omics"
};

// Signs a request whose other fields and body are complete: Signature Version 4, with X-Amz-Date. Signed
// again, a request has the new time.
void sign(core::Request& request, const Credential& credential, std::string_view secret,
          const SigningScope& scope, const core::Url& base, core::Time now);

// A signature is made of the secret: what is written has a placeholder in its place.
void hide_signature(core::Request& request);

}  // namespace assay::conformance
