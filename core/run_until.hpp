// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>

#include "core/clock.hpp"

namespace assay::core {

// Ends a piece of work early. Called on the work's own executor; a call after the end of the work does
// nothing.
using EndEarly = std::function<void()>;

// Runs `work` to its end, until `when` (Time::max(): without a limit), or until somebody calls what `offer`
// was given, whichever is first. At the last two every await in the work is cancelled: a request on its way,
// a sleep, a wait for another coroutine. True where the work ended by itself. What the work throws comes out
// of here, except for the operation_aborted of a cancelled await.
boost::asio::awaitable<bool> run_until(Clock& clock, Time when, boost::asio::awaitable<void> work,
                                       std::function<void(EndEarly)> offer = {});

}  // namespace assay::core
