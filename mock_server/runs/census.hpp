// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "mock_server/script/run.hpp"

namespace assay::mock {

class RunStore;

// How many runs are in each state, and when that next changes, without asking every run each time: a heap
// holds the next change of each run that still changes. Built at the first question; the passing of time then
// costs what it changes. Times never go back.
class Census {
 public:
  using Counts = std::map<std::string, std::int64_t, std::less<>>;
  explicit Census(const RunStore& runs) : runs_(runs) {}

  const Counts& counts(core::Time now);
  // After `now`; nothing where no run changes by time alone.
  std::optional<core::Time> next_change(core::Time now);

  // A run is new, or was changed at `now`: `forget` before, `learn` after.
  void forget(std::uint64_t serial, core::Time now);
  void learn(std::uint64_t serial, core::Time now);

 private:
  using Event = std::pair<core::Time, std::uint32_t>;  // 16 bytes for each run that lives
  void build(core::Time now);
  void advance(core::Time now);
  Event pop();
  void count(const Life& life, core::Time now, int step);
  void expect(std::uint32_t serial, const Life& life, core::Time now);

  const RunStore& runs_;
  bool built_ = false;
  Counts counts_ = {};
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_ = {};
};

}  // namespace assay::mock
