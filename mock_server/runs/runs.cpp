// SPDX-License-Identifier: Apache-2.0
#include "mock_server/runs/runs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace assay::mock {
namespace {

std::uint64_t digest_of(const RunRequest& request) {
  std::uint64_t sum = 0;
  for (const auto* text :
       {&request.url, &request.params, &request.tags, &request.type, &request.engine_parameters})
    sum = sum * 31 + digest(text->value_or(""));
  return sum;
}

}  // namespace

RunStore::RunStore(std::uint64_t seed, IdStyle ids) : seed_(seed), ids_(ids), census_(*this) {}

void RunStore::populate(std::shared_ptr<const Population> population, core::Time start,
                        std::vector<std::string> users) {
  population_ = std::move(population);
  populated_ = population_->runs;
  start_ = start;
  population_users_ = std::move(users);
  if (population_users_.empty()) population_users_.emplace_back();
}

Run RunStore::add(Run run) {
  run.serial = last_serial() + 1;
  run.ids = ids_;
  if (run.id.empty()) {
    run.id = run_id_of(seed_, run.serial, ids_);
  } else {
    given_ids_.emplace(run.serial, run.id);
    serials_of_given_ids_[run.id] = run.serial;
  }
  run.request = shared(std::move(run.request));
  const auto hidden = std::max(run.visible_from - run.marks.submitted, core::Duration{});
  records_.push_back({run.marks.submitted, hidden, run.request, run.timeline});
  serials_of_[run.user].push_back(static_cast<std::uint32_t>(run.serial));
  census_.learn(run.serial, run.marks.submitted);
  return run;
}

std::uint64_t RunStore::serial(std::string_view id) const {
  const auto made = serial_of(seed_, id, ids_);
  if (given_ids_.empty()) return made > last_serial() ? 0 : made;
  const auto given = serials_of_given_ids_.find(std::string(id));
  if (given != serials_of_given_ids_.end()) return given->second;
  return made > last_serial() || given_ids_.contains(made) ? 0 : made;
}

std::optional<Run> RunStore::find(std::string_view id) const {
  const auto found = serial(id);
  if (found == 0) return {};
  return by_serial(found);
}

std::string RunStore::other_id(std::uint64_t serial) const {
  // Half the numbers away: no run of a mock that lives long enough to be asked.
  return ids_ == IdStyle::digits ? run_id_of(seed_, serial + 450'000'000, ids_) : uuid_like(~seed_, serial);
}

Run RunStore::by_serial(std::uint64_t serial) const {
  Run run;
  static_cast<Life&>(run) = life(serial);
  run.serial = serial;
  run.ids = ids_;
  run.id = id_of(serial);
  run.user = user_of(serial);
  run.request = serial <= populated_ ? population_->part(seed_, serial).request : record(serial).request;
  return run;
}

Life RunStore::life(std::uint64_t serial) const {
  Life life;
  const auto touched = touched_.find(serial);
  if (touched != touched_.end()) {
    life.marks = touched->second.marks;
    life.deleted = touched->second.deleted;
  }
  if (serial <= populated_) {
    life.timeline = &population_->part(seed_, serial).timeline;
    life.marks.submitted = start_ - population_->age(seed_, serial);
    life.visible_from = life.marks.submitted;
  } else {
    const auto& kept = record(serial);
    life.timeline = kept.timeline;
    life.marks.submitted = kept.submitted;
    life.visible_from = kept.submitted + kept.hidden;
  }
  return life;
}

std::uint64_t RunStore::last_of(std::string_view user, std::uint64_t serial) const {
  if (const auto own = serials_of_.find(user); own != serials_of_.end()) {
    const auto after = std::upper_bound(own->second.begin(), own->second.end(), serial);
    if (after != own->second.begin()) return *std::prev(after);
  }
  // Of a population, number n belongs to user n modulo their count.
  const auto found = std::find(population_users_.begin(), population_users_.end(), user);
  if (found == population_users_.end()) return 0;
  const auto count = population_users_.size();
  const auto place = static_cast<std::uint64_t>(found - population_users_.begin());
  const auto last = std::min(serial, populated_);
  const auto back = (last % count + count - place) % count;
  return last > back ? last - back : 0;
}

template <class Edit>
void RunStore::touch(std::uint64_t serial, core::Time now, Edit edit) {
  census_.forget(serial, now);
  edit(touched_[serial]);
  census_.learn(serial, now);
}

void RunStore::cancel(std::uint64_t serial, core::Time now, bool forced) {
  touch(serial, now, [&](Touched& run) {
    run.marks.cancelled = now;
    run.marks.forced = forced;
  });
}

void RunStore::remove(std::uint64_t serial, core::Time now) {
  touch(serial, now, [](Touched& run) { run.deleted = true; });
}

void RunStore::count_poll(std::uint64_t serial, core::Time now) {
  auto here = life(serial);
  if (!waits_for_polls(*here.timeline)) return;
  const auto before = here.marks;
  if (mock::count_poll(*here.timeline, here.marks, now)) {
    touch(serial, now, [&](Touched& run) { run.marks = here.marks; });
  } else if (before.gates != here.marks.gates || before.cancel_gates != here.marks.cancel_gates) {
    touched_[serial].marks = here.marks;  // one poll less to wait for: nothing that the census counts
  }
}

std::size_t RunStore::trigger(std::string_view name, core::Time now, std::uint64_t serial) {
  std::size_t moved = 0;
  const auto last = serial ? serial : last_serial();
  for (auto each = serial ? serial : 1; each <= last; ++each) {
    auto here = life(each);
    if (!pull_trigger(*here.timeline, here.marks, now, name)) continue;
    touch(each, now, [&](Touched& run) { run.marks = here.marks; });
    ++moved;
  }
  return moved;
}

std::string RunStore::user_of(std::uint64_t serial) const {
  if (serial <= populated_) return population_users_[serial % population_users_.size()];
  for (const auto& [user, serials] : serials_of_) {
    if (std::binary_search(serials.begin(), serials.end(), serial)) return user;
  }
  return {};
}

std::string RunStore::id_of(std::uint64_t serial) const {
  const auto given = given_ids_.find(serial);
  return given != given_ids_.end() ? given->second : run_id_of(seed_, serial, ids_);
}

std::shared_ptr<const RunRequest> RunStore::shared(std::shared_ptr<const RunRequest> request) {
  if (!request) return request;
  auto& recent = recent_[digest_of(*request) % recent_.size()];
  if (recent && *recent == *request) return recent;
  return recent = std::move(request);
}

std::string task_id(const Run& run, std::size_t index) {
  if (run.ids == IdStyle::digits) return std::to_string((1000 + run.serial) * 10'000 + index + 1);
  return fmt::format("{:012x}-{}", draw(digest(run.id), run.serial) & 0xFFFFFFFFFFFF, index + 1);
}

}  // namespace assay::mock
