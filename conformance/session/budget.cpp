// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/budget.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>
#include <cmath>
#include <utility>

namespace assay::conformance {

namespace asio = boost::asio;

namespace {

std::string refuse(std::uint64_t limit, const char* what, const char* flag) {
  return "the limit of " + std::to_string(limit) + " " + what + (limit == 1 ? "" : "s") + " (" + flag +
         ") was reached; a higher one would decide what is left";
}

}  // namespace

bool Budget::has_room_for(const Cost& more) const {
  const Cost all = spent();
  const bool runs = !limits_.runs || all.runs + more.runs <= *limits_.runs;
  return runs &&
         (!limits_.requests || all.requests + open_ + submitting_ + more.requests <= *limits_.requests);
}

core::Duration Budget::time_of(std::size_t requests) const {
  if (limits_.rate <= 0) return {};
  return core::Duration(std::llround(std::ceil(1e6 / limits_.rate))) * static_cast<long long>(requests);
}

// A bucket of one token: no second has more than its share, not even the first.
asio::awaitable<std::string> Budget::turn(int requests) {
  const auto count = static_cast<std::uint64_t>(std::max(requests, 1));
  const std::uint64_t held_back = cleaning_ ? 0 : open_ + submitting_;
  if (limits_.requests && sent_ + count + held_back > *limits_.requests) {
    co_return refuse(*limits_.requests, "request", "--max-requests");
  }
  sent_ += count;
  const core::Time now = clock_.now();
  const core::Time at = std::max(now, next_turn_);
  next_turn_ = at + time_of(count);
  if (at > now) co_await core::sleep_until(clock_, at);
  co_return std::string();
}

asio::awaitable<std::string> Budget::begin_submission() {
  while (limits_.runs && made_ + submitting_ >= *limits_.runs) {
    if (submitting_ == 0) co_return refuse(*limits_.runs, "run", "--max-runs");
    if (!submission_ended_) {
      const asio::any_io_executor executor = co_await asio::this_coro::executor;
      submission_ended_ = std::make_shared<core::Event>(executor);
    }
    const std::shared_ptr<core::Event> ended = submission_ended_;
    co_await ended->wait();
  }
  ++submitting_;
  co_return std::string();
}

void Budget::end_submission(bool made_a_run) {
  --submitting_;
  made_ += made_a_run ? 1 : 0;
  if (const auto waiting = std::exchange(submission_ended_, nullptr)) waiting->set();
}

}  // namespace assay::conformance
