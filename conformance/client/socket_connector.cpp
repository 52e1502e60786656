// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <functional>
#include <tuple>
#include <vector>

#include "conformance/client/stream.hpp"
#include "conformance/client/tls_text.hpp"
#include "core/machine.hpp"
#include "core/sleep.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;
using core::Time;
using core::TransportFault;

constexpr auto use_result = asio::as_tuple(asio::use_awaitable);

// Calls `cancel` on the executor when the time comes while the guard lives.
class DeadlineGuard {
 public:
  DeadlineGuard(core::Clock& clock, const asio::any_io_executor& executor, Time when,
                std::function<void()> cancel)
      : clock_(clock), shared_(std::make_shared<Shared>(Shared{std::move(cancel), false})) {
    timer_ = clock.call_at(when, [executor, shared = shared_] {
      asio::post(executor, [shared] {
        if (!shared->cancel) return;
        shared->expired = true;
        shared->cancel();
      });
    });
  }
  ~DeadlineGuard() {
    clock_.cancel(timer_);
    shared_->cancel = nullptr;
  }
  DeadlineGuard(const DeadlineGuard&) = delete;
  DeadlineGuard& operator=(const DeadlineGuard&) = delete;
  bool expired() const { return shared_->expired; }

 private:
  struct Shared {
    std::function<void()> cancel;
    bool expired;
  };
  core::Clock& clock_;
  std::shared_ptr<Shared> shared_;
  core::Clock::Timer timer_ = 0;
};

IoResult io_result(const error_code& error, std::size_t bytes, bool expired) {
  if (!error) return {TransportFault::none, {}, bytes};
  if (error == asio::error::eof) return {};
  if (error == ssl::error::stream_truncated)
    return {TransportFault::none, "closed without TLS close_notify", 0};
  if (error == asio::error::operation_aborted) {
    if (expired) return {TransportFault::timeout, "the time ran out"};
    return {TransportFault::cancelled, "the run was stopped"};
  }
  if (error.category() == asio::error::get_ssl_category())
    return {TransportFault::tls, "TLS: " + error.message()};
  if (error == asio::error::connection_reset) return {TransportFault::closed, "the connection was reset"};
  if (error == asio::error::broken_pipe)
    return {TransportFault::closed, "the connection was closed by the server"};
  return {TransportFault::closed, "the connection failed: " + error.message()};
}

template <class Stream>
class SocketStream final : public ByteStream {
 public:
  SocketStream(core::Clock& clock, Stream stream) : clock_(clock), stream_(std::move(stream)) {}
  Stream& next() { return stream_; }

  asio::awaitable<IoResult> read_some(std::span<char> into, Time deadline) override {
    DeadlineGuard guard(clock_, stream_.get_executor(), deadline, [this] { cancel(); });
    const asio::mutable_buffer buffer(into.data(), into.size());
    const auto [error, bytes] = co_await stream_.async_read_some(buffer, use_result);
    co_return io_result(error, bytes, guard.expired());
  }

  asio::awaitable<IoResult> write(std::string_view bytes, Time deadline) override {
    DeadlineGuard guard(clock_, stream_.get_executor(), deadline, [this] { cancel(); });
    const asio::const_buffer buffer(bytes.data(), bytes.size());
    const auto [error, written] = co_await asio::async_write(stream_, buffer, use_result);
    co_return io_result(error, written, guard.expired());
  }

  void finish_writing() override {
    error_code ignored;
    stream_.lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
  }

  void close() override {
    error_code ignored;
    stream_.lowest_layer().close(ignored);
  }

 private:
  void cancel() {
    error_code ignored;
    stream_.lowest_layer().cancel(ignored);
  }
  core::Clock& clock_;
  Stream stream_;
};

using PlainStream = SocketStream<tcp::socket>;
using TlsStream = SocketStream<ssl::stream<tcp::socket>>;

