// SPDX-License-Identifier: Apache-2.0
#include "mock_server/net/link.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace assay::mock {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

class PlainLink final : public Link {
 public:
  explicit PlainLink(Socket socket) : socket_(std::move(socket)) {}
  asio::any_io_executor executor() override { return socket_.get_executor(); }
  void open(Done done) override { done({}, 0); }
  void read_some(std::span<char> into, Done done) override {
    socket_.async_read_some(asio::buffer(into.data(), into.size()), std::move(done));
  }
  void write(std::string_view bytes, Done done) override {
    asio::async_write(socket_, asio::buffer(bytes), std::move(done));
  }
  // A close with unread bytes would reset the connection, and the peer could lose the answer (RFC 9112
  // section 9.6).
  void finish(Done done) override {
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    drain(std::move(done));
  }
  void cancel() override { cancel_socket(socket_); }
  void close(bool reset) override { close_socket(socket_, reset); }

 private:
  void drain(Done done) {
    socket_.async_read_some(asio::buffer(unread_),
                            [this, done = std::move(done)](const error_code& error, std::size_t count) {
                              if (error) return done(error, count);
                              drain(done);
                            });
  }
  Socket socket_;
  std::array<char, 4096> unread_ = {};
};

}  // namespace

void cancel_socket(Link::Socket& socket) {
  error_code ignored;
  socket.cancel(ignored);
}

void close_socket(Link::Socket& socket, bool reset) {
  error_code ignored;
  if (reset) socket.set_option(asio::socket_base::linger(true, 0), ignored);
  socket.close(ignored);
}

std::unique_ptr<Link> plain_link(Link::Socket socket) {
  return std::make_unique<PlainLink>(std::move(socket));
}

}  // namespace assay::mock
