// SPDX-License-Identifier: Apache-2.0
#include "mock_server/serving/session.hpp"

#include <boost/asio/post.hpp>
#include <ctime>
#include <utility>

namespace assay::mock {

namespace asio = boost::asio;
using boost::system::error_code;

namespace {

// steady_clock as of the last tick, some milliseconds ago: it is asked for each request, and costs a fifth.
std::chrono::steady_clock::time_point about_now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return std::chrono::steady_clock::time_point(std::chrono::seconds(time.tv_sec) +
                                               std::chrono::nanoseconds(time.tv_nsec));
}

}  // namespace

Session::Session(std::unique_ptr<Link> link, const Handler& handler, const ShortWay& short_way,
                 core::Clock& clock, const Deadlines& deadlines, const ConnectionHabits& habits,
                 std::shared_ptr<ExecutorGate> gate, std::shared_ptr<BodyRoom> room,
                 std::shared_ptr<Turns> turns, Ended ended)
    : link_(std::move(link)),
      connection_(handler, clock, habits, short_way, std::move(room)),
      clock_(clock),
      deadlines_(deadlines),
      gate_(std::move(gate)),
      turns_(std::move(turns)),
      ended_(std::move(ended)),
      timer_(link_->executor()) {}

void Session::start() {
  asio::post(link_->executor(), [self = shared_from_this()] {
    self->set_deadline(self->deadlines_.header, &Session::expire_hard);
    self->link_->open(self->then<&Session::on_open>());
  });
}

void Session::on_open(const error_code& error, std::size_t) {
  if (over_) return;
  if (error) return end(false);
  watch_request(true);
  read();
}

void Session::stop() {
  over_ = true;
  clock_.cancel(delay_timer_);
  link_->close(false);
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

void Session::read() { link_->read_some(buffer_, then<&Session::on_read>()); }

void Session::on_read(const error_code& error, std::size_t count) {
  if (over_) return;
  written_ = 0;
  if (expired_) {
    outputs_ = connection_.expire();
  } else if (error == asio::error::eof) {
    peer_done_ = true;
    outputs_ = connection_.finish();
  } else if (error) {
    return end(false);
  } else {
    unfed_ = {buffer_.data(), count};
    return serve();
  }
  next_output();
}

void Session::serve() {
  written_ = 0;
  outputs_ = connection_.feed_some(unfed_);
  pipelines_ = pipelines_ || !unfed_.empty();
  if (!outputs_.empty()) return next_output();
  watch_request(false);
  read();
}

// Nothing is read while answers wait: a peer that pipelines without reading is slowed down, not stored.
void Session::next_output() {
  if (written_ < outputs_.size()) {
    const auto time = std::exchange(outputs_[written_].delay, {});
    return time > core::Duration{} ? delay(time) : write();
  }
  if (peer_done_) return end(false);
  if (!pipelines_) {
    watch_request(true);
    return read();
  }
  set_deadline({}, nullptr);  // the wait for a turn is not the peer's
  turns_->wait(link_->executor(), [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->take_turn();
  });
}

// The next part of a long pipeline, or its continuation.
void Session::take_turn() {
  if (over_) return;
  watch_request(true);
  if (!unfed_.empty()) return serve();
  pipelines_ = false;
  read();
}

void Session::delay(core::Duration time) {
  set_deadline({}, nullptr);
  const auto call = [weak = weak_from_this(), gate = gate_] {
    const std::lock_guard lock(gate->mutex);
    const auto self = weak.lock();
    if (!gate->open || !self) return;
    asio::post(self->link_->executor(), [self] {
      if (!self->over_) self->write();
    });
  };
  delay_timer_ = clock_.call_at(clock_.now() + time, call);
}

void Session::write() {
  auto& output = outputs_[written_];
  if (output.then == Output::Then::reset && output.bytes.empty()) return end(true);
  const auto sent = link_->write_now(output.bytes);
  if (sent == output.bytes.size()) return on_written({}, sent);
  output.bytes.erase(0, sent);
  set_deadline(deadlines_.write, &Session::expire_hard);
  link_->write(output.bytes, then<&Session::on_written>());
}

void Session::on_written(const error_code& error, std::size_t) {
  if (over_) return;
  if (error) return end(false);
  const auto then = outputs_[written_++].then;
  if (then == Output::Then::reset) return end(true);
  if (then == Output::Then::close) return linger();
  next_output();
}

void Session::linger() {
  if (peer_done_) return end(false);
  set_deadline(deadlines_.linger, &Session::expire_linger);
  link_->finish(then<&Session::on_finished>());
}

void Session::end(bool reset) {
  if (over_) return;
  over_ = true;
  timer_.cancel();
  link_->close(reset);
  ended_(this);
}

void Session::set_deadline(std::chrono::milliseconds time, void (Session::*call)()) {
  at_deadline_ = call;
  if (call == nullptr) return;
  deadline_ = about_now() + time;
  if (deadline_ < armed_for_) arm();
}

void Session::arm() {
  armed_for_ = deadline_;
  timer_.expires_at(deadline_);
  timer_.async_wait([weak = weak_from_this(), number = ++timer_number_](const error_code& error) {
    const auto self = weak.lock();
    if (!error && self && !self->over_ && self->timer_number_ == number) self->on_timer();
  });
}

void Session::on_timer() {
  armed_for_ = Clock::time_point::max();
  if (at_deadline_ == nullptr) return;
  if (Clock::now() < deadline_) return arm();
  (this->*at_deadline_)();
}

// The read in flight ends, with bytes or without; on_read carries on.
void Session::expire_request() {
  expired_ = true;
  link_->cancel();
}

}  // namespace assay::mock
