// SPDX-License-Identifier: Apache-2.0
#include "core/run_until.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "core/sleep.hpp"

namespace assay::core {
namespace {

namespace asio = boost::asio;

// Outlives both the work and the one who waits for it, whichever ends last.
struct Race {
  explicit Race(asio::any_io_executor executor) : ended(std::move(executor)) {}
  asio::cancellation_signal signal = {};
  Event ended;
  std::exception_ptr thrown = {};
  bool cut = false;

  void end_early() {
    if (ended.is_set()) return;
    cut = true;
    signal.emit(asio::cancellation_type::terminal);
  }
};

bool is_cancelled_await(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const boost::system::system_error& error) {
    return error.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

}  // namespace

asio::awaitable<bool> run_until(Clock& clock, Time when, asio::awaitable<void> work,
                                std::function<void(EndEarly)> offer) {
  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto race = std::make_shared<Race>(executor);
  const auto ended = [race](std::exception_ptr thrown) {
    race->thrown = std::move(thrown);
    race->ended.set();
  };
  asio::co_spawn(executor, std::move(work), asio::bind_cancellation_slot(race->signal.slot(), ended));
  const std::weak_ptr<Race> link = race;
  const EndEarly end_early = [link] {
    if (const auto held = link.lock()) held->end_early();
  };
  if (offer) offer(end_early);
  const Clock::Timer timer = when == Time::max() ? 0 : clock.call_at(when, end_early);
  co_await race->ended.wait();
  clock.cancel(timer);
  if (offer) offer({});
  const bool aborted = race->cut && race->thrown && is_cancelled_await(race->thrown);
  if (race->thrown && !aborted) std::rethrow_exception(race->thrown);
  co_return !race->cut;
}

}  // namespace assay::core
