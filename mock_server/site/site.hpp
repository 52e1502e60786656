// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/exchange.hpp"
#include "core/result.hpp"
#include "mock_server/base/answer.hpp"
#include "mock_server/base/behaviour.hpp"
#include "mock_server/defects/defect.hpp"
#include "mock_server/faults/fault.hpp"
#include "mock_server/journal/journal.hpp"
#include "mock_server/runs/runs.hpp"
#include "mock_server/site/site_making.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

struct Persona;
struct ScenarioText;
struct SiteState;

// Numbers for a monitor.
struct Figures {
  core::Time now{};
  std::map<std::pair<std::string, int>, std::uint64_t> answered;  // by operation ("" for none) and status
  std::uint64_t quick = 0;  // of those, by the short way (quick_status.hpp)
  Census::Counts runs;      // by state
  std::size_t defects = 0;
  std::uint64_t journal = 0;  // the last number in it
  std::uint64_t invalid = 0;  // requests that were served although they are (Options::on_invalid)
  Judged judged;              // all 0 where answers are not held to the schema
};

struct RunPage {
  std::vector<RunFacts> runs;
  std::uint64_t next = 0;  // `before` of the next page; 0 where there is none
};

// Everything about a mock but its sockets. Thread-safe: one lock is held while a request is answered.
class Site : public MockServices {
 public:
  Site(Options options, std::unique_ptr<SiteState> state);  // by make_site (site_making.hpp)
  ~Site();
  Site(const Site&) = delete;
  Site& operator=(const Site&) = delete;

  // `request` is complete, its body de-chunked, its target in origin form. Never throws.
  Answer handle(const core::Request& request);
  // The status of a run in a short way, for who asks a hundred thousand times a second; see ShortWay.
  bool quick_status(std::string_view target, core::Time now, std::string& body);
  core::Clock& clock();
  std::string base_path() const;    // "/ga4gh/wes/v1"
  ConnectionHabits habits() const;  // of connections that begin now
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
  bool remove_fault(std::string_view id);                                        // false where there is none
  std::vector<FaultCount> faults();
  // As if it had been started with that persona: like reset.
  core::Result<void> set_persona(const std::string& name);
  // As it began, but for the time: no runs but those of a population, no journal, the first defects, faults
  // and scenario.
  core::Result<void> reset();
  // Opens the gate `trigger: NAME` of that run, or of each run where `run_id` is empty: how many moved. An
  // Error where there is no such run.
  core::Result<std::size_t> trigger(std::string_view name, const std::string& run_id = {});
  // As its owner's CancelRun would, without defects: nothing changes where it has ended, or was cancelled. An
  // Error where there is no such run.
  core::Result<RunFacts> cancel(const std::string& run_id);
  // When time alone next changes the state of a run; nothing where all have ended or wait for a poll or a
  // trigger. Tasks do not count.
  std::optional<core::Time> next_change();
  std::vector<JournalEntry> journal(
      const JournalFilter& filter = {}) const;  // oldest first; empty where Options::journal is 0
  std::size_t count(const JournalFilter& filter) const;
  // Waits by the machine's time until there are so many, and `stop` says nothing: how many came.
  std::size_t wait_for(const JournalFilter& filter, std::size_t count, std::chrono::milliseconds most,
                       std::stop_token stop = {}) const;
  void forget_journal();
  std::uint64_t run_count() const;

  // What is on.
  ScenarioText scenario() const;
  Persona persona() const;
  std::string version() const;  // of the dialect
  std::shared_ptr<const schemas::Dialect> spoken() const;
  std::vector<std::string> defects() const;  // those of the persona too
  Figures figures() const;
  std::vector<Accident> accidents() const;  // the last hundred, oldest first
  // Runs below number `before`, newest first, of that state or of any: at most `most`, of the first `look`.
  RunPage runs(std::uint64_t before, const std::string& state, std::size_t most, std::size_t look) const;
  std::optional<RunFacts> run(const std::string& id) const;

  const schemas::Dialect& dialect() const override;
  RunStore& runs() override;
  std::map<std::string, std::string>& notes(std::string_view defect) override;
  std::uint64_t counter(std::string_view defect) override;

 private:
  Options given_;  // but the clock is there
  mutable std::recursive_mutex
      lock_;  // a hook that holds it may count and draw, and so may one that does not
  mutable std::condition_variable_any answered_;
  std::unique_ptr<SiteState> state_;
};

}  // namespace assay::mock
