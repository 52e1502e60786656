// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>

#include "mock_server/net/link.hpp"

namespace assay::mock {

// Plain sockets of one thread, whose reads do not each take a turn of Asio's scheduler: an epoll descriptor
// of their own watches them, Asio watches that one, and what is ready together is read together. At a hundred
// thousand requests a second that is half of what a request costs besides the kernel's work.
class Poller : public std::enable_shared_from_this<Poller> {
 public:
  // One thread, and no other, runs `executor`.
  explicit Poller(boost::asio::any_io_executor executor);
  // Before any link is made.
  void start();
  // Only while no thread runs the executor, after all links have been closed.
  void stop();
  // Null where the kernel cannot watch one more; the socket is closed then.
  std::unique_ptr<Link> link(Link::Socket socket);

 private:
  void wait();
  void turn();
  boost::asio::posix::stream_descriptor ready_;
};

}  // namespace assay::mock
