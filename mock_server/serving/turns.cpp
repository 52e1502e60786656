// SPDX-License-Identifier: Apache-2.0
#include "mock_server/serving/turns.hpp"

#include <boost/asio/post.hpp>

namespace assay::mock {

void Turns::wait(boost::asio::any_io_executor executor, std::function<void()> turn) {
  Waiting waiting(std::move(executor), std::move(turn));
  {
    const std::lock_guard lock(mutex_);
    if (free_ == 0) return waiting_.push_back(std::move(waiting));
    --free_;
  }
  take(std::move(waiting));
}

// Posted, so that what has become ready meanwhile stands before it.
void Turns::take(Waiting waiting) {
  boost::asio::post(waiting.first, [self = shared_from_this(), turn = std::move(waiting.second)] {
    turn();
    self->pass_on();
  });
}

void Turns::pass_on() {
  Waiting next;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      ++free_;
      return;
    }
    next = std::move(waiting_.front());
    waiting_.pop_front();
  }
  take(std::move(next));
}

}  // namespace assay::mock
