// SPDX-License-Identifier: Apache-2.0
#include "mock_server/net/certificate.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <boost/asio/ip/address.hpp>
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace assay::mock {
namespace {

template <auto release>
struct With {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, With<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, With<X509_free>>;
using Memory = std::unique_ptr<BIO, With<BIO_free_all>>;
using Extension = std::unique_ptr<X509_EXTENSION, With<X509_EXTENSION_free>>;

void need(bool done) {
  if (!done) throw std::runtime_error("OpenSSL cannot make a certificate");
}

void add(X509* cert, int id, const std::string& value) {
  const Extension extension(X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str()));
  need(extension && X509_add_ext(cert, extension.get(), -1) == 1);
}

std::string names_for(const std::string& address) {
  std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
  boost::system::error_code error;
  const auto ip = boost::asio::ip::make_address(address, error);
  if (!error && !ip.is_loopback() && !ip.is_unspecified()) names += ",IP:" + ip.to_string();
  return names;
}

template <class Write>
std::string pem(Write write) {
  const Memory memory(BIO_new(BIO_s_mem()));
  need(memory && write(memory.get()) == 1);
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

}  // namespace

Certificate make_certificate(const std::string& address) {
  constexpr long an_hour = 3600;
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const Cert cert(X509_new());
  need(key && cert);
  // Two mocks on one machine: a client that keeps both must be able to tell them apart.
  std::uint32_t serial = 0;
  need(RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) == 1);
  X509_set_version(cert.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(cert.get()), serial | 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -an_hour);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 30 * 24 * an_hour);
  X509_set_pubkey(cert.get(), key.get());
  auto* name = X509_get_subject_name(cert.get());
  constexpr unsigned char common[] = "wes-assay mock";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common, sizeof common - 1, -1, 0);
  X509_set_issuer_name(cert.get(), name);
  add(cert.get(), NID_basic_constraints, "critical,CA:TRUE");
  add(cert.get(), NID_subject_alt_name, names_for(address));
  need(X509_sign(cert.get(), key.get(), EVP_sha256()) > 0);
  return {pem([&](BIO* out) { return PEM_write_bio_X509(out, cert.get()); }), pem([&](BIO* out) {
            return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace assay::mock
