// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/clock.hpp"

namespace assay::cli {

// Runs a coroutine on this thread, to its end or for at most `length`: then every await in it is cancelled,
// and there is no result. Throws where the context is stopped by another thread.
template <class T>
std::optional<T> wait_for(boost::asio::io_context& context, boost::asio::awaitable<T> work,
                          std::optional<core::Duration> length) {
  std::optional<T> result;
  std::exception_ptr bug;
  bool ended = false;
  bool cut = false;
  boost::asio::cancellation_signal signal;
  const auto end = [&](std::exception_ptr thrown, T value) {
    bug = thrown;
    ended = true;
    if (!thrown) result = std::move(value);
    context.stop();  // signals may still be waited for
  };
  boost::asio::co_spawn(context, std::move(work), boost::asio::bind_cancellation_slot(signal.slot(), end));
  context.restart();
  if (length) {
    context.run_for(*length);
    cut = !ended && !context.stopped();
    if (cut) signal.emit(boost::asio::cancellation_type::terminal);
  }
  if (!ended && (!length || cut)) context.run();
  if (cut) return std::nullopt;
  if (bug) std::rethrow_exception(bug);
  if (!ended) throw std::runtime_error("the work was stopped from outside");
  return result;
}

template <class T>
T wait_for(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
  return std::move(*wait_for(context, std::move(work), std::optional<core::Duration>()));
}

}  // namespace assay::cli
