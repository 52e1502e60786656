// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/client/sender.hpp"
#include "conformance/client/stream.hpp"
#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "core/url.hpp"

namespace assay::conformance {

struct HttpLimits {
  core::Duration connect = std::chrono::seconds(10);
  core::Duration write = std::chrono::seconds(30);
  core::Duration first_byte = std::chrono::seconds(60);  // from the last byte sent
  core::Duration total = std::chrono::seconds(120);
  std::size_t head_bytes = 256u << 10;
  std::size_t body_bytes = 64u << 20;
  int redirects = 5;  // same origin only; GET and HEAD only
};

// HTTP/1.1 over any Connector: a pool of kept-alive connections, deadlines for each phase. A request that
// fails on a reused connection before a byte of the answer is sent once more on a new one (RFC 9112
// section 9.3.1), if idempotent. One that is not goes on a new connection: no server is closing that.
class HttpClient final : public Sender {
 public:
  HttpClient(core::Clock& clock, Connector& connector, core::Url base, HttpLimits limits, Turn turn = {});
  ~HttpClient() override;

  // Fills response or fault, timings, connection, wire_notes of an Exchange whose request is set.
  // Host, Content-Length and Connection are added where the request has none (on the wire, not in the
  // Exchange). std::invalid_argument where the request would be other bytes than it says: our own fault.
  //
  // Words of wire_notes. About the answer: "content-length and transfer-encoding", "content-length repeated",
  // "content-length on 204", "transfer-encoding on 204", "header name with space", "folded header line",
  // "bare LF", "no space after the status", "non-ASCII value of NAME", "body without a length", "trailer
  // fields", "interim answer 100", "body on HEAD" (or 204, 304), "N bytes after the response", "closed
  // without TLS close_notify". About the exchange: "redirected to TARGET", "the kept connection was closed;
  // sent again on a new one", "answered before the whole request was sent". After send_raw: "closed" or "left
  // open", also as "N bytes left over, closed".
  using Sender::send;
  boost::asio::awaitable<void> send(core::Exchange& exchange, core::Duration first_byte) override;

  // Sends the bytes as they are on a new connection, then reads the answers, or until the peer closes or the
  // deadline passes. One Exchange for each response or fault; wire_notes say what was seen after the last.
  boost::asio::awaitable<std::vector<core::Exchange>> send_raw(RawAsk ask) override;
  const core::Url& base() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::conformance
