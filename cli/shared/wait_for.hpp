// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <utility>

namespace assay::cli {

// Runs a coroutine to its end on this thread.
template <class T>
T wait_for(boost::asio::io_context& context, boost::asio::awaitable<T> work) {
  std::optional<T> result;
  std::exception_ptr bug;
  boost::asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, T value) {
    bug = thrown;
    if (!thrown) result = std::move(value);
  });
  context.restart();
  context.run();
  if (bug) std::rethrow_exception(bug);
  return std::move(*result);
}

}  // namespace assay::cli
