// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace assay::mock {

// The parts of long pipelines take turns: on all connections of a listener only so many are served at a time,
// and between two of them goes first whatever else is ready.
class Turns : public std::enable_shared_from_this<Turns> {
 public:
  explicit Turns(std::size_t at_a_time) : free_(at_a_time) {}
  // Calls `turn` on `executor`, after all that wait already.
  void wait(boost::asio::any_io_executor executor, std::function<void()> turn);

 private:
  using Waiting = std::pair<boost::asio::any_io_executor, std::function<void()>>;
  void take(Waiting waiting);
  void pass_on();

  std::mutex mutex_;  // of the two below
  std::size_t free_;
  std::deque<Waiting> waiting_ = {};
};

}  // namespace assay::mock
