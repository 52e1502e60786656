// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "core/result.hpp"
#include "mock_server/answer.hpp"
#include "mock_server/behaviour.hpp"
#include "mock_server/fault.hpp"
#include "mock_server/journal.hpp"
#include "mock_server/runs.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

struct SiteState;

// Everything about a mock but its sockets. Thread-safe: one lock is held while a request is answered.
class Site {
 public:
  explicit Site(std::unique_ptr<SiteState> state);  // by make_site (server.hpp)
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // `request` is complete, its body de-chunked, its target in origin form. Never throws.
  Answer handle(const core::Request& request);
  core::Clock& clock();
  const std::string& base_path() const;  // "/ga4gh/wes/v1"
  const schemas::Dialect& dialect() const;
  const Behaviour& behaviour() const;
  std::uint64_t seed() const;

  // While it serves, from any thread. A change holds for what comes after it: runs that there are keep the
  // script they began with, and there is no second population. Bytes already on their way are not called
  // back. An Error changes nothing.
  core::Result<void> set_scenario(const std::string& scenario,
                                  const std::string& text = {});  // as in Options
  // Those of the persona stay.
  core::Result<void> set_defects(const std::vector<std::string>& ids);
  // Faults (fault.hpp). Their windows and lives count from the call. Those of the scenario come first;
  // set_scenario changes them, and set_faults takes them away too.
  core::Result<std::vector<std::string>> add_faults(std::vector<Fault> faults);  // their ids, in order
  core::Result<std::vector<std::string>> set_faults(std::vector<Fault> faults);  // in place of all there are
  bool remove_fault(std::string_view id);  // false where there is none
  std::vector<FaultCount> faults();
  // Opens the gate `trigger: NAME` of that run, or of each run where `run_id` is empty: how many moved. An
  // Error where there is no such run.
  core::Result<std::size_t> trigger(std::string_view name, const std::string& run_id = {});
  // When time alone next changes the state of a run; nothing where all have ended or wait for a poll or a
  // trigger. Tasks do not count.
  std::optional<core::Time> next_change();
  std::vector<JournalEntry> journal() const;  // oldest first; empty where Options::journal is 0
  std::uint64_t run_count() const;

  // What defects need. runs() and notes() are for body and answer hooks only, which hold the lock.
  RunStore& runs();
  std::map<std::string, std::string>& notes(
      std::string_view defect);                    // kept from call to call, for each defect
  std::uint64_t counter(std::string_view defect);  // 0, 1, 2... for each defect
  std::uint64_t draw(
      std::string_view defect);  // a random number; the same for the same seed and count of draws

 private:
  std::unique_ptr<SiteState> state_;
};

}  // namespace assay::mock
