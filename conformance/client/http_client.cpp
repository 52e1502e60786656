// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/http_client.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "conformance/client/request_text.hpp"
#include "conformance/client/response_reader.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using core::Duration;
using core::Exchange;
using core::Time;
using core::TransportFault;

constexpr std::size_t most_idle = 64;
constexpr std::size_t read_bytes = 16 * 1024;
// A larger body is kept as its first bytes, its size and its digest: several such at once would fill the
// memory.
constexpr std::size_t whole_bytes = 16u << 20;
// How long bytes are waited for that should not come, or a close that need not come.
constexpr Duration linger = std::chrono::milliseconds(20);
constexpr Duration close_wait = std::chrono::milliseconds(500);
constexpr Duration answer_after_write_fault = std::chrono::seconds(1);

struct Connection {
  std::unique_ptr<ByteStream> stream = {};
  std::uint64_t id = 0;
  Time idle_since = {};
  bool reused = false;
  std::string tls_peer = {};
  std::string doubt = {};
};

struct Phase {
  Time until;
  std::string fault_text;  // when the time runs out

  Phase(Time from, Duration limit, Time total, std::string what)
      : until(from + limit), fault_text(std::move(what)) {
    if (total < until) {
      until = total;
      fault_text = "the exchange was not complete in time";
    } else {
      fault_text += " within " + seconds_text(limit);
    }
  }
};

void set_fault(Exchange& exchange, TransportFault fault, std::string text) {
  exchange.fault = fault;
  exchange.fault_text = std::move(text);
}

void take_outcome(Exchange& exchange, ResponseReader& reader) {
  if (reader.state() == ResponseReader::State::done) {
    exchange.response = reader.take_response();
    exchange.fault = TransportFault::none;
    exchange.fault_text.clear();
  } else {
    set_fault(exchange, reader.fault(), reader.fault_text());
  }
  for (std::string& note : reader.notes()) exchange.wire_notes.push_back(std::move(note));
}

// What is written for a request. The proxy's credentials are no part of the exchange.
std::string wire_of(const core::Request& request, const std::string& target, const core::Url& base,
                    const ForwardForm& form) {
  if (form.authorization.empty()) return request_text(request, form.origin + target, base);
  core::Request forwarded = request;
  forwarded.headers.set("Proxy-Authorization", form.authorization);
  return request_text(forwarded, form.origin + target, base);
}

}  // namespace

struct HttpClient::State {
  core::Clock& clock;
  Connector& connector;
  core::Url base;
  HttpLimits limits;
  Turn turn;
  std::uint64_t last_connection = 0;
  std::vector<Connection> idle = {};

  ResponseReader::Limits reader_limits() const { return {limits.head_bytes, limits.body_bytes, whole_bytes}; }

  Connection take_idle(bool idempotent);
  void put_idle(Connection connection);
  asio::awaitable<bool> may_send_again(Exchange& exchange);
  asio::awaitable<Connection> connect(Exchange& exchange, Time total);
  asio::awaitable<bool> read_answer(ByteStream& stream, Exchange& exchange, ResponseReader& reader,
                                    const Phase& first, const Phase& rest);
  asio::awaitable<bool> talk(Connection& connection, Exchange& exchange, const std::string& wire, Time total,
                             Duration first_byte);
  asio::awaitable<void> round_trip(Exchange& exchange, const std::string& wire, Time total,
                                   Duration first_byte);
  asio::awaitable<void> listen_after_head(ByteStream& stream, Exchange& exchange);
  asio::awaitable<std::string> after_last(ByteStream& stream, std::string leftover, Time until);
};

Connection HttpClient::State::take_idle(bool idempotent) {
  Connection taken;
  if (idle.empty() || !idempotent) return taken;
  taken = std::move(idle.back());
  idle.pop_back();
  taken.reused = true;
  return taken;
}

