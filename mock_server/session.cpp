// SPDX-License-Identifier: Apache-2.0
#include "mock_server/session.hpp"

#include <boost/asio/post.hpp>
#include <iterator>
#include <utility>

namespace assay::mock {

namespace asio = boost::asio;
using boost::system::error_code;

Session::Session(std::unique_ptr<Link> link, const Handler& handler, core::Clock& clock,
                 const Deadlines& deadlines, const ConnectionHabits& habits,
                 std::shared_ptr<ExecutorGate> gate, Ended ended)
    : link_(std::move(link)),
      connection_(handler, clock, habits),
      clock_(clock),
      deadlines_(deadlines),
      gate_(std::move(gate)),
      ended_(std::move(ended)),
      timer_(socket().get_executor()) {}

void Session::start() {
  error_code ignored;
  socket().set_option(asio::ip::tcp::no_delay(true), ignored);
  asio::post(socket().get_executor(), [self = shared_from_this()] {
    self->set_deadline(self->deadlines_.header, &Session::expire_hard);
    self->link_->open([self](const error_code& error, std::size_t) {
      if (self->over_) return;
      if (error) return self->end(false);
      self->watch_request(true);
      self->read();
    });
  });
}

void Session::stop() {
  over_ = true;
  clock_.cancel(delay_timer_);
  error_code ignored;
  socket().close(ignored);
  timer_.cancel();
}

// A deadline belongs to a phase of one request, so more bytes of the same phase do not extend it.
void Session::watch_request(bool afresh) {
  const auto phase = connection_.in_body()      ? Phase::body
                     : connection_.in_request() ? Phase::head
                                                : Phase::idle;
  if (phase == phase_ && !afresh) return;
  phase_ = phase;
  const auto time = phase == Phase::body   ? deadlines_.body
                    : phase == Phase::head ? deadlines_.header
                                           : deadlines_.idle;
  set_deadline(time, &Session::expire_request);
}

void Session::read() {
  link_->read_some(buffer_, [self = shared_from_this()](const error_code& error, std::size_t n) {
    self->on_read(error, n);
  });
}

void Session::on_read(const error_code& error, std::size_t count) {
  if (over_) return;
  std::vector<Output> outputs;
  if (expired_) {
    outputs = connection_.expire();
  } else if (error == asio::error::eof) {
    peer_done_ = true;
    outputs = connection_.finish();
  } else if (error) {
    return end(false);
  } else {
    outputs = connection_.feed({buffer_.data(), count});
    if (outputs.empty()) {
      watch_request(false);
      return read();
    }
  }
  outputs_.insert(outputs_.end(), std::make_move_iterator(outputs.begin()),
                  std::make_move_iterator(outputs.end()));
  next_output();
}

// Nothing is read while answers wait: a peer that pipelines without reading is slowed down, not stored.
void Session::next_output() {
  if (!outputs_.empty()) {
    const auto time = std::exchange(outputs_.front().delay, {});
    return time > core::Duration{} ? delay(time) : write();
  }
  if (peer_done_) return end(false);
  watch_request(true);
  read();
}

void Session::delay(core::Duration time) {
  set_deadline({}, nullptr);
  const auto call = [weak = weak_from_this(), gate = gate_] {
    const std::lock_guard lock(gate->mutex);
    const auto self = weak.lock();
    if (!gate->open || !self) return;
    asio::post(self->socket().get_executor(), [self] {
      if (!self->over_) self->write();
    });
  };
  delay_timer_ = clock_.call_at(clock_.now() + time, call);
}

void Session::write() {
  const auto& output = outputs_.front();
  if (output.then == Output::Then::reset && output.bytes.empty()) return end(true);
  set_deadline(deadlines_.write, &Session::expire_hard);
  link_->write(output.bytes, [self = shared_from_this()](const error_code& error, std::size_t) {
    self->on_written(error);
  });
}

void Session::on_written(const error_code& error) {
  if (over_) return;
  if (error) return end(false);
  const auto then = outputs_.front().then;
  outputs_.pop_front();
  if (then == Output::Then::reset) return end(true);
  if (then == Output::Then::close) return linger();
  next_output();
}

void Session::linger() {
  if (peer_done_) return end(false);
  set_deadline(deadlines_.linger, &Session::expire_linger);
  link_->finish([self = shared_from_this()](const error_code&, std::size_t) { self->end(false); });
}

void Session::end(bool reset) {
  if (over_) return;
  over_ = true;
  set_deadline({}, nullptr);
  error_code ignored;
  if (reset) socket().set_option(asio::socket_base::linger(true, 0), ignored);
  socket().close(ignored);
  ended_(this);
}

void Session::set_deadline(std::chrono::milliseconds time, void (Session::*call)()) {
  const auto number = ++timer_number_;
  timer_.cancel();
  if (call == nullptr) return;
  timer_.expires_after(time);
  timer_.async_wait([weak = weak_from_this(), number, call](const error_code& error) {
    const auto self = weak.lock();
    if (!error && self && !self->over_ && self->timer_number_ == number) (self.get()->*call)();
  });
}

// The read in flight ends, with bytes or without; on_read carries on.
void Session::expire_request() {
  expired_ = true;
  error_code ignored;
  socket().cancel(ignored);
}

}  // namespace assay::mock
