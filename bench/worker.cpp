// SPDX-License-Identifier: Apache-2.0
#include "bench/worker.hpp"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <span>
#include <vector>

#include "bench/connection.hpp"
#include "bench/patience.hpp"
#include "bench/recorder.hpp"

namespace assay::bench {
namespace {

constexpr std::int64_t sweep_every = 50'000'000;
constexpr std::int64_t spin_for = 55'000;
constexpr const char* too_long = "a response of more than 1 MiB, which no status needs";
constexpr const char* no_room = "the responses that are on their way take more than 96 MiB together";
constexpr std::int64_t reopen_after = 100'000'000;  // a refused connection

// For at most `pause` ns; in whole ms where the kernel has no finer wait (Linux before 5.11).
int wait_for_events(int epoll, std::span<epoll_event> events, std::int64_t pause) {
  static std::atomic<bool> fine = true;
  const int most = static_cast<int>(events.size());
  if (fine.load(std::memory_order_relaxed)) {
    const timespec time = {pause / 1'000'000'000, pause % 1'000'000'000};
    const int n = epoll_pwait2(epoll, events.data(), most, &time, nullptr);
    if (n >= 0 || errno != ENOSYS) return n;
    fine = false;
  }
  return epoll_wait(epoll, events.data(), most, static_cast<int>((pause + 999'999) / 1'000'000));
}

class Worker {
 public:
  Worker(Load& load, int index);
  ~Worker() { close(epoll_); }
  Tally run();

 private:
  using Next = Connection::Next;
  std::int64_t now() const { return monotonic_now() - load_.start; }
  bool may_send(std::int64_t at) const {
    return (at < load_.measured_to() || at == last_look_) && !load_.stop.load(std::memory_order_relaxed) &&
           (options_.most_requests == 0 || begun_ < options_.most_requests) &&
           at >= load_.paused_until.load(std::memory_order_relaxed);
  }
  std::int64_t next_due() const { return options_.poll ? polls_.due() : schedule_.due(); }
  Due take_due();
  PolledRun* next_run();
  void on_event(Connection& connection, std::uint32_t events);
  void on_connecting(Connection& connection);
  void on_readable(Connection& connection);
  void take_answers(Connection& connection, std::int64_t at);
  void take_answer(Connection& connection, std::string_view body, std::int64_t at);
  void ended(const Flight& flight, std::int64_t at);
  void lost(Connection& connection, Outcome outcome, const std::string& why);
  void reopen(Connection& connection, std::int64_t at);
  void offer(Connection& connection, std::int64_t at);
  void add(Connection& connection, const Due& due, std::int64_t at);
  void flush(Connection& connection);
  void watch(Connection& connection, bool writing);
  void pump(std::int64_t at);
  void sweep(std::int64_t at);
  int look(std::int64_t until);
  void wait(std::int64_t at);
  bool finished(std::int64_t at) const;

  Load& load_;
  const LoadOptions& options_;
  Recorder record_;
  Schedule schedule_;
  Polls polls_;
  HeadReader heads_;
  int epoll_;
  std::array<epoll_event, 128> events_;
  Patience patience_;
  SharedRoom room_;
  std::deque<Connection> connections_;
  std::deque<Connection*> with_room_;  // where requests are scheduled
  std::deque<Due> due_;                // that found no connection yet
  std::size_t next_run_;
  std::size_t run_step_;
  std::uint64_t begun_ = 0;
  std::uint64_t in_flight_ = 0;
  std::int64_t swept_ = 0;
  std::int64_t last_look_ = -1;  // after the measured time, at what had become due before its end
};

Worker::Worker(Load& load, int index)
    : load_(load),
      options_(load.options),
      record_(load),
      schedule_(std::max(options_.rate, 1e-9), index, options_.threads),
      polls_(options_.poll, load.runs, index, options_.threads),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      next_run_(static_cast<std::size_t>(index) % load.runs.size()),
      run_step_(static_cast<std::size_t>(options_.threads)) {
  const int share =
      options_.connections / options_.threads + (index < options_.connections % options_.threads);
  for (int i = 0; i < std::max(share, 1); ++i) connections_.emplace_back().room = &room_;
}

PolledRun* Worker::next_run() {
  PolledRun* run = &load_.runs[next_run_];
  next_run_ = (next_run_ + run_step_) % load_.runs.size();
  return run;
}

Due Worker::take_due() {
  if (options_.poll) return polls_.take();
  const Due due{schedule_.due(), next_run()};
  schedule_.advance();
  return due;
}

void Worker::watch(Connection& connection, bool writing) {
  epoll_event event = {};
  event.events = EPOLLIN | (writing ? EPOLLOUT : 0u);
  event.data.ptr = &connection;
  epoll_ctl(epoll_,
            connection.watches_writing || connection.state != Connection::State::closed ? EPOLL_CTL_MOD
                                                                                        : EPOLL_CTL_ADD,
            connection.socket.descriptor(), &event);
  connection.watches_writing = writing;
}

void Worker::reopen(Connection& connection, std::int64_t at) {
  connection.reset();
  if (!connection.socket.open(load_.origin)) {
    record_.trouble(Outcome::connect, connection.socket.trouble(), at);
    connection.reset();
    connection.reopen_at = at + reopen_after;
    return;
  }
  record_.opened();
  watch(connection, true);
  connection.state = Connection::State::connecting;
  connection.connect_by = at + options_.timeout.count();
}

// A connection may take more: closed model, begin at once; else what is due first, or stand in line.
void Worker::offer(Connection& connection, std::int64_t at) {
  const auto room = [&] { return connection.flights.size() < static_cast<std::size_t>(options_.pipeline); };
  if (!options_.keep_alive && connection.answered + connection.flights.size() > 0) return;
  if (!options_.scheduled()) {
    while (room() && may_send(at)) {
      add(connection, {at, next_run()}, at);
      if (!options_.keep_alive) break;
    }
  } else {
    while (room() && !due_.empty() && may_send(at)) {
      const Due due = due_.front();
      due_.pop_front();
      add(connection, due, at);
    }
    if (room() && !connection.idle_listed) {
      connection.idle_listed = true;
      with_room_.push_back(&connection);
    }
  }
  flush(connection);
}

void Worker::add(Connection& connection, const Due& due, std::int64_t at) {
  const PolledRun* run = due.run;
  connection.flights.push_back({due, at});
  ++begun_;
  ++in_flight_;
  record_.sent(run->request.size());
  if (connection.out.empty() && options_.pipeline == 1) {
    std::size_t sent = 0;
    const Socket::Io io = connection.socket.write(run->request, sent);
    if (io == Socket::Io::done && sent == run->request.size()) return;
    connection.out.assign(run->request, sent);
    return;
  }
  connection.out += run->request;
}

void Worker::flush(Connection& connection) {
  std::size_t at = 0;
  while (at < connection.out.size()) {
    std::size_t sent = 0;
    if (connection.socket.write(std::string_view(connection.out).substr(at), sent) != Socket::Io::done) break;
    at += sent;
  }
  connection.out.erase(0, at);
  if (connection.out.empty() == connection.watches_writing) watch(connection, !connection.out.empty());
}

void Worker::on_connecting(Connection& connection) {
  switch (connection.socket.connect()) {
    case Socket::Step::ready:
      connection.state = Connection::State::open;
      watch(connection, false);
      offer(connection, now());
      break;
    case Socket::Step::want_read:
      watch(connection, false);
      break;
    case Socket::Step::want_write:
      watch(connection, true);
      break;
    case Socket::Step::failed:
      record_.trouble(Outcome::connect, connection.socket.trouble(), now());
      connection.reset();
      connection.reopen_at = now() + reopen_after;
      break;
  }
}

// The connection is gone, unannounced: what was in flight has no answer.
void Worker::lost(Connection& connection, Outcome outcome, const std::string& why) {
  const std::int64_t at = now();
  for (const Flight& flight : connection.flights) {
    record_.ended(flight, outcome, at, why);
    ended(flight, at);
  }
  connection.flights.clear();
  reopen(connection, at);
}

void Worker::ended(const Flight& flight, std::int64_t at) {
  --in_flight_;
  if (options_.poll && !flight.run->ended()) polls_.again(flight, at);
}

void Worker::take_answer(Connection& connection, std::string_view body, std::int64_t at) {
  const Flight flight = connection.flights.front();
  connection.flights.pop_front();
  ++connection.answered;
  record_.answered(flight, connection.head, body, at);
  ended(flight, at);
}

void Worker::take_answers(Connection& connection, std::int64_t at) {
  std::string_view body;
  for (;;) {
    const Next next = connection.next(heads_, body);
    if (next == Next::none) break;
    if (next == Next::too_long) return lost(connection, Outcome::body, too_long);
    if (next == Next::bad || connection.flights.empty()) {
      const char* why = next == Next::bad ? "no HTTP/1.x response" : "a response that nobody asked for";
      if (connection.flights.empty()) record_.trouble(Outcome::framing, why, at);
      return lost(connection, Outcome::framing, why);
    }
    take_answer(connection, body, at);
    const bool closes = connection.head.closes || !options_.keep_alive;
    connection.forget_answer();
    if (!closes) continue;
    // Announced: what else was in flight on it is asked again elsewhere, with its intended time.
    for (const Flight& flight : connection.flights) {
      --in_flight_;
      --begun_;
      if (options_.scheduled()) due_.push_front(flight);
    }
    connection.flights.clear();
    return reopen(connection, at);
  }
  offer(connection, at);
}

void Worker::on_readable(Connection& connection) {
  do {
    if (!connection.make_room()) return lost(connection, Outcome::body, no_room);
    std::size_t got = 0;
    const Socket::Io io = connection.socket.read(connection.in.data() + connection.used,
                                                 connection.in.size() - connection.used, got);
    if (io == Socket::Io::again) return;
    const std::int64_t at = now();
    if (io == Socket::Io::closed) {
      const bool until_close =
          connection.head.size != 0 && connection.head.length == ResponseHead::Length::until_close;
      if (until_close && !connection.flights.empty()) {
        take_answer(connection, connection.rest().substr(connection.head.size), at);
        connection.forget_answer();
      }
      return lost(connection, Outcome::closed, "the connection was closed without an answer");
    }
    record_.received(got);
    connection.used += got;
    take_answers(connection, at);
  } while (connection.state == Connection::State::open && connection.socket.holds_bytes());
}

void Worker::on_event(Connection& connection, std::uint32_t events) {
  if (connection.state == Connection::State::connecting) return on_connecting(connection);
  if (connection.state == Connection::State::closed) return;
  if (events & EPOLLOUT) flush(connection);
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) on_readable(connection);
}

// What has become due goes to connections with room.
void Worker::pump(std::int64_t at) {
  if (!options_.scheduled()) return;
  while (next_due() <= at && next_due() < load_.measured_to()) {
    if (at >= load_.measured_to())
      last_look_ = at;  // an injector that comes late sends late; it loses nothing
    record_.looked_at(next_due(), at);
    due_.push_back(take_due());
  }
  while (!due_.empty() && !with_room_.empty() && may_send(at)) {
    Connection& connection = *with_room_.front();
    with_room_.pop_front();
    connection.idle_listed = false;
    if (connection.state == Connection::State::open) offer(connection, at);
  }
}

void Worker::sweep(std::int64_t at) {
  if (at - swept_ < sweep_every) return;
  swept_ = at;
  record_.tick(at);
  for (Connection& connection : connections_) {
    if (connection.state == Connection::State::closed) {
      if (at >= connection.reopen_at && may_send(at)) reopen(connection, at);
    } else if (connection.state == Connection::State::connecting) {
      if (at >= connection.connect_by) {
        record_.trouble(Outcome::connect, "no connection in time", at);
        reopen(connection, at);
      }
    } else if (!connection.flights.empty()) {
      if (at - connection.flights.front().sent > options_.timeout.count())
        lost(connection, Outcome::timeout, "no whole answer in time");
    } else if (!options_.scheduled()) {
      offer(connection, at);  // after a pause
    }
  }
}

// Without sleeping: the number of events, 0 where there were none until then.
int Worker::look(std::int64_t until) {
  const auto events = [&] { return epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 0); };
  int n = events();
  if (n != 0) return n;
  const std::int64_t from = now();
  std::int64_t at = from;
  while (at < until && (n = events()) == 0) at = now();
  record_.spun(from, at);
  return n;
}

void Worker::wait(std::int64_t at) {
  std::int64_t until = std::min(swept_ + sweep_every, std::max(load_.measured_to(), at + 1'000'000));
  if (options_.scheduled() && next_due() < load_.measured_to()) until = std::min(until, next_due());
  const std::int64_t pause = std::max<std::int64_t>(until - at, 0);
  int n = 0;
  if (options_.scheduled()) {
    n = options_.spin && pause <= spin_for
            ? look(until)
            : wait_for_events(epoll_, events_, pause - (options_.spin ? spin_for : 0));
  } else {
    const std::int64_t patience = patience_.next();
    if (patience > 0) {
      n = look(at + patience);
      patience_.looked(n > 0);
    }
    if (n == 0) n = wait_for_events(epoll_, events_, pause);
  }
  for (int i = 0; i < n; ++i) {
    const epoll_event& event = events_[static_cast<std::size_t>(i)];
    on_event(*static_cast<Connection*>(event.data.ptr), event.events);
  }
}

bool Worker::finished(std::int64_t at) const {
  if (in_flight_ > 0) return false;
  const bool all_ended = options_.poll && due_.empty() && next_due() == Polls::never;
  return all_ended || at >= load_.measured_to() || load_.stop.load(std::memory_order_relaxed) ||
         (options_.most_requests != 0 && begun_ >= options_.most_requests);
}

Tally Worker::run() {
  prctl(PR_SET_TIMERSLACK, 1UL);
  for (Connection& connection : connections_) reopen(connection, now());
  for (std::int64_t at = now();; at = now()) {
    pump(at);
    if (finished(at)) break;
    wait(at);
    sweep(now());
  }
  return record_.finish(now(), due_.size());
}

}  // namespace

Tally run_worker(Load& load, int index) { return Worker(load, index).run(); }

}  // namespace assay::bench
