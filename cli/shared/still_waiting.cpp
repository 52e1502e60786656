// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/still_waiting.hpp"

#include <algorithm>

#include "cli/shared/say.hpp"

namespace assay::cli {

StillWaiting::StillWaiting(boost::asio::io_context& context, std::string what, core::Duration at_most)
    : timer_(context), what_(std::move(what)), at_most_(at_most) {
  say_after(std::chrono::seconds(3));
}

void StillWaiting::say_after(std::chrono::seconds pause) {
  timer_.expires_after(pause);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (error) return;
    const auto whole = [](auto time) {
      return std::chrono::duration_cast<std::chrono::seconds>(time).count();
    };
    const auto taken = std::chrono::steady_clock::now() - began_;
    say("{}: {} s, at most {} s more\n", what_, whole(taken),
        std::max<long long>(0, whole(at_most_ - taken)));
    say_after(std::chrono::seconds(30));
  });
}

}  // namespace assay::cli
