// SPDX-License-Identifier: Apache-2.0
// What a site tells of itself.
#include "mock_server/site/facts_of.hpp"
#include "mock_server/site/site.hpp"

namespace assay::mock {

std::string Site::base_path() const {
  const std::lock_guard guard(lock_);
  return state_->dialect->base_path;
}

std::string Site::version() const {
  const std::lock_guard guard(lock_);
  return state_->dialect->version;
}

std::shared_ptr<const schemas::Dialect> Site::spoken() const {
  const std::lock_guard guard(lock_);
  return state_->dialect;
}

ConnectionHabits Site::habits() const {
  const std::lock_guard guard(lock_);
  return state_->behaviour.connection;
}

ScenarioText Site::scenario() const {
  const std::lock_guard guard(lock_);
  return state_->source;
}

Persona Site::persona() const {
  const std::lock_guard guard(lock_);
  return state_->persona;
}

std::vector<std::string> Site::defects() const {
  const std::lock_guard guard(lock_);
  std::vector<std::string> ids;
  for (const auto* defect : state_->defects) ids.emplace_back(defect->id);
  return ids;
}

std::vector<FaultCount> Site::faults() {
  const std::lock_guard guard(lock_);
  return state_->faults.counts(clock().now());
}

std::optional<core::Time> Site::next_change() {
  const std::lock_guard guard(lock_);
  return state_->runs.next_change(clock().now());
}

std::vector<JournalEntry> Site::journal(const JournalFilter& filter) const {
  const std::lock_guard guard(lock_);
  return state_->journal.entries(filter);
}

std::size_t Site::count(const JournalFilter& filter) const {
  const std::lock_guard guard(lock_);
  return state_->journal.count(filter);
}

std::size_t Site::wait_for(const JournalFilter& filter, std::size_t count, std::chrono::milliseconds most,
                           std::stop_token stop) const {
  std::unique_lock lock(lock_);
  std::size_t found = 0;
  const auto until = std::chrono::steady_clock::now() + most;
  answered_.wait_until(lock, std::move(stop), until, [&] {
    found = state_->journal.count(filter);
    return found >= count;
  });
  return found;
}

void Site::forget_journal() {
  const std::lock_guard guard(lock_);
  state_->journal.clear();
}

std::uint64_t Site::run_count() const {
  const std::lock_guard guard(lock_);
  return state_->runs.last_serial();
}

Figures Site::figures() const {
  const std::lock_guard guard(lock_);
  const auto now = state_->clock->now();
  auto answered = state_->answered;
  if (state_->quick > 0) answered[{"GetRunStatus", 200}] += state_->quick;
  return {.now = now,
          .answered = std::move(answered),
          .quick = state_->quick,
          .runs = state_->runs.state_counts(now),
          .defects = state_->defects.size(),
          .journal = state_->journal.last(),
          .invalid = state_->invalid,
          .judged = state_->self_check.judged()};
}

std::vector<Accident> Site::accidents() const {
  const std::lock_guard guard(lock_);
  const auto& accidents = state_->self_check.accidents();
  return {accidents.begin(), accidents.end()};
}

RunPage Site::runs(std::uint64_t before, const std::string& state, std::size_t most, std::size_t look) const {
  const std::lock_guard guard(lock_);
  const auto now = state_->clock->now();
  RunPage page;
  auto serial = std::min(before - 1, state_->runs.last_serial());
  for (; serial > 0 && look > 0 && page.runs.size() < most; --serial, --look) {
    const auto life = state_->runs.life(serial);
    if (life.deleted || (!state.empty() && life.at(now).step->state != state)) continue;
    page.runs.push_back(facts_with_course(*state_, state_->runs.by_serial(serial), now));
  }
  if (serial > 0) page.next = serial + 1;
  return page;
}

std::optional<RunFacts> Site::run(const std::string& id) const {
  const std::lock_guard guard(lock_);
  const auto run = state_->runs.find(id);
  if (!run || run->deleted) return {};
  return facts_with_course(*state_, *run, state_->clock->now());
}

}  // namespace assay::mock
