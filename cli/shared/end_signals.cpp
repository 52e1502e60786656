// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/end_signals.hpp"

#include <signal.h>

#include <boost/asio/signal_set.hpp>
#include <cstdlib>
#include <memory>

#include "cli/shared/exit_codes.hpp"

namespace assay::cli {
namespace {

using Signals = std::shared_ptr<boost::asio::signal_set>;

void wait_for_signal(const Signals& signals, const std::function<void()>& end) {
  signals->async_wait([signals, end](const boost::system::error_code& error, int) {
    if (error) return;
    if (!end) std::_Exit(exit_interrupted);
    wait_for_signal(signals, {});
    end();
  });
}

}  // namespace

void on_end_signal(boost::asio::io_context& context, std::function<void()> end) {
  wait_for_signal(std::make_shared<boost::asio::signal_set>(context, SIGINT, SIGTERM, SIGHUP), end);
}

}  // namespace assay::cli
