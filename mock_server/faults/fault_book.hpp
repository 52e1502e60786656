// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/exchange.hpp"
#include "mock_server/faults/fault_kinds.hpp"

namespace assay::mock {

// What a fault can see of a request.
struct FaultView {
  const core::Request& request;
  std::string_view operation;  // "" where no operation matched
  std::string_view path;       // below the base path, without the query
  std::string_view run_id;
  std::string_view user;
  core::Time now{};
};

// The faults of a site, each with its counters. Not thread-safe; the site's lock is held.
class FaultBook {
 public:
  explicit FaultBook(std::uint64_t seed) : seed_(seed) {}
  // In place of those of an earlier scenario.
  core::Result<void> set_scenario(std::vector<Fault> faults, core::Time now);
  // All of them, or an Error where an id is taken: then none.
  core::Result<std::vector<std::string>> add(std::vector<Fault> faults, core::Time now);
  bool remove(std::string_view id);
  void clear() { entries_.clear(); }
  bool empty() const { return entries_.empty(); }
  std::vector<FaultCount> counts(core::Time now);
  // Those that act on this request, in order.
  std::vector<Strike> strike(const FaultView& view);

 private:
  struct Entry {
    std::shared_ptr<const Fault> fault;
    core::Time since{};
    bool of_scenario = false;
    std::uint64_t matched = 0;
    std::uint64_t hits = 0;
  };
  core::Result<std::vector<std::string>> enter(std::vector<Fault> faults, core::Time now, bool of_scenario);
  void forget_dead(core::Time now);
  bool acts(Entry& entry, const FaultView& view);
  std::string free_id();
  std::uint64_t seed_;
  std::uint64_t named_ = 0;
  std::vector<Entry> entries_ = {};
};

}  // namespace assay::mock
