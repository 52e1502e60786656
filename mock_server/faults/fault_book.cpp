// SPDX-License-Identifier: Apache-2.0
#include "mock_server/faults/fault_book.hpp"

#include <algorithm>

#include "core/text.hpp"
#include "mock_server/base/draws.hpp"

namespace assay::mock {
namespace {

bool any_matches(const std::vector<std::string>& globs, std::string_view text) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(),
                                      [&](const std::string& glob) { return core::glob_match(glob, text); });
}

bool holds(const Fault::Match& match, const FaultView& view) {
  const auto has_header = [&](const auto& header) {
    const auto value = view.request.headers.get(header.first);
    return value && core::glob_match(header.second, *value);
  };
  return any_matches(match.operations, view.operation) && any_matches(match.methods, view.request.method) &&
         any_matches(match.paths, view.path) && any_matches(match.run_ids, view.run_id) &&
         any_matches(match.users, view.user) &&
         std::all_of(match.headers.begin(), match.headers.end(), has_header);
}

// A number of the fault's own; the same for the same seed, id and count.
std::uint64_t lot(const Fault& fault, std::uint64_t seed, std::string_view purpose, std::uint64_t count) {
  return draw(fault.seed.value_or(seed) ^ digest(fault.id) ^ digest(purpose), count);
}

}  // namespace

core::Result<void> FaultBook::set_scenario(std::vector<Fault> faults, core::Time now) {
  const auto before = entries_;
  std::erase_if(entries_, [](const Entry& entry) { return entry.of_scenario; });
  const auto entered = enter(std::move(faults), now, true);
  if (entered) return {};
  entries_ = before;
  return entered.error();
}

core::Result<std::vector<std::string>> FaultBook::add(std::vector<Fault> faults, core::Time now) {
  return enter(std::move(faults), now, false);
}

core::Result<std::vector<std::string>> FaultBook::enter(std::vector<Fault> faults, core::Time now,
                                                        bool of_scenario) {
  forget_dead(now);
  const auto before = entries_;
  std::vector<std::string> ids;
  for (auto& fault : faults) {
    if (fault.id.empty()) fault.id = free_id();
    const bool taken = std::any_of(entries_.begin(), entries_.end(),
                                   [&](const Entry& entry) { return entry.fault->id == fault.id; });
    if (taken) {
      entries_ = before;
      return core::Error{"there is a fault " + core::printable(fault.id) + " already", "id",
                         "another id, or none"};
    }
    ids.push_back(fault.id);
    entries_.push_back({std::make_shared<const Fault>(std::move(fault)), now, of_scenario});
  }
  return ids;
}

std::string FaultBook::free_id() {
  for (;;) {
    auto id = "fault-" + std::to_string(++named_);
    const bool taken = std::any_of(entries_.begin(), entries_.end(),
                                   [&](const Entry& entry) { return entry.fault->id == id; });
    if (!taken) return id;
  }
}

bool FaultBook::remove(std::string_view id) {
  return std::erase_if(entries_, [&](const Entry& entry) { return entry.fault->id == id; }) > 0;
}

void FaultBook::forget_dead(core::Time now) {
  std::erase_if(entries_, [&](const Entry& entry) {
    return entry.fault->life && now - entry.since >= *entry.fault->life;
  });
}

std::vector<FaultCount> FaultBook::counts(core::Time now) {
  forget_dead(now);
  std::vector<FaultCount> counts;
  for (const auto& entry : entries_) {
    counts.push_back({entry.fault->id, std::string(entry.fault->kind->word), entry.of_scenario, entry.matched,
                      entry.hits});
  }
  return counts;
}

bool FaultBook::acts(Entry& entry, const FaultView& view) {
  const Fault& fault = *entry.fault;
  const auto age = view.now - entry.since;
  if (age < fault.from || (fault.to && age >= *fault.to)) return false;
  if (!holds(fault.match, view)) return false;
  const auto number = ++entry.matched;
  if (fault.most > 0 && entry.hits >= fault.most) return false;
  if (!fault.nth.empty() && std::find(fault.nth.begin(), fault.nth.end(), number) == fault.nth.end())
    return false;
  if (number % fault.every != 0) return false;
  // 53 bits: what a double holds exactly.
  const auto chance = static_cast<double>(lot(fault, seed_, "chance", number) >> 11) * 0x1p-53;
  return chance < fault.probability;
}

std::vector<Strike> FaultBook::strike(const FaultView& view) {
  std::vector<Strike> strikes;
  if (entries_.empty()) return strikes;
  forget_dead(view.now);
  for (auto& entry : entries_) {
    if (!acts(entry, view)) continue;
    strikes.push_back({entry.fault, lot(*entry.fault, seed_, "amount", ++entry.hits), view.now});
  }
  return strikes;
}

}  // namespace assay::mock
