// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"

namespace assay::conformance {

// What goes on the wire as it is. The answers are Exchanges of `asked`, which says who asks.
struct RawAsk {
  core::Exchange asked;  // check and ask
  std::string bytes;
  int answers = 1;
  bool head = false;  // the answers are to HEAD
  core::Duration deadline{};
};

// Who answers the checks: a server (HttpClient), or the record of what one answered (Replay).
class Sender {
 public:
  virtual ~Sender() = default;

  // Fills response or fault, timings, connection, wire_notes of an Exchange whose request is set. A record
  // throws StopCheck where it has no answer. `first_byte`: how long to wait for the answer to begin, where
  // that is less than usual; 0: as usual.
  virtual boost::asio::awaitable<void> send(core::Exchange& exchange, core::Duration first_byte) = 0;
  boost::asio::awaitable<void> send(core::Exchange& exchange) { return send(exchange, {}); }
  virtual boost::asio::awaitable<std::vector<core::Exchange>> send_raw(RawAsk ask) = 0;

  // Of a record: what is missing from it before the exchange `id`, for a person; "" where nothing is.
  virtual std::string missing_before(std::uint64_t /*id*/) const { return {}; }
  // Whether this is a record that holds nothing of `asker`.
  virtual bool never_heard(std::string_view /*asker*/) const { return false; }
};

// Asked before any further request of one exchange goes on the wire, such as one that follows a redirect; may
// wait. "", or why it must not be sent: the exchange is then `cancelled`, with this text.
using Turn = std::function<boost::asio::awaitable<std::string>(int requests)>;

}  // namespace assay::conformance
