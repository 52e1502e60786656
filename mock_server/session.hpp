// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>

#include "mock_server/connection.hpp"
#include "mock_server/limits.hpp"
#include "mock_server/link.hpp"

namespace assay::mock {

// Whether the executor may still be used: a timer of a virtual clock fires on a foreign thread, at any time.
struct ExecutorGate {
  std::mutex mutex;
  bool open = true;
};

// Private to listener.cpp and session.cpp. One accepted socket: reads, feeds a Connection, writes what it
// gives. Everything runs on the socket's strand, but start and stop. Deadlines are callbacks with a number:
// one that fires after the next was set does nothing.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Ended = std::function<void(const Session*)>;
  Session(std::unique_ptr<Link> link, const Handler& handler, core::Clock& clock, const Deadlines& deadlines,
          const ConnectionHabits& habits, std::shared_ptr<ExecutorGate> gate, Ended ended);
  void start();
  // Only while no thread runs the executor.
  void stop();

 private:
  enum class Phase { idle, head, body };
  void read();
  void on_read(const boost::system::error_code& error, std::size_t count);
  void watch_request(bool afresh);
  void next_output();
  void delay(core::Duration time);
  void write();
  void on_written(const boost::system::error_code& error);
  void linger();
  void end(bool reset);
  void set_deadline(std::chrono::milliseconds time, void (Session::*call)());
  void expire_request();
  void expire_hard() { end(true); }
  void expire_linger() { end(false); }

  Link::Socket& socket() { return link_->socket(); }

  std::unique_ptr<Link> link_;
  Connection connection_;
  core::Clock& clock_;
  Deadlines deadlines_;
  std::shared_ptr<ExecutorGate> gate_;
  Ended ended_;
  boost::asio::steady_timer timer_;
  std::uint64_t timer_number_ = 0;
  core::Clock::Timer delay_timer_ = 0;
  std::deque<Output> outputs_ = {};
  std::array<char, limits::read_bytes> buffer_ = {};
  Phase phase_ = Phase::idle;
  bool expired_ = false;    // the request's deadline has passed
  bool peer_done_ = false;  // it has shut its side down
  bool over_ = false;
};

}  // namespace assay::mock
