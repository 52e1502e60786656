// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/io_context.hpp>
#include <functional>

namespace assay::cli {

// The signals that ask a verb to end: Ctrl-C, a request of the system, a terminal that was closed. The first
// calls `end` on the context; a second ends the program at once.
void on_end_signal(boost::asio::io_context& context, std::function<void()> end);

}  // namespace assay::cli
