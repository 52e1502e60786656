// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace assay::core {

// Ed25519 (RFC 8032). Keys are PEM, as `openssl genpkey -algorithm ed25519` writes them; one with a
// passphrase is refused. Errors hold nothing of the key.
Result<std::string> sign_ed25519(std::string_view private_pem, std::string_view bytes);  // 64 bytes
Result<std::string> public_pem_of(std::string_view private_pem);
bool is_signed_by(std::string_view public_pem, std::string_view bytes, std::string_view signature);

}  // namespace assay::core
