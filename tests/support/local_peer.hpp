// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <string>
#include <thread>

namespace assay::test {

// A self-signed certificate with its key, made for the test, as PEM.
struct Certificate {
  std::string certificate;
  std::string key;
};
Certificate make_certificate(const std::string& alternative_names);  // "DNS:localhost,IP:127.0.0.1"

// A server on 127.0.0.1 that takes one connection in a thread of its own: it reads a head and sends `answer`.
// With a certificate it speaks TLS. Every step of it is bounded in time.
class LocalPeer {
 public:
  explicit LocalPeer(std::string answer, const Certificate* certificate = nullptr,
                     bool wants_client_certificate = false);  // one that `certificate` signed
  ~LocalPeer();
  LocalPeer(const LocalPeer&) = delete;
  LocalPeer& operator=(const LocalPeer&) = delete;
  std::uint16_t port() const { return port_; }

 private:
  int listener_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

std::uint16_t refused_port();  // a port of 127.0.0.1 that nobody listens on

}  // namespace assay::test