void HttpClient::State::put_idle(Connection connection) {
  if (idle.size() >= most_idle) idle.erase(idle.begin());
  connection.idle_since = clock.now();
  idle.push_back(std::move(connection));
}

asio::awaitable<bool> HttpClient::State::may_send_again(Exchange& exchange) {
  if (!turn) co_return true;
  std::string refused = co_await turn(1);
  if (refused.empty()) co_return true;
  set_fault(exchange, TransportFault::cancelled, std::move(refused));
  co_return false;
}

// The stream is null when there is a fault.
asio::awaitable<Connection> HttpClient::State::connect(Exchange& exchange, Time total) {
  const Phase phase(clock.now(), limits.connect, total, "no connection to " + base.origin());
  ConnectResult result = co_await connector.connect(base, phase.until);
  Connection connection;
  connection.id = ++last_connection;
  connection.stream = std::move(result.stream);
  connection.tls_peer = std::move(result.tls_peer);
  connection.doubt = std::move(result.doubt);
  if (!connection.stream) {
    set_fault(exchange, result.fault,
              result.fault == TransportFault::timeout ? phase.fault_text : result.text);
  }
  co_return connection;
}

// Reads until the reader is done or in fault. False when the connection failed; the exchange then has the
// fault.
asio::awaitable<bool> HttpClient::State::read_answer(ByteStream& stream, Exchange& exchange,
                                                     ResponseReader& reader, const Phase& first,
                                                     const Phase& rest) {
  std::array<char, read_bytes> into;
  while (reader.state() == ResponseReader::State::reading) {
    const Phase& phase = reader.started() ? rest : first;
    const IoResult got = co_await stream.read_some(into, phase.until);
    if (got.fault != TransportFault::none) {
      std::string text = got.fault == TransportFault::timeout ? phase.fault_text : got.text;
      set_fault(exchange, got.fault, std::move(text) + ", " + reader.progress());
      for (std::string& note : reader.notes()) exchange.wire_notes.push_back(std::move(note));
      co_return false;
    }
    if (got.bytes == 0) {
      reader.finish();
      if (reader.until_close() && !got.text.empty()) exchange.wire_notes.push_back(got.text);
    } else {
      reader.feed(std::string_view(into.data(), got.bytes));
    }
  }
  co_return true;
}

// One request and its answer. True when the connection was found closed without a byte of an answer: the
// server may have closed it while it was idle.
asio::awaitable<bool> HttpClient::State::talk(Connection& connection, Exchange& exchange,
                                              const std::string& wire, Time total, Duration first_byte) {
  ByteStream& stream = *connection.stream;
  exchange.connection = connection.id;
  exchange.reused_connection = connection.reused;
  exchange.tls_peer = connection.tls_peer;
  const Phase writing(clock.now(), limits.write, total, "the request could not be sent");
  IoResult written = co_await stream.write(wire, writing.until);
  exchange.timings.sent = clock.now();
  const bool whole = written.fault == TransportFault::none;
  if (!whole && written.fault != TransportFault::closed) {
    set_fault(exchange, written.fault,
              written.fault == TransportFault::timeout ? writing.fault_text : written.text);
    co_return false;
  }
  // A server that refuses a request early answers and closes; its answer can still be read.
  const Duration patience = whole ? first_byte : std::min(first_byte, answer_after_write_fault);
  const Phase first(clock.now(), patience, total, "no byte of an answer");
  const Phase rest(exchange.timings.started, limits.total, total, "the answer was not complete");
  const bool head = exchange.request.method == "HEAD";
  const ResponseReader::Limits reader_limit = reader_limits();
  ResponseReader reader(head, reader_limit);
  const bool ended = co_await read_answer(stream, exchange, reader, first, rest);
  if (ended) take_outcome(exchange, reader);
  if (!whole && !exchange.response) set_fault(exchange, TransportFault::closed, written.text);
  if (!whole && exchange.response)
    exchange.wire_notes.push_back("answered before the whole request was sent");
  if (!exchange.response && !reader.started() && !connection.doubt.empty())
    exchange.fault_text += "; " + connection.doubt;
  if (!exchange.response) co_return !reader.started() && exchange.fault == TransportFault::closed;

  const std::string leftover = reader.take_leftover();
  const int status = exchange.response->status;
  const bool bodyless = head || status == 204 || status == 304;
  if (!leftover.empty()) {
    const std::string after = head ? "HEAD" : std::to_string(status);
    exchange.wire_notes.push_back(bodyless ? "body on " + after
                                           : std::to_string(leftover.size()) + " bytes after the response");
  } else if (head && reader.keep_alive()) {
    co_await listen_after_head(stream, exchange);
  } else if (whole && reader.keep_alive() && !asks_to_close(exchange.request)) {
    put_idle(std::move(connection));
  }
  co_return false;
}

