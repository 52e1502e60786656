// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace assay::mock {

// A connected stream of bytes: TCP, or TLS over it. Calls and callbacks are on the socket's strand; at most
// one read, one write and then one finish are under way. The caller keeps the link until they have ended.
class Link {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  // Who is told, and kept until then. No std::function: that would allocate for each read and each write.
  struct Done {
    std::shared_ptr<void> who = {};
    void (*tell)(void* who, const boost::system::error_code& error, std::size_t count) = nullptr;
    explicit operator bool() const { return tell != nullptr; }
    void operator()(const boost::system::error_code& error, std::size_t count) const {
      tell(who.get(), error, count);
    }
  };
  virtual ~Link() = default;
  virtual boost::asio::any_io_executor executor() = 0;
  // Before the first read or write.
  virtual void open(Done done) = 0;
  virtual void read_some(std::span<char> into, Done done) = 0;
  virtual void write(std::string_view bytes, Done done) = 0;
  // What can be sent without waiting is; how many bytes that was. The rest, or all, is for write.
  virtual std::size_t write_now(std::string_view) { return 0; }
  // Says that all has been sent, and waits until the peer has closed too.
  virtual void finish(Done done) = 0;
  // A read that is under way ends with an error.
  virtual void cancel() = 0;
  // For good; who waits is told of an error, or forgotten. `reset`: the peer sees no end of the stream, but a
  // reset.
  virtual void close(bool reset) = 0;
};
// The last two, for a socket of Asio's.
void cancel_socket(Link::Socket& socket);
void close_socket(Link::Socket& socket, bool reset);
std::unique_ptr<Link> plain_link(Link::Socket socket);

// The server's side of TLS 1.2 and 1.3. Shared by all links, on any thread.
class Tls {
 public:
  virtual ~Tls() = default;
  virtual std::unique_ptr<Link> link(Link::Socket socket) = 0;
};
// From PEM texts; throws core::BadInput with `where` ("--tls-cert FILE") where they are no pair.
std::shared_ptr<Tls> make_tls(const std::string& certificate, const std::string& key,
                              const std::string& where);

}  // namespace assay::mock
