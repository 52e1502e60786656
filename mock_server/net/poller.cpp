// SPDX-License-Identifier: Apache-2.0
#include "mock_server/net/poller.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <cerrno>
#include <utility>

namespace assay::mock {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

error_code last_error() { return {errno, boost::system::system_category()}; }
bool must_wait() { return errno == EAGAIN || errno == EINTR; }

// Edges, so that nothing has to be registered anew: what an event said holds until a call of the kernel says
// otherwise.
class PolledLink final : public Link {
 public:
  PolledLink(int descriptor, asio::any_io_executor executor)
      : descriptor_(descriptor), executor_(std::move(executor)) {}
  ~PolledLink() override { close(false); }
  bool watch(int epoll) {
    epoll_event event = {EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, {.ptr = this}};
    return epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor_, &event) == 0;
  }

  asio::any_io_executor executor() override { return executor_; }
  void open(Done done) override { done({}, 0); }
  void read_some(std::span<char> into, Done done) override {
    into_ = into;
    read_done_ = std::move(done);
    if (readable_ && !in_turn_) later();
  }
  std::size_t write_now(std::string_view bytes) override {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);  // what is wrong, write tells
  }
  void write(std::string_view bytes, Done done) override {
    out_ = bytes;
    write_done_ = std::move(done);
    later();  // the edge may have come since write_now
  }
  void finish(Done done) override {
    ::shutdown(descriptor_, SHUT_WR);
    drains_ = true;
    read_some(unread_, std::move(done));
  }
  void cancel() override {
    if (!read_done_) return;
    asio::post(executor_,
               [done = std::exchange(read_done_, {})] { done(asio::error::operation_aborted, 0); });
  }
  void close(bool reset) override {
    if (descriptor_ < 0) return;
    const linger now = {1, 0};
    if (reset) ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(std::exchange(descriptor_, -1));
    // Whoever waits is not told, and may end with what it waited for.
    const auto reader = std::exchange(read_done_, {}), writer = std::exchange(write_done_, {});
  }

  void on_event(std::uint32_t events) {
    constexpr std::uint32_t ended = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
    hung_up_ |= (events & ended) != 0;
    readable_ |= (events & (EPOLLIN | ended)) != 0;
    go_on();
  }

 private:
  // What can be done at once; of reading, one piece, so that no peer holds up the others. `alive` keeps this
  // link, which may end with the one who is told.
  void go_on() {
    std::shared_ptr<void> alive;
    in_turn_ = true;
    if (write_done_) alive = send_more();
    if (readable_ && read_done_ && descriptor_ >= 0) {
      if (auto reader = receive()) alive = std::move(reader);
    }
    in_turn_ = false;
    if (readable_ && read_done_ && descriptor_ >= 0) later();
  }
  void later() {
    const auto who = read_done_ ? read_done_.who : write_done_.who;
    asio::post(executor_, [this, who] {
      if (descriptor_ >= 0) go_on();
    });
  }
  std::shared_ptr<void> receive() {
    const auto got = ::recv(descriptor_, into_.data(), into_.size(), 0);
    if (got < 0 && must_wait()) {
      readable_ = errno == EINTR;
      return {};
    }
    if (got > 0 && static_cast<std::size_t>(got) < into_.size()) readable_ = hung_up_;
    if (got > 0 && drains_) return {};
    return tell(read_done_, got < 0 ? last_error() : error_code(), got);
  }
  std::shared_ptr<void> send_more() {
    const auto sent = ::send(descriptor_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0 && must_wait()) return {};
    if (sent >= 0) out_.remove_prefix(static_cast<std::size_t>(sent));
    if (sent >= 0 && !out_.empty()) return {};
    return tell(write_done_, sent < 0 ? last_error() : error_code(), sent);
  }
  // As Asio does, the end of the stream is an error.
  std::shared_ptr<void> tell(Done& waiting, error_code error, ssize_t count) {
    const bool eof = &waiting == &read_done_ && count == 0;
    auto done = std::exchange(waiting, {});
    done(eof ? error_code(asio::error::eof) : error, count > 0 ? static_cast<std::size_t>(count) : 0);
    return std::move(done.who);
  }

  int descriptor_;
  asio::any_io_executor executor_;
  bool readable_ = false;  // it may be: an edge has come, and no call has said EAGAIN since
  bool hung_up_ = false;
  bool in_turn_ = false;
  bool drains_ = false;
  std::span<char> into_ = {};
  std::string_view out_ = {};
  Done read_done_ = {};
  Done write_done_ = {};
  std::array<char, 4096> unread_ = {};
};

}  // namespace

Poller::Poller(asio::any_io_executor executor) : ready_(std::move(executor), epoll_create1(EPOLL_CLOEXEC)) {}

void Poller::start() { wait(); }

void Poller::stop() {
  error_code ignored;
  ready_.close(ignored);
}

std::unique_ptr<Link> Poller::link(Link::Socket socket) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  const auto executor = socket.get_executor();
  const auto descriptor = socket.release(ignored);
  if (ignored) return nullptr;
  auto link = std::make_unique<PolledLink>(descriptor, executor);
  if (!link->watch(ready_.native_handle())) return nullptr;
  return link;
}

void Poller::wait() {
  ready_.async_wait(asio::posix::descriptor_base::wait_read,
                    [self = shared_from_this()](const error_code& error) {
                      if (error) return;
                      self->turn();
                      self->wait();
                    });
}

void Poller::turn() {
  std::array<epoll_event, 128> events;
  const auto most = static_cast<int>(events.size());
  const int count = epoll_wait(ready_.native_handle(), events.data(), most, 0);
  for (const auto& event : std::span(events).first(static_cast<std::size_t>(std::max(count, 0))))
    static_cast<PolledLink*>(event.data.ptr)->on_event(event.events);
}

}  // namespace assay::mock
