// SPDX-License-Identifier: Apache-2.0
#include "tests/support/scripted_stream.hpp"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <deque>
#include <exception>

#include "core/sleep.hpp"

namespace assay::test {

using conformance::ConnectResult;
using conformance::IoResult;
using core::Time;
using core::TransportFault;

struct ScriptedConnector::State {
  core::Clock& clock;
  std::vector<Script> scripts;
  int operations = 0;
  int connections = 0;
  int failing = 0;
  TransportFault fault = TransportFault::none;
  std::vector<std::string> written = {};

  TransportFault next_operation() { return ++operations == failing ? fault : TransportFault::none; }
};

class ScriptedStream final : public conformance::ByteStream {
 public:
  ScriptedStream(std::shared_ptr<ScriptedConnector::State> state, Script script)
      : state_(std::move(state)), script_(std::move(script)) {}

  boost::asio::awaitable<IoResult> read_some(std::span<char> into, Time deadline) override {
    const TransportFault injected = state_->next_operation();
    IoResult result;
    if (injected != TransportFault::none) {
      result.fault = injected;
      result.text = "injected";
      co_return result;
    }
    const Time now = state_->clock.now();
    if (pieces_.empty() || now + pieces_.front().delay > deadline) {
      if (!pieces_.empty()) pieces_.front().delay -= deadline - now;
      co_await core::sleep_until(state_->clock, deadline);
      result.fault = TransportFault::timeout;
      co_return result;
    }
    co_await core::sleep_for(state_->clock, pieces_.front().delay);
    Piece& piece = pieces_.front();
    piece.delay = {};
    result.fault = piece.fault;
    if (piece.fault != TransportFault::none) result.text = "scripted";
    result.bytes = std::min(into.size(), piece.bytes.size());
    std::copy_n(piece.bytes.begin(), result.bytes, into.begin());
    const bool end = piece.bytes.empty();
    piece.bytes.erase(0, result.bytes);
    if (!end && piece.bytes.empty()) pieces_.pop_front();
    co_return result;
  }

  boost::asio::awaitable<IoResult> write(std::string_view bytes, Time deadline) override {
    IoResult result;
    result.fault = state_->next_operation();
    if (result.fault == TransportFault::none) result.fault = script_.write_fault;
    if (result.fault != TransportFault::none) result.text = "injected";
    const Time done = state_->clock.now() + script_.write_delay;
    const Time until = std::min(done, deadline);
    co_await core::sleep_until(state_->clock, until);
    if (deadline < done) result.fault = TransportFault::timeout;
    if (result.fault != TransportFault::timeout && writes_ < script_.replies.size()) {
      const Reply& reply = script_.replies[writes_];
      pieces_.insert(pieces_.end(), reply.begin(), reply.end());
    }
    ++writes_;
    state_->written.emplace_back(bytes);
    result.bytes = bytes.size();
    co_return result;
  }

  void finish_writing() override {}
  void close() override { pieces_.assign(1, Piece{}); }

 private:
  std::shared_ptr<ScriptedConnector::State> state_;
  Script script_;
  std::deque<Piece> pieces_;
  std::size_t writes_ = 0;
};

Reply whole(std::string bytes) { return {Piece{std::move(bytes)}}; }
Reply then_close(std::string bytes) { return {Piece{std::move(bytes)}, Piece{}}; }
Reply byte_by_byte(const std::string& bytes) {
  Reply reply;
  for (char c : bytes) reply.push_back(Piece{std::string(1, c)});
  return reply;
}

ScriptedConnector::ScriptedConnector(core::Clock& clock, std::vector<Script> scripts)
    : state_(new State{clock, std::move(scripts)}) {}
ScriptedConnector::~ScriptedConnector() = default;

boost::asio::awaitable<ConnectResult> ScriptedConnector::connect(const core::Url&, Time deadline) {
  State& state = *state_;
  ConnectResult result;
  result.fault = state.next_operation();
  const auto number = static_cast<std::size_t>(state.connections++);
  if (number >= state.scripts.size()) result.fault = TransportFault::connect;
  if (result.fault == TransportFault::none) {
    const Script& script = state.scripts[number];
    const Time done = state.clock.now() + script.connect_delay;
    const Time until = std::min(done, deadline);
    co_await core::sleep_until(state.clock, until);
    result.fault = deadline < done ? TransportFault::timeout : script.connect_fault;
  }
  if (result.fault == TransportFault::none) {
    result.stream = std::make_unique<ScriptedStream>(state_, state.scripts[number]);
  } else {
    result.text = "connection refused by the script";
  }
  co_return result;
}

void ScriptedConnector::fail_operation(int number, TransportFault fault) {
  state_->failing = number;
  state_->fault = fault;
}
int ScriptedConnector::operations() const { return state_->operations; }
int ScriptedConnector::connections() const { return state_->connections; }
const std::vector<std::string>& ScriptedConnector::written() const { return state_->written; }

bool run_to_end(boost::asio::io_context& context, core::VirtualClock& clock,
                boost::asio::awaitable<void> task) {
  bool done = false;
  std::exception_ptr thrown;
  boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr error) {
    done = true;
    thrown = error;
  });
  for (;;) {
    context.restart();
    context.poll();
    if (done || !clock.advance_to_next()) break;
  }
  if (thrown) std::rethrow_exception(thrown);
  return done;
}

core::Time test_start() { return core::Time(std::chrono::seconds(1'769'860'800)); }

}  // namespace assay::test