// A body after the answer to HEAD often comes in a packet of its own. The connection is not used again.
asio::awaitable<void> HttpClient::State::listen_after_head(ByteStream& stream, Exchange& exchange) {
  std::array<char, 1024> into;
  const Time until = clock.now() + linger;
  const IoResult got = co_await stream.read_some(into, until);
  if (got.fault == TransportFault::none && got.bytes > 0) exchange.wire_notes.push_back("body on HEAD");
}

asio::awaitable<void> HttpClient::State::round_trip(Exchange& exchange, const std::string& wire, Time total,
                                                    Duration first_byte) {
  const bool idempotent = is_idempotent(exchange.request.method);
  Connection connection = take_idle(idempotent);
  const bool reused = connection.reused;
  if (!reused) connection = co_await connect(exchange, total);
  if (!connection.stream) co_return;
  const bool stale = co_await talk(connection, exchange, wire, total, first_byte);
  if (!stale || !reused || !idempotent) co_return;
  // The others have been idle for longer.
  idle.clear();
  set_fault(exchange, TransportFault::none, {});
  if (!co_await may_send_again(exchange)) co_return;
  exchange.wire_notes.push_back("the kept connection was closed; sent again on a new one");
  ++exchange.attempt;
  connection = co_await connect(exchange, total);
  if (!connection.stream) co_return;
  co_await talk(connection, exchange, wire, total, first_byte);
}

HttpClient::HttpClient(core::Clock& clock, Connector& connector, core::Url base, HttpLimits limits, Turn turn)
    : state_(new State{clock, connector, std::move(base), limits, std::move(turn)}) {}
HttpClient::~HttpClient() = default;

const core::Url& HttpClient::base() const { return state_->base; }

asio::awaitable<void> HttpClient::send(Exchange& exchange, Duration first_byte) {
  State& state = *state_;
  const Duration usual = state.limits.first_byte;
  const Duration patience = first_byte == Duration{} ? usual : std::min(first_byte, usual);
  throw_if_unsendable(exchange.request);
  exchange.timings.started = state.clock.now();
  exchange.timings.received = exchange.timings.started;
  const Time total = exchange.timings.started + state.limits.total;
  std::string target = exchange.request.target;
  const ForwardForm form = state.connector.forward_form(state.base);
  for (int redirects = 0;; ++redirects) {
    const std::string wire = wire_of(exchange.request, target, state.base, form);
    co_await state.round_trip(exchange, wire, total, patience);
    if (!exchange.response) break;
    Redirect next = redirect_of(exchange, state.base, target);
    if (next.fault.empty() && next.target.empty()) break;
    if (next.fault.empty() && redirects == state.limits.redirects) {
      next.fault = "more than " + std::to_string(state.limits.redirects) + " redirects";
    }
    exchange.response.reset();
    if (!next.fault.empty()) {
      set_fault(exchange, TransportFault::redirect, std::move(next.fault));
      break;
    }
    if (!co_await state.may_send_again(exchange)) break;
    target = std::move(next.target);
    exchange.wire_notes.push_back("redirected to " + target);
  }
  exchange.timings.received = state.clock.now();
}

