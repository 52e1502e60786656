// SPDX-License-Identifier: Apache-2.0
#include "mock_server/runs/census.hpp"

#include "mock_server/runs/runs.hpp"

namespace assay::mock {
namespace {

constexpr core::Duration instant{1};  // the clock's own step

// What a reader sees of a run; nothing while it is hidden and when it is gone.
const Step* shown(const Life& life, core::Time now) {
  return life.deleted || life.visible_from > now ? nullptr : life.at(now).step;
}

bool changes(const Life& life, core::Time when) {
  const auto* before = shown(life, when - instant);
  const auto* after = shown(life, when);
  return (before == nullptr) != (after == nullptr) || (before && before->state != after->state);
}

}  // namespace

const Census::Counts& Census::counts(core::Time now) {
  advance(now);
  return counts_;
}

std::optional<core::Time> Census::next_change(core::Time now) {
  advance(now);
  // What was expected of a run may not come true, since it was cancelled.
  while (!events_.empty()) {
    const auto [when, serial] = events_.top();
    const auto life = runs_.life(serial);
    if (changes(life, when)) return when;
    pop();
    expect(serial, life, when);
  }
  return {};
}

void Census::forget(std::uint64_t serial, core::Time now) {
  if (!built_) return;
  advance(now);
  count(runs_.life(serial), now, -1);
}

void Census::learn(std::uint64_t serial, core::Time now) {
  if (!built_) return;
  advance(now);
  const auto life = runs_.life(serial);
  count(life, now, 1);
  expect(static_cast<std::uint32_t>(serial), life, now);
}

void Census::build(core::Time now) {
  built_ = true;
  for (std::uint64_t serial = 1; serial <= runs_.last_serial(); ++serial) learn(serial, now);
}

void Census::advance(core::Time now) {
  if (!built_) build(now);
  while (!events_.empty() && events_.top().first <= now) {
    const auto [when, serial] = pop();
    const auto life = runs_.life(serial);
    count(life, when - instant, -1);
    count(life, when, 1);
    expect(serial, life, when);
  }
}

// A run that was changed may be expected twice at one time.
Census::Event Census::pop() {
  const auto event = events_.top();
  while (!events_.empty() && events_.top() == event) events_.pop();
  return event;
}

void Census::count(const Life& life, core::Time now, int step) {
  if (const auto* seen = shown(life, now)) counts_[seen->state] += step;
}

void Census::expect(std::uint32_t serial, const Life& life, core::Time now) {
  if (life.deleted) return;
  const auto when = life.visible_from > now ? std::optional(life.visible_from)
                                            : mock::next_change(*life.timeline, life.marks, now);
  if (when) events_.emplace(*when, serial);
}

}  // namespace assay::mock
