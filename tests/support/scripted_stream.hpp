// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "conformance/client/stream.hpp"
#include "core/clock.hpp"

namespace assay::test {

// What one read gives, `delay` after it was asked for or after the piece before it.
struct Piece {
  std::string bytes = {};  // empty, without a fault: the peer has finished sending
  core::Duration delay{};
  core::TransportFault fault = core::TransportFault::none;
};
using Reply = std::vector<Piece>;  // after the last piece the peer stays silent

// One connection: the k-th write makes the k-th reply readable.
struct Script {
  core::TransportFault connect_fault = core::TransportFault::none;
  core::Duration connect_delay{};
  core::Duration write_delay{};
  core::TransportFault write_fault = core::TransportFault::none;  // of each write
  std::vector<Reply> replies = {};
};

Reply whole(std::string bytes);       // in one piece
Reply then_close(std::string bytes);  // in one piece, then the end
Reply byte_by_byte(const std::string& bytes);

// Connections that play scripts in the order they are opened; one more than there are scripts is refused.
class ScriptedConnector final : public conformance::Connector {
 public:
  ScriptedConnector(core::Clock& clock, std::vector<Script> scripts);
  ~ScriptedConnector() override;
  boost::asio::awaitable<conformance::ConnectResult> connect(const core::Url& origin,
                                                             core::Time deadline) override;

  // The N-th operation (connect, read, write; from 1) fails with this fault; 0: none.
  void fail_operation(int number, core::TransportFault fault);
  int operations() const;
  int connections() const;
  const std::vector<std::string>& written() const;  // each write, in order

 private:
  friend class ScriptedStream;
  struct State;
  std::shared_ptr<State> state_;
};

// Runs the task on `context` with virtual time until it ends. False when nothing is left that could end it.
bool run_to_end(boost::asio::io_context& context, core::VirtualClock& clock,
                boost::asio::awaitable<void> task);

core::Time test_start();  // 2026-01-31T12:00:00Z

}  // namespace assay::test
