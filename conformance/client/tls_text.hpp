// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <openssl/types.h>

#include <boost/system/error_code.hpp>
#include <string>

namespace assay::conformance {

// Makes the handshake check the certificate against `host` (a name, also sent as SNI, or an address).
bool expect_peer(SSL* handle, const std::string& host);

// Why a handshake failed, with what would help: "certificate verify failed: self-signed certificate; give its
// CA with
// --ca-file".
std::string handshake_text(SSL* handle, const boost::system::error_code& error, const std::string& host);

}  // namespace assay::conformance
