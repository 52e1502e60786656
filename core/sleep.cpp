// SPDX-License-Identifier: Apache-2.0
#include "core/sleep.hpp"

#include <algorithm>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <mutex>
#include <utility>
#include <vector>

namespace assay::core {

namespace {

namespace asio = boost::asio;
using asio::steady_timer;

// A suspended coroutine, as those see it who wake it, on any thread. A timer that never expires does the
// waiting: so cancellation, the executor and the end of the execution context are Asio's business. The timer
// lives in the coroutine; waking holds no more than this link, which outlives it harmlessly.
class Link {
 public:
  explicit Link(steady_timer& timer) : timer_(&timer) {}

  void wake() {
    const std::lock_guard lock(mutex_);
    if (!timer_ || woken_) return;
    woken_ = true;
    timer_->expires_at(steady_timer::time_point::min());
  }

  // The one who waits for is gone: the coroutine ends with operation_aborted.
  void abandon() {
    const std::lock_guard lock(mutex_);
    if (timer_ && !woken_) timer_->expires_at(steady_timer::time_point::min());
  }

  void cut() {
    const std::lock_guard lock(mutex_);
    timer_ = nullptr;
  }

  bool woken() const {
    const std::lock_guard lock(mutex_);
    return woken_;
  }

  template <class Handler>
  void wait(Handler handler) {
    const std::lock_guard lock(mutex_);
    timer_->async_wait(std::move(handler));
  }

 private:
  mutable std::mutex mutex_;
  steady_timer* timer_;
  bool woken_ = false;
};

class Waiting {
 public:
  explicit Waiting(asio::any_io_executor executor)
      : timer_(std::move(executor), steady_timer::time_point::max()), link_(std::make_shared<Link>(timer_)) {}
  ~Waiting() { link_->cut(); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  const std::shared_ptr<Link>& link() const { return link_; }

  // Returns when woken; false when cancelled or abandoned.
  asio::awaitable<bool> woken() {
    boost::system::error_code ignored;  // always operation_aborted or success: the link knows better
    auto token = asio::redirect_error(asio::use_awaitable, ignored);
    Start start{link_.get()};
    co_await asio::async_initiate<decltype(token), void(boost::system::error_code)>(start, token);
    co_return link_->woken();
  }

 private:
  struct Start {
    Link* link;
    template <class Handler>
    void operator()(Handler&& handler) {
      link->wait(std::forward<Handler>(handler));
    }
  };

  steady_timer timer_;
  std::shared_ptr<Link> link_;
};

[[noreturn]] void throw_aborted() {
  throw boost::system::system_error(make_error_code(asio::error::operation_aborted));
}

}  // namespace

asio::awaitable<void> sleep_until(Clock& clock, Time when) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  if (when <= clock.now()) {
    co_await asio::post(executor, asio::use_awaitable);
    co_return;
  }
  Waiting waiting(executor);
  const auto link = waiting.link();
  const Clock::Timer timer = clock.call_at(when, [link] { link->wake(); });
  bool woken = false;
  try {
    woken = co_await waiting.woken();
  } catch (...) {  // cancelled before it slept
    clock.cancel(timer);
    throw;
  }
  if (woken) co_return;
  clock.cancel(timer);
  throw_aborted();
}

asio::awaitable<void> sleep_for(Clock& clock, Duration time) {
  const Time now = clock.now();
  return sleep_until(clock, time > Time::max() - now ? Time::max() : now + time);
}

struct Event::State {
  asio::any_io_executor executor;
  bool set = false;
  std::vector<std::shared_ptr<Link>> waiting = {};
};

Event::Event(asio::any_io_executor executor) : state_(std::make_shared<State>()) {
  state_->executor = std::move(executor);
}

Event::~Event() {
  for (const auto& link : state_->waiting) link->abandon();
}

bool Event::is_set() const { return state_->set; }

void Event::set() {
  state_->set = true;
  for (const auto& link : std::exchange(state_->waiting, {})) link->wake();
}

asio::awaitable<void> Event::wait() {
  const std::shared_ptr<State> state = state_;
  if (state->set) co_return;
  Waiting waiting(state->executor);
  const auto link = waiting.link();
  state->waiting.push_back(link);
  if (co_await waiting.woken()) co_return;
  std::erase(state->waiting, link);
  throw_aborted();
}

}  // namespace assay::core
