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

// After note_certificate_requests, lacks_certificate tells of a connection whether the server asked for a
// certificate of the client's that it has none of.
void note_certificate_requests(SSL_CTX* context);
bool lacks_certificate(const SSL* handle);

// Who is at the other end of an open connection, and how it is encrypted: "TLSv1.3, TLS_AES_256_GCM_SHA384,
// CN=wes.example.org,O=Example".
std::string peer_text(SSL* handle);

}  // namespace assay::conformance
