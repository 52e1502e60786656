// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <string_view>

#include "conformance/client/auth.hpp"

namespace assay::conformance {

// Credentials that resemble the right ones, by what was done to the secret (of basic: to the password). Each
// is a user, Exchange::user, beside "main", "other", "none" and "bad".
constexpr std::array<std::string_view, 4> resemblances = {"shortened", "lengthened", "recased", "emptied"};
// What is sent in place of the secret, without the scheme; never the secret itself: what cannot be shortened
// or has no letters is lengthened. It holds nearly all of the secret, so that nobody may see it.
core::Secret resembling(const Credential& credential, std::string_view how);

}  // namespace assay::conformance
