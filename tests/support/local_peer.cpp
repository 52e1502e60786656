// SPDX-License-Identifier: Apache-2.0
#include "tests/support/local_peer.hpp"

#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <utility>

namespace assay::test {
namespace {

template <auto Free>
struct With {
  template <class T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Key = std::unique_ptr<EVP_PKEY, With<EVP_PKEY_free>>;
using Cert = std::unique_ptr<X509, With<X509_free>>;
using Memory = std::unique_ptr<BIO, With<BIO_free_all>>;
using Context = std::unique_ptr<SSL_CTX, With<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, With<SSL_free>>;

std::string text_of(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

Memory memory_of(const std::string& text) {
  return Memory(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

int listen_locally(std::uint16_t& port) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* general = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || bind(listener, general, size) != 0 || getsockname(listener, general, &size) != 0) {
    throw std::runtime_error("no port on 127.0.0.1");
  }
  port = ntohs(address.sin_port);
  return listener;
}

void serve_plain(int socket, const std::string& answer) {
  std::array<char, 4096> into;
  if (recv(socket, into.data(), into.size(), 0) > 0) send(socket, answer.data(), answer.size(), MSG_NOSIGNAL);
  while (answer.empty() && recv(socket, into.data(), into.size(), 0) > 0) continue;
  shutdown(socket, SHUT_WR);
}

void serve_tls(int socket, const std::string& answer, const Certificate& certificate,
               bool wants_certificate) {
  const Context context(SSL_CTX_new(TLS_server_method()));
  const Memory certificate_text = memory_of(certificate.certificate);
  const Memory key_text = memory_of(certificate.key);
  const Cert cert(PEM_read_bio_X509(certificate_text.get(), nullptr, nullptr, nullptr));
  const Key key(PEM_read_bio_PrivateKey(key_text.get(), nullptr, nullptr, nullptr));
  SSL_CTX_use_certificate(context.get(), cert.get());
  SSL_CTX_use_PrivateKey(context.get(), key.get());
  if (wants_certificate) {
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), cert.get());
  }
  const Session session(SSL_new(context.get()));
  SSL_set_fd(session.get(), socket);
  if (SSL_accept(session.get()) != 1) return;
  std::array<char, 4096> into;
  if (SSL_read(session.get(), into.data(), static_cast<int>(into.size())) > 0) {
    SSL_write(session.get(), answer.data(), static_cast<int>(answer.size()));
  }
  SSL_shutdown(session.get());
}

}  // namespace

Certificate make_certificate(const std::string& alternative_names) {
  const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
  const Cert cert(X509_new());
  X509_set_version(cert.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
  X509_set_pubkey(cert.get(), key.get());
  X509_NAME* name = X509_get_subject_name(cert.get());
  const std::array<unsigned char, 5> common = {'w', 'e', 's', '-', 't'};
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common.data(), static_cast<int>(common.size()), -1, 0);
  X509_set_issuer_name(cert.get(), name);
  for (const auto& [id, value] : {std::pair<int, std::string>{NID_basic_constraints, "critical,CA:TRUE"},
                                  {NID_subject_alt_name, alternative_names}}) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, id, value.c_str());
    X509_add_ext(cert.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  X509_sign(cert.get(), key.get(), EVP_sha256());
  const Memory certificate_text(BIO_new(BIO_s_mem()));
  const Memory key_text(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(certificate_text.get(), cert.get());
  PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return {text_of(certificate_text.get()), text_of(key_text.get())};
}

LocalPeer::LocalPeer(std::string answer, const Certificate* certificate, bool wants_client_certificate) {
  listener_ = listen_locally(port_);
  listen(listener_, 4);
  Certificate copy = certificate ? *certificate : Certificate{};
  thread_ = std::thread([listener = listener_, answer = std::move(answer), certificate = std::move(copy),
                         wants_client_certificate] {
    const int socket = accept(listener, nullptr, nullptr);
    if (socket < 0) return;
    const timeval limit = {5, 0};
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    if (certificate.key.empty()) {
      serve_plain(socket, answer);
    } else {
      serve_tls(socket, answer, certificate, wants_client_certificate);
    }
    close(socket);
  });
}

LocalPeer::~LocalPeer() {
  shutdown(listener_, SHUT_RDWR);
  thread_.join();
  close(listener_);
}

std::uint16_t refused_port() {
  // Bound but not listening, and kept so: nobody else can get it while the tests run.
  static std::uint16_t port = 0;
  static const int keeper = listen_locally(port);
  return keeper >= 0 ? port : std::uint16_t{0};
}

}  // namespace assay::test