// Looking a name up blocks a thread of Asio's and cannot be called off: at the deadline it is left behind.
struct Lookup {
  explicit Lookup(const asio::any_io_executor& executor) : resolver(executor), over(executor) {}
  tcp::resolver resolver;
  core::Event over;
  bool answered = false;
  error_code error = {};
  std::vector<tcp::endpoint> endpoints = {};
};

struct Endpoints {
  std::vector<tcp::endpoint> list = {};
  TransportFault fault = TransportFault::none;
  std::string text = {};
};

asio::awaitable<Endpoints> resolve(core::Clock& clock, const core::Url& origin, Time deadline) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  auto lookup = std::make_shared<Lookup>(executor);
  lookup->resolver.async_resolve(
      origin.host, origin.port,
      [lookup](const error_code& error, const tcp::resolver::results_type& results) {
        lookup->answered = true;
        lookup->error = error;
        for (const auto& entry : results) lookup->endpoints.push_back(entry.endpoint());
        lookup->over.set();
      });
  const DeadlineGuard guard(clock, executor, deadline, [lookup] { lookup->over.set(); });
  co_await lookup->over.wait();
  Endpoints found;
  if (!lookup->answered) {
    lookup->resolver.cancel();
    found.fault = TransportFault::timeout;
    found.text = "looking up " + origin.host + " took too long";
  } else if (lookup->endpoints.empty() && core::is_loopback_name(origin.host)) {
    const auto port = static_cast<std::uint16_t>(std::stoi(origin.port));
    found.list = {{asio::ip::address_v4::loopback(), port}, {asio::ip::address_v6::loopback(), port}};
  } else if (lookup->error || lookup->endpoints.empty()) {
    found.fault = TransportFault::resolve;
    found.text = "no address for " + origin.host + ": " + lookup->error.message();
  } else {
    found.list = lookup->endpoints;
  }
  co_return found;
}

std::string shown(const tcp::endpoint& endpoint) {
  const std::string address = endpoint.address().to_string();
  const std::string port = std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + address + "]:" + port : address + ":" + port;
}

std::string connect_text(const error_code& error, const tcp::endpoint& endpoint) {
  if (error == asio::error::connection_refused) return "connection refused by " + shown(endpoint);
  return "no connection to " + shown(endpoint) + ": " + error.message();
}

// Puts the files into the context; an Error that names the flag where one cannot be used.
core::Result<void> prepare(ssl::context& context, const TlsOptions& options) {
  context.set_verify_mode(options.insecure ? ssl::verify_none : ssl::verify_peer);
  SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
  error_code error;
  const auto unusable = [&error](const char* what, const std::string& path, const char* flag) {
    return core::Error{fmt::format("{} {}: {}", what, core::printable(path), error.message()), flag,
                       "a PEM file"};
  };
  // Who verifies nothing needs no authorities, which a bare machine does not have.
  const bool needs_none = options.insecure && options.ca_file.empty();
  const auto trusted =
      needs_none ? core::Result<void>()
                 : core::trust_authorities(SSL_CTX_get_cert_store(context.native_handle()), options.ca_file);
  if (!trusted)
    return core::Error{trusted.error().what, options.ca_file.empty() ? "" : "--ca-file",
                       trusted.error().hint};
  if (options.client_cert.empty()) return {};
  // A key with a pass phrase is refused: nobody is asked for one, least of all in a CI job.
  SSL_CTX_set_default_passwd_cb(context.native_handle(), [](char*, int, int, void*) { return 0; });
  context.use_certificate_chain_file(options.client_cert, error);
  if (error) return unusable("no certificate can be read from", options.client_cert, "--client-cert");
  const bool apart = !options.client_key.empty();
  const std::string& key = apart ? options.client_key : options.client_cert;
  context.use_private_key_file(key, ssl::context::pem, error);
  if (error)
    return unusable("no private key of the client's certificate can be read from", key,
                    apart ? "--client-key" : "--client-cert");
  return {};
}

