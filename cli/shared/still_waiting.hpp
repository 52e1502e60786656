// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <string>

#include "core/clock.hpp"

namespace assay::cli {

// While it lives, says on stderr what goes on and for how long at most: after three seconds, then every half
// a minute.
class StillWaiting {
 public:
  StillWaiting(boost::asio::io_context& context, std::string what, core::Duration at_most);
  StillWaiting(const StillWaiting&) = delete;

 private:
  void say_after(std::chrono::seconds pause);

  boost::asio::steady_timer timer_;
  std::string what_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  core::Duration at_most_;
};

}  // namespace assay::cli
