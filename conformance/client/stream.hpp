// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

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
};

class Connector {
 public:
  virtual ~Connector() = default;
  virtual boost::asio::awaitable<ConnectResult> connect(const core::Url& origin, core::Time deadline) = 0;
};

struct TlsOptions {
  std::string ca_file = {};  // PEM; empty: the system's certificates. Verification cannot be switched off.
};
std::unique_ptr<Connector> make_socket_connector(core::Clock& clock, const TlsOptions& tls);

}  // namespace assay::conformance