// What the peer does after the last answer that was asked for.
asio::awaitable<std::string> HttpClient::State::after_last(ByteStream& stream, std::string leftover,
                                                           Time until) {
  std::array<char, read_bytes> into;
  std::size_t bytes = leftover.size();
  bool closed = false;
  while (!closed && bytes <= limits.head_bytes) {
    const IoResult got = co_await stream.read_some(into, until);
    if (got.fault == TransportFault::timeout) break;
    closed = got.fault != TransportFault::none || got.bytes == 0;
    bytes += got.bytes;
  }
  std::string seen = bytes == 0 ? "" : std::to_string(bytes) + " bytes left over, ";
  co_return seen + (closed ? "closed" : "left open");
}

asio::awaitable<std::vector<Exchange>> HttpClient::send_raw(RawAsk ask) {
  State& state = *state_;
  Exchange blank = std::move(ask.asked);
  blank.request = request_of(ask.bytes);
  blank.request.raw = ask.bytes;
  std::vector<Exchange> exchanges;
  blank.timings.started = state.clock.now();
  const Time until = blank.timings.started + ask.deadline;

  if (!state.connector.forward_form(state.base).origin.empty()) {
    set_fault(
        blank, TransportFault::connect,
        "bytes that are written by hand are not sent through a forward proxy, which would rewrite them");
    blank.timings.sent = blank.timings.received = blank.timings.started;
    exchanges.push_back(std::move(blank));
    co_return exchanges;
  }
  Connection connection = co_await state.connect(blank, until);
  blank.connection = connection.id;
  blank.tls_peer = connection.tls_peer;
  IoResult written;
  if (connection.stream) written = co_await connection.stream->write(ask.bytes, until);
  blank.timings.sent = state.clock.now();
  const bool refused = written.fault != TransportFault::none && written.fault != TransportFault::closed;
  if (refused) set_fault(blank, written.fault, written.text);
  if (!connection.stream || refused) {
    blank.timings.received = state.clock.now();
    exchanges.push_back(std::move(blank));
    co_return exchanges;
  }

  const Phase phase(blank.timings.started, ask.deadline, until, "no whole answer");
  const ResponseReader::Limits reader_limit = state.reader_limits();
  std::string leftover;
  bool keep_alive = true;
  bool closed = false;  // the end of the connection was the end of the body
  while (static_cast<int>(exchanges.size()) < std::max(ask.answers, 1)) {
    Exchange exchange = blank;
    if (closed) {
      set_fault(exchange, TransportFault::closed, "the connection was closed before an answer");
      exchange.timings.received = state.clock.now();
      exchanges.push_back(std::move(exchange));
      break;
    }
    ResponseReader reader(ask.head, reader_limit);
    if (!leftover.empty()) reader.feed(leftover);
    const bool ended = co_await state.read_answer(*connection.stream, exchange, reader, phase, phase);
    if (ended) take_outcome(exchange, reader);
    leftover = ended ? reader.take_leftover() : std::string();
    keep_alive = reader.keep_alive();
    closed = ended && reader.until_close();
    exchange.timings.received = state.clock.now();
    const bool fault = !exchange.response;
    exchanges.push_back(std::move(exchange));
    if (fault) break;
  }
  Exchange& last = exchanges.back();
  if (last.fault == TransportFault::closed || closed) {
    last.wire_notes.push_back("closed");
  } else if (last.response) {
    // A server that announced the close gets the time for it.
    Time wait = until;
    if (keep_alive || !leftover.empty()) wait = std::min(until, state.clock.now() + close_wait);
    std::string seen = co_await state.after_last(*connection.stream, std::move(leftover), wait);
    last.wire_notes.push_back(std::move(seen));
  }
  co_return exchanges;
}

}  // namespace assay::conformance
