// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "mock_server/base/limits.hpp"
#include "mock_server/net/link.hpp"
#include "mock_server/serving/connection.hpp"
#include "mock_server/serving/turns.hpp"

namespace assay::mock {

// Whether the executor may still be used: a timer of a virtual clock fires on a foreign thread, at any time.
struct ExecutorGate {
  std::mutex mutex;
  bool open = true;
};

// Private to listener.cpp and session.cpp. One accepted socket: reads, feeds a Connection, writes what it
// gives. Everything runs on the socket's strand, but start and stop. A deadline is a time and what happens
// then. It moves with each request, the timer does not: one that fires too early looks when the deadline is
// by now, and waits again.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Ended = std::function<void(const Session*)>;
  Session(std::unique_ptr<Link> link, const Handler& handler, const ShortWay& short_way, core::Clock& clock,
          const Deadlines& deadlines, const ConnectionHabits& habits, std::shared_ptr<ExecutorGate> gate,
          std::shared_ptr<BodyRoom> room, std::shared_ptr<Turns> turns, Ended ended);
  void start();
  // Only while no thread runs the executor.
  void stop();

 private:
  enum class Phase { idle, head, body };
  void read();
  void on_open(const boost::system::error_code& error, std::size_t);
  void on_read(const boost::system::error_code& error, std::size_t count);
  void serve();
  void take_turn();
  void watch_request(bool afresh);
  void next_output();
  void delay(core::Duration time);
  void write();
  void on_written(const boost::system::error_code& error, std::size_t);
  void on_finished(const boost::system::error_code&, std::size_t) { end(false); }
  void linger();
  void end(bool reset);
  void set_deadline(std::chrono::milliseconds time, void (Session::*call)());
  void arm();
  void on_timer();
  void expire_request();
  void expire_hard() { end(true); }
  void expire_linger() { end(false); }
  // A member to be called when a read or a write has ended.
  template <void (Session::*member)(const boost::system::error_code&, std::size_t)>
  Link::Done then() {
    return {shared_from_this(), [](void* self, const boost::system::error_code& error, std::size_t count) {
              (static_cast<Session*>(self)->*member)(error, count);
            }};
  }

  std::unique_ptr<Link> link_;
  Connection connection_;
  core::Clock& clock_;
  Deadlines deadlines_;
  std::shared_ptr<ExecutorGate> gate_;
  std::shared_ptr<Turns> turns_;
  Ended ended_;
  boost::asio::steady_timer timer_;
  using Clock = std::chrono::steady_clock;
  void (Session::*at_deadline_)() = nullptr;  // null: there is none
  Clock::time_point deadline_ = {};
  Clock::time_point armed_for_ = Clock::time_point::max();  // that is, not armed
  std::uint64_t timer_number_ = 0;                          // of the wait that counts
  core::Clock::Timer delay_timer_ = 0;
  std::vector<Output> outputs_ = {};  // to what was read last
  std::size_t written_ = 0;           // of them
  std::array<char, limits::read_bytes> buffer_ = {};
  std::string_view unfed_ = {};  // of it
  Phase phase_ = Phase::idle;
  bool pipelines_ = false;  // more was read than one turn serves
  bool expired_ = false;    // the request's deadline has passed
  bool peer_done_ = false;  // it has shut its side down
  bool over_ = false;
};

}  // namespace assay::mock
