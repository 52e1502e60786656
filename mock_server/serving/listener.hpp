// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "core/clock.hpp"
#include "mock_server/base/answer.hpp"
#include "mock_server/base/limits.hpp"

namespace assay::mock {

class Tls;  // link.hpp

struct ListenerOptions {
  std::string bind = "127.0.0.1";  // an IP address, or "localhost"
  std::uint16_t port = 0;          // 0: any free one
  Deadlines deadlines = {};        // by the machine's clock; the delay of an answer is waited on `clock`
  std::function<ConnectionHabits()> habits = {};  // of each new connection; empty: good ones
  std::shared_ptr<Tls> tls = {};                  // null: plain TCP
  bool one_thread = false;                        // runs the executor, ever: no strands are needed
  ShortWay short_way = {};                        // asked before the handler; may be empty
  std::size_t turns = 1;  // long pipelines that are served at a time: fewer than there are threads
};

// The host part of a URL that a client on this machine can use for a listener at the address `bind`: "[::1]"
// for "::".
std::string host_of(const std::string& bind);
// Whether nobody but this machine reaches a listener at the address `bind`.
bool is_loopback(const std::string& bind);

// Accepts TCP connections, with TLS or without, and runs a Connection on each, on a strand of `executor`.
// Above limits::connections, and where the process has no descriptor left, new connections wait in the
// kernel's queue.
class Listener {
 public:
  // `clock` outlives the listener. Throws core::BadInput where the address is bad or taken.
  Listener(boost::asio::any_io_executor executor, Handler handler, core::Clock& clock,
           const ListenerOptions& options);
  // Calls stop.
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const;
  std::size_t open_connections() const;
  // Ends every connection at once. Only while no thread runs the executor; nothing is posted to it
  // afterwards.
  void stop();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace assay::mock