class SocketConnector final : public Connector {
 public:
  SocketConnector(core::Clock& clock, const TlsOptions& options, Proxy proxy)
      : clock_(clock), context_(ssl::context::tls_client), proxy_(std::move(proxy)) {
    const auto prepared = prepare(context_, options);
    if (!prepared) tls_fault_ = prepared.error().text();
    note_certificate_requests(context_.native_handle());
  }

  ForwardForm forward_form(const core::Url& origin) const override {
    if (proxy_.empty() || origin.scheme == "https") return {};
    return {origin.origin(), std::string(proxy_.authorization.expose())};
  }

  asio::awaitable<ConnectResult> connect(const core::Url& origin, Time deadline) override {
    ConnectResult result;
    if (origin.scheme == "https" && !tls_fault_.empty()) {
      result.fault = TransportFault::tls;
      result.text = tls_fault_;
      co_return result;
    }
    const core::Url& peer = proxy_.empty() ? origin : proxy_.url;
    const Endpoints endpoints = co_await resolve(clock_, peer, deadline);
    if (endpoints.fault != TransportFault::none) {
      result.fault = endpoints.fault;
      result.text = endpoints.text + of_proxy();
      co_return result;
    }
    const asio::any_io_executor executor = co_await asio::this_coro::executor;
    tcp::socket socket(executor);
    for (std::size_t i = 0; i < endpoints.list.size() && !socket.is_open(); ++i) {
      // A first address that does not answer leaves time for the others.
      const auto left = static_cast<core::Duration::rep>(endpoints.list.size() - i);
      const Time share = clock_.now() + (deadline - clock_.now()) / left;
      co_await try_endpoint(socket, endpoints.list[i], share, result);
    }
    if (!socket.is_open()) {
      result.text += of_proxy();
      co_return result;
    }
    result = {};
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    if (origin.scheme == "https" && !proxy_.empty() &&
        !co_await open_tunnel(socket, origin, deadline, result))
      co_return result;
    if (origin.scheme == "https") {
      co_await start_tls(std::move(socket), origin, deadline, result);
    } else {
      result.stream = std::make_unique<PlainStream>(clock_, std::move(socket));
    }
    co_return result;
  }

 private:
  // The socket is open afterwards if and only if it is connected; otherwise `result` has the fault.
  asio::awaitable<void> try_endpoint(tcp::socket& socket, const tcp::endpoint& endpoint, Time deadline,
                                     ConnectResult& result) {
    error_code ignored;
    socket.open(endpoint.protocol(), ignored);
    DeadlineGuard guard(clock_, socket.get_executor(), deadline, [&socket] {
      error_code unused;
      socket.cancel(unused);
    });
    const auto [error] = co_await socket.async_connect(endpoint, use_result);
    if (!error) co_return;
    socket.close(ignored);
    if (error == asio::error::operation_aborted) {
      result.fault = guard.expired() ? TransportFault::timeout : TransportFault::cancelled;
      result.text = guard.expired() ? "no answer from " + shown(endpoint) : "the run was stopped";
    } else {
      result.fault = TransportFault::connect;
      result.text = connect_text(error, endpoint);
    }
  }

  std::string of_proxy() const { return proxy_.empty() ? "" : ", the proxy " + proxy_.text(); }

