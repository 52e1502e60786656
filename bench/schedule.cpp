// SPDX-License-Identifier: Apache-2.0
#include "bench/schedule.hpp"

#include <algorithm>

namespace assay::bench {

struct Polls::Later {
  bool operator()(const Due& a, const Due& b) const { return a.intended > b.intended; }
};

Polls::Polls(const PollPolicy& policy, std::deque<PolledRun>& runs, int thread, int threads)
    : policy_(policy) {
  const auto step = static_cast<std::size_t>(threads);
  for (auto i = static_cast<std::size_t>(thread); i < runs.size(); i += step) {
    const double place = (static_cast<double>(i) + 0.5) / static_cast<double>(runs.size());
    const auto first = static_cast<double>(policy.wait(runs[i].number, 0).count());
    heap_.push_back({static_cast<std::int64_t>(first * place), &runs[i]});
  }
  std::make_heap(heap_.begin(), heap_.end(), Later());
}

Due Polls::take() {
  std::pop_heap(heap_.begin(), heap_.end(), Later());
  const Due due = heap_.back();
  heap_.pop_back();
  return due;
}

void Polls::again(const Due& last, std::int64_t at) {
  heap_.push_back({at + policy_.wait(last.run->number, last.polls).count(), last.run, last.polls + 1});
  std::push_heap(heap_.begin(), heap_.end(), Later());
}

}  // namespace assay::bench
