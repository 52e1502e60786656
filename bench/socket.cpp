// SPDX-License-Identifier: Apache-2.0
#include "bench/socket.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/machine.hpp"

namespace assay::bench {
namespace {

std::string tls_error() {
  char text[256];
  const unsigned long code = ERR_get_error();
  if (code == 0) return "the peer ended the TLS handshake";
  ERR_error_string_n(code, text, sizeof text);
  return text;
}

core::Result<std::shared_ptr<SSL_CTX>> tls_context(const std::string& ca_file) {
  std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  const auto trusted = core::trust_authorities(SSL_CTX_get_cert_store(context.get()), ca_file);
  if (!trusted) return trusted.error();
  return context;
}

}  // namespace

core::Result<Origin> find_origin(const core::Url& url, const std::string& ca_file) {
  Origin origin;
  origin.host = url.host;
  addrinfo wanted = {};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  int error = getaddrinfo(url.host.c_str(), url.port.c_str(), &wanted, &found);
  if (error != 0 && core::is_loopback_name(url.host))
    error = getaddrinfo("127.0.0.1", url.port.c_str(), &wanted, &found);
  if (error != 0)
    return core::Error{"the host has no address: " + std::string(gai_strerror(error)), url.text()};
  std::memcpy(&origin.address, found->ai_addr, found->ai_addrlen);
  origin.size = found->ai_addrlen;
  freeaddrinfo(found);
  if (url.scheme == "https") {
    auto context = tls_context(ca_file);
    if (!context) return context.error();
    origin.tls = std::move(*context);
  }
  return origin;
}

bool Socket::open(const Origin& origin) {
  close();
  trouble_.clear();
  descriptor_ = ::socket(origin.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (descriptor_ < 0) {
    trouble_ = std::strerror(errno);
    return false;
  }
  const int on = 1;
  setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (origin.tls) {
    tls_ = SSL_new(origin.tls.get());
    SSL_set_fd(tls_, descriptor_);
    SSL_ctrl(tls_, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             const_cast<char*>(origin.host.c_str()));  // the macro for this has a cast that we warn of
    X509_VERIFY_PARAM* parameters = SSL_get0_param(tls_);
    if (X509_VERIFY_PARAM_set1_ip_asc(parameters, origin.host.c_str()) != 1)
      SSL_set1_host(tls_, origin.host.c_str());
  }
  if (::connect(descriptor_, reinterpret_cast<const sockaddr*>(&origin.address), origin.size) == 0 ||
      errno == EINPROGRESS)
    return true;
  trouble_ = std::strerror(errno);
  return false;
}

Socket::Step Socket::connect() {
  if (!connected_) {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(descriptor_, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
      trouble_ = std::strerror(error);
      return Step::failed;
    }
    sockaddr_storage peer;
    size = sizeof peer;
    if (getpeername(descriptor_, reinterpret_cast<sockaddr*>(&peer), &size) != 0) return Step::want_write;
    connected_ = true;
  }
  if (!tls_) return Step::ready;
  ERR_clear_error();
  const int result = SSL_connect(tls_);
  if (result == 1) return Step::ready;
  switch (SSL_get_error(tls_, result)) {
    case SSL_ERROR_WANT_READ:
      return Step::want_read;
    case SSL_ERROR_WANT_WRITE:
      return Step::want_write;
    default:
      trouble_ = tls_error();
      return Step::failed;
  }
}

Socket::Io Socket::after_tls(int result) {
  const int error = SSL_get_error(tls_, result);
  return error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE ? Io::again : Io::closed;
}

Socket::Io Socket::read(char* into, std::size_t size, std::size_t& got) {
  if (tls_) {
    ERR_clear_error();
    const int result = SSL_read_ex(tls_, into, size, &got);
    return result == 1 ? Io::done : after_tls(result);
  }
  const ssize_t result = ::recv(descriptor_, into, size, 0);
  if (result > 0) {
    got = static_cast<std::size_t>(result);
    return Io::done;
  }
  return result < 0 && (errno == EAGAIN || errno == EINTR) ? Io::again : Io::closed;
}

Socket::Io Socket::write(std::string_view bytes, std::size_t& sent) {
  if (tls_) {
    ERR_clear_error();
    const int result = SSL_write_ex(tls_, bytes.data(), bytes.size(), &sent);
    return result == 1 ? Io::done : after_tls(result);
  }
  const ssize_t result = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  if (result >= 0) {
    sent = static_cast<std::size_t>(result);
    return Io::done;
  }
  return errno == EAGAIN || errno == EINTR ? Io::again : Io::closed;
}

bool Socket::holds_bytes() const { return tls_ && SSL_pending(tls_) > 0; }

void Socket::close() {
  if (tls_) SSL_free(tls_);
  tls_ = nullptr;
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  connected_ = false;
}

}  // namespace assay::bench