  // CONNECT (RFC 9110 section 9.3.6). False, and `result` has the fault, where the proxy does not open the
  // way.
  asio::awaitable<bool> open_tunnel(tcp::socket& socket, const core::Url& origin, Time deadline,
                                    ConnectResult& result) {
    constexpr std::size_t most_head = 64u << 10;
    DeadlineGuard guard(clock_, socket.get_executor(), deadline, [&socket] {
      error_code unused;
      socket.cancel(unused);
    });
    const std::string host =
        origin.host.find(':') == std::string::npos ? origin.host : "[" + origin.host + "]";
    const std::string place = host + ":" + origin.port;
    std::string bytes = "CONNECT " + place + " HTTP/1.1\r\nHost: " + place + "\r\n";
    if (!proxy_.authorization.empty())
      bytes += "Proxy-Authorization: " + std::string(proxy_.authorization.expose()) + "\r\n";
    bytes += "\r\n";
    const asio::const_buffer request = asio::buffer(bytes);
    auto [error, written] = co_await asio::async_write(socket, request, use_result);
    std::string head;
    if (!error) {
      const auto into = asio::dynamic_buffer(head, most_head);
      std::tie(error, written) = co_await asio::async_read_until(socket, into, "\r\n\r\n", use_result);
    }
    if (error) {
      const IoResult failed = io_result(error, 0, guard.expired());
      result.fault = failed.fault == TransportFault::none ? TransportFault::connect : failed.fault;
      result.text = "no tunnel to " + place + of_proxy() + ": " +
                    (failed.text.empty() ? "the connection was closed" : failed.text);
      co_return false;
    }
    const std::string line = head.substr(0, head.find("\r\n"));
    const std::size_t space = line.find(' ');
    const bool opened = line.starts_with("HTTP/1.") && space != std::string::npos && line[space + 1] == '2' &&
                        head.size() == written;
    if (opened) co_return true;
    result.fault = TransportFault::connect;
    result.text = "no tunnel to " + place + of_proxy() + ": it answered \"" +
                  core::shortened(core::printable(line), 80) + '"';
    co_return false;
  }

  asio::awaitable<void> start_tls(tcp::socket socket, const core::Url& origin, Time deadline,
                                  ConnectResult& result) {
    ssl::stream<tcp::socket> stream(std::move(socket), context_);
    SSL* handle = stream.native_handle();
    if (!expect_peer(handle, origin.host)) {
      result.fault = TransportFault::tls;
      result.text = "the host name " + origin.host + " cannot be checked in a certificate";
      co_return;
    }
    DeadlineGuard guard(clock_, stream.get_executor(), deadline, [&stream] {
      error_code unused;
      stream.lowest_layer().cancel(unused);
    });
    const auto [error] = co_await stream.async_handshake(ssl::stream_base::client, use_result);
    if (!error) {
      result.tls_peer = peer_text(handle);
      if (lacks_certificate(handle))
        result.doubt = "the server asks for a client certificate (--client-cert, --client-key)";
      result.stream = std::make_unique<TlsStream>(clock_, std::move(stream));
      co_return;
    }
    if (error == asio::error::operation_aborted) {
      result.fault = guard.expired() ? TransportFault::timeout : TransportFault::cancelled;
      result.text = guard.expired() ? "the TLS handshake took too long" : "the run was stopped";
    } else {
      result.fault = TransportFault::tls;
      result.text = handshake_text(handle, error, origin.host);
      if (lacks_certificate(handle))
        result.text += "; the server asks for a client certificate (--client-cert, --client-key)";
    }
  }

  core::Clock& clock_;
  ssl::context context_;
  Proxy proxy_;
  std::string tls_fault_;
};

}  // namespace

ForwardForm Connector::forward_form(const core::Url&) const { return {}; }

core::Result<void> check_tls(const TlsOptions& tls) {
  if (!tls.client_key.empty() && tls.client_cert.empty())
    return core::Error{"a private key without its certificate", "--client-key",
                       "--client-cert FILE beside it"};
  // What no flag names is missed by the first https connection, not by a check of an http service.
  TlsOptions named = tls;
  named.insecure = named.insecure || named.ca_file.empty();
  ssl::context context(ssl::context::tls_client);
  return prepare(context, named);
}

std::unique_ptr<Connector> make_socket_connector(core::Clock& clock, const TlsOptions& tls,
                                                 const Proxy& proxy) {
  return std::make_unique<SocketConnector>(clock, tls, proxy);
}

}  // namespace assay::conformance
