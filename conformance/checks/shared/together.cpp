// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/shared/together.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace assay::conformance {
namespace asio = boost::asio;

namespace {

Task<void> keep(Task<ExchangePtr> request, ExchangePtr& answer) { answer = co_await std::move(request); }

}  // namespace

Task<std::vector<ExchangePtr>> together(std::vector<Task<ExchangePtr>> requests) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  std::vector<ExchangePtr> answers(requests.size());
  const auto start = [&](std::size_t i) {
    return asio::co_spawn(executor, keep(std::move(requests[i]), answers[i]), asio::deferred);
  };
  std::vector<decltype(start(0))> started;
  for (std::size_t i = 0; i < requests.size(); ++i) started.push_back(start(i));
  auto group = asio::experimental::make_parallel_group(std::move(started));
  const auto [order, failures] =
      co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
  for (const std::exception_ptr& failure : failures) {
    if (failure) std::rethrow_exception(failure);
  }
  co_return answers;
}

}  // namespace assay::conformance
