// SPDX-License-Identifier: Apache-2.0
#include "mock_server/serving/listener.hpp"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <mutex>
#include <utility>
#include <vector>

#include "core/result.hpp"
#include "mock_server/net/poller.hpp"
#include "mock_server/serving/session.hpp"

namespace assay::mock {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto accept_again_after = std::chrono::milliseconds(50);

[[noreturn]] void fail(const ListenerOptions& options, const std::string& what, std::string hint) {
  throw core::BadInput({what, options.bind + ":" + std::to_string(options.port), std::move(hint)});
}

tcp::endpoint endpoint_of(const ListenerOptions& options) {
  error_code error;
  const auto address =
      asio::ip::make_address(options.bind == "localhost" ? "127.0.0.1" : options.bind, error);
  if (error) fail(options, "The address to listen on is not an IP address.", "for example 127.0.0.1 or ::1");
  return {address, options.port};
}

}  // namespace

struct Listener::State : std::enable_shared_from_this<Listener::State> {
  State(asio::any_io_executor on, Handler what, core::Clock& when, const ListenerOptions& options)
      : executor(std::move(on)),
        handler(std::move(what)),
        clock(when),
        deadlines(options.deadlines),
        habits(options.habits),
        tls(options.tls),
        one_thread(options.one_thread),
        poller(one_thread && !tls ? std::make_shared<Poller>(executor) : nullptr),
        short_way(options.short_way),
        turns(std::make_shared<Turns>(options.turns)),
        acceptor(own_executor()),
        retry(acceptor.get_executor()) {
    open(options);
  }

  // In whose calls nothing else of the same socket runs.
  asio::any_io_executor own_executor() const {
    if (one_thread) return executor;
    return asio::make_strand(executor);
  }

  asio::any_io_executor executor;
  Handler handler;
  core::Clock& clock;
  Deadlines deadlines;
  std::function<ConnectionHabits()> habits;
  std::shared_ptr<Tls> tls;
  bool one_thread;
  std::shared_ptr<Poller> poller;  // null: Asio reads
  ShortWay short_way;
  std::shared_ptr<Turns> turns;
  tcp::acceptor acceptor;
  asio::steady_timer retry;
  std::shared_ptr<ExecutorGate> gate = std::make_shared<ExecutorGate>();
  std::shared_ptr<BodyRoom> room = std::make_shared<BodyRoom>(limits::unfinished_bytes);
  std::mutex mutex;  // of the two below
  std::vector<std::shared_ptr<Session>> sessions;
  bool full = false;  // nobody accepts until a session ends

  void open(const ListenerOptions& options);
  void accept();
  void on_accept(const error_code& error, tcp::socket socket);
  std::unique_ptr<Link> link_of(tcp::socket socket);
  bool has_room();
  void ended(const Session* session);
};

void Listener::State::open(const ListenerOptions& options) {
  const auto endpoint = endpoint_of(options);
  error_code error;
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
  if (error)
    fail(options, "The mock cannot listen there: " + error.message() + ".", "port 0 takes any free one");
}

void Listener::State::accept() {
  acceptor.async_accept(own_executor(),
                        [self = shared_from_this()](const error_code& error, tcp::socket socket) {
                          self->on_accept(error, std::move(socket));
                        });
}

void Listener::State::on_accept(const error_code& error, tcp::socket socket) {
  if (!acceptor.is_open() || error == asio::error::operation_aborted) return;
  if (error == asio::error::no_descriptors || error == asio::error::no_memory ||
      error == asio::error::no_buffer_space || error == boost::system::errc::too_many_files_open_in_system) {
    retry.expires_after(accept_again_after);
    retry.async_wait([self = shared_from_this()](const error_code& cancelled) {
      if (!cancelled) self->accept();
    });
    return;
  }
  auto link = error ? nullptr : link_of(std::move(socket));
  if (link) {
    const auto end = [weak = weak_from_this()](const Session* session) {
      if (const auto self = weak.lock()) self->ended(session);
    };
    const auto session =
        std::make_shared<Session>(std::move(link), handler, short_way, clock, deadlines,
                                  habits ? habits() : ConnectionHabits(), gate, room, turns, end);
    {
      const std::lock_guard lock(mutex);
      sessions.push_back(session);
    }
    session->start();
  }
  if (has_room()) accept();
}

std::unique_ptr<Link> Listener::State::link_of(tcp::socket socket) {
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (tls) return tls->link(std::move(socket));
  return poller ? poller->link(std::move(socket)) : plain_link(std::move(socket));
}

bool Listener::State::has_room() {
  const std::lock_guard lock(mutex);
  full = sessions.size() >= limits::connections;
  return !full;
}

void Listener::State::ended(const Session* session) {
  bool resume = false;
  std::shared_ptr<Session> last;  // destroyed after the lock
  {
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(sessions.begin(), sessions.end(),
                                    [&](const auto& each) { return each.get() == session; });
    if (found != sessions.end()) {
      last = std::move(*found);
      sessions.erase(found);
    }
    resume = std::exchange(full, false);
  }
  if (resume) asio::post(acceptor.get_executor(), [self = shared_from_this()] { self->accept(); });
}

Listener::Listener(asio::any_io_executor executor, Handler handler, core::Clock& clock,
                   const ListenerOptions& options)
    : state_(std::make_shared<State>(std::move(executor), std::move(handler), clock, options)) {
  if (state_->poller) state_->poller->start();
  asio::post(state_->acceptor.get_executor(), [state = state_] { state->accept(); });
}

Listener::~Listener() { stop(); }

std::string host_of(const std::string& bind) {
  if (bind == "0.0.0.0" || bind == "localhost") return "127.0.0.1";
  if (bind == "::") return "[::1]";
  return bind.find(':') == std::string::npos ? bind : "[" + bind + "]";
}

bool is_loopback(const std::string& bind) {
  error_code error;
  const auto address = asio::ip::make_address(bind, error);
  return bind == "localhost" || (!error && address.is_loopback());
}

std::uint16_t Listener::port() const { return state_->acceptor.local_endpoint().port(); }

std::size_t Listener::open_connections() const {
  const std::lock_guard lock(state_->mutex);
  return state_->sessions.size();
}

void Listener::stop() {
  {
    const std::lock_guard lock(state_->gate->mutex);
    state_->gate->open = false;
  }
  std::vector<std::shared_ptr<Session>> sessions;
  {
    const std::lock_guard lock(state_->mutex);
    sessions.swap(state_->sessions);
  }
  for (const auto& session : sessions) session->stop();
  if (state_->poller) state_->poller->stop();
  error_code ignored;
  state_->acceptor.close(ignored);
  state_->retry.cancel();
}

}  // namespace assay::mock
