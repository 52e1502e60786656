// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <functional>
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
  using Done = std::function<void(const boost::system::error_code& error, std::size_t count)>;
  virtual ~Link() = default;
  virtual Socket& socket() = 0;
  // Before the first read or write.
  virtual void open(Done done) = 0;
  virtual void read_some(std::span<char> into, Done done) = 0;
  virtual void write(std::string_view bytes, Done done) = 0;
  // Says that all has been sent, and waits until the peer has closed too.
  virtual void finish(Done done) = 0;
};
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
