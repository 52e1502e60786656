// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/socket.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "core/url.hpp"

struct ssl_st;
struct ssl_ctx_st;

namespace assay::bench {

// Where connections go: an address that was looked up once, and for https what certificates are held against.
struct Origin {
  sockaddr_storage address = {};
  socklen_t size = 0;
  std::string host;
  std::shared_ptr<ssl_ctx_st> tls;  // null for http
};
// `ca_file` as in conformance::TlsOptions; an Error where the name has no address or the file is no PEM.
core::Result<Origin> find_origin(const core::Url& url, const std::string& ca_file);

// A non-blocking TCP or TLS connection for the hot loop: one system call for a read, one for a write.
class Socket {
 public:
  enum class Io { done, again, closed };
  enum class Step { ready, want_read, want_write, failed };
  Socket() = default;
  ~Socket() { close(); }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool open(const Origin& origin);  // false where not even a socket could be had
  Step connect();  // to be called whenever the descriptor is ready, until it says `ready` or `failed`
  Io read(char* into, std::size_t size, std::size_t& got);
  Io write(std::string_view bytes, std::size_t& sent);
  bool holds_bytes() const;  // decrypted already: no event will tell of them
  void close();
  int descriptor() const { return descriptor_; }
  std::string trouble() const { return trouble_; }

 private:
  Io after_tls(int result);
  int descriptor_ = -1;
  ssl_st* tls_ = nullptr;
  bool connected_ = false;
  std::string trouble_;
};

}  // namespace assay::bench
