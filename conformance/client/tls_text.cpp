// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/tls_text.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/sslerr.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/error.hpp>
#include <memory>

namespace assay::conformance {

bool expect_peer(SSL* handle, const std::string& host) {
  boost::system::error_code no_address;
  boost::asio::ip::make_address(host, no_address);
  if (!no_address) return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(handle), host.c_str()) == 1;
  SSL_set_hostflags(handle, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (SSL_set1_host(handle, host.c_str()) != 1) return false;
  return SSL_ctrl(handle, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                  const_cast<char*>(host.c_str())) == 1;
}

std::string handshake_text(SSL* handle, const boost::system::error_code& error, const std::string& host) {
  const long verified = SSL_get_verify_result(handle);
  if (verified != X509_V_OK) {
    const std::string text =
        std::string("certificate verify failed: ") + X509_verify_cert_error_string(verified);
    switch (verified) {
      case X509_V_ERR_HOSTNAME_MISMATCH:
      case X509_V_ERR_IP_ADDRESS_MISMATCH:
        return text + "; the certificate is not for " + host;
      case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
      case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
      case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        return text + "; give its CA with --ca-file";
      default:
        return text;
    }
  }
  const bool from_openssl = error.category() == boost::asio::error::get_ssl_category();
  const int reason = from_openssl ? ERR_GET_REASON(static_cast<unsigned long>(error.value())) : 0;
  if (reason == SSL_R_WRONG_VERSION_NUMBER) return "the server does not speak TLS on this port; is it http?";
  if (reason == SSL_R_UNSUPPORTED_PROTOCOL || reason == SSL_R_TLSV1_ALERT_PROTOCOL_VERSION) {
    return "the server speaks no TLS version from 1.2 on";
  }
  if (error == boost::asio::error::eof || error == boost::asio::ssl::error::stream_truncated) {
    return "the server closed the connection during the TLS handshake";
  }
  return "the TLS handshake failed: " + error.message();
}

namespace {

// A place of its own: the application data of a handle are Asio's, which deletes them.
int place_of_requests() {
  static const int place = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return place;
}

// OpenSSL calls it when the server asks for a certificate.
int on_certificate_request(SSL* handle, void*) {
  if (SSL_get_certificate(handle) == nullptr) SSL_set_ex_data(handle, place_of_requests(), handle);
  return 1;
}

}  // namespace

void note_certificate_requests(SSL_CTX* context) {
  place_of_requests();
  SSL_CTX_set_cert_cb(context, on_certificate_request, nullptr);
}

bool lacks_certificate(const SSL* handle) { return SSL_get_ex_data(handle, place_of_requests()) != nullptr; }

std::string peer_text(SSL* handle) {
  std::string text = std::string(SSL_get_version(handle)) + ", " + SSL_get_cipher_name(handle);
  X509* certificate = SSL_get0_peer_certificate(handle);
  const std::unique_ptr<BIO, int (*)(BIO*)> out(BIO_new(BIO_s_mem()), BIO_free);
  if (!certificate || !out) return text;
  X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* name = nullptr;
  const long size = BIO_get_mem_data(out.get(), &name);
  return size > 0 ? text + ", " + std::string(name, static_cast<std::size_t>(size)) : text;
}

}  // namespace assay::conformance
