// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "conformance/client/proxy.hpp"
#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "core/url.hpp"

namespace assay::conformance {

// What came of one step on a connection.
struct IoResult {
  core::TransportFault fault = core::TransportFault::none;
  std::string text = {};  // for a person, when there is a fault
  std::size_t bytes = 0;  // read_some: 0 without a fault means that the peer has finished sending
};

// A connection as bytes: a TCP or TLS socket (socket_connector.cpp), or memory inside one process
// (selftest/in_process.cpp).
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  virtual boost::asio::awaitable<IoResult> read_some(std::span<char> into, core::Time deadline) = 0;
  virtual boost::asio::awaitable<IoResult> write(std::string_view bytes, core::Time deadline) = 0;
  virtual void finish_writing() = 0;  // half close
  virtual void close() = 0;
};

struct ConnectResult {
  std::unique_ptr<ByteStream> stream;  // null when there is a fault
  core::TransportFault fault = core::TransportFault::none;
  std::string text = {};
  std::string tls_peer = {};  // as in core::Exchange
  // Why a server may close without a response, where the handshake shows it; "" otherwise.
  std::string doubt = {};
};

// What a forward proxy wants of a request in clear text. Both are empty where there is none.
struct ForwardForm {
  std::string origin = {};         // before the target: "http://wes.example.org:8080"
  std::string authorization = {};  // the value of Proxy-Authorization
};

class Connector {
 public:
  virtual ~Connector() = default;
  virtual boost::asio::awaitable<ConnectResult> connect(const core::Url& origin, core::Time deadline) = 0;
  virtual ForwardForm forward_form(const core::Url& origin) const;
};

// Files are PEM.
struct TlsOptions {
  std::string ca_file = {};      // empty: the system's certificates
  std::string client_cert = {};  // the client's certificate and those that lead to its CA; empty: none
  std::string client_key = {};   // its private key; empty: it stands in client_cert
  bool insecure = false;         // the server's certificate is not verified
};
// An Error that names the flag where a file cannot be used.
core::Result<void> check_tls(const TlsOptions& tls);
std::unique_ptr<Connector> make_socket_connector(core::Clock& clock, const TlsOptions& tls,
                                                 const Proxy& proxy = {});

}  // namespace assay::conformance
