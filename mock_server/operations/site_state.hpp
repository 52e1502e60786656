// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mock_server/base/behaviour.hpp"
#include "mock_server/base/router.hpp"
#include "mock_server/faults/fault_book.hpp"
#include "mock_server/journal/journal.hpp"
#include "mock_server/journal/self_check.hpp"
#include "mock_server/operations/paging.hpp"
#include "mock_server/operations/rendering.hpp"
#include "mock_server/runs/runs.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/setup/auth.hpp"
#include "mock_server/setup/options.hpp"
#include "mock_server/setup/persona.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

struct Defect;  // defects/defect.hpp

// What a site is made of, until it is reset; site.cpp and operations.cpp share it. Read and changed under the
// lock of Site.
struct SiteState {
  SiteState(const Options& options, Persona its_persona, std::shared_ptr<const schemas::Dialect> its_dialect,
            const Rendering& its_rendering, ScenarioText its_source,
            std::shared_ptr<const Scenario> its_scenario, std::vector<const Defect*> its_defects,
            const Behaviour& its_behaviour, std::shared_ptr<const schemas::OpenApi> to_keep)
      : persona(std::move(its_persona)),
        dialect(std::move(its_dialect)),
        rendering(its_rendering),
        clock(options.clock),
        scheme(options.tls.on ? "https" : "http"),
        seed(options.seed),
        truth(options.truth),
        marks_invalid(options.on_invalid == OnInvalid::warn),
        started(clock->now()),
        router(*dialect),
        runs_path(dialect->base_path + "/runs/"),
        source(std::move(its_source)),
        scenario(std::move(its_scenario)),
        defects(std::move(its_defects)),
        behaviour(its_behaviour),
        gate(options.auth, behaviour),
        tokens(seed, behaviour),
        runs(seed, rendering.ids),
        journal(options.journal, options.log),
        self_check(std::move(to_keep), options.accident_log),
        faults(seed) {
    faults.set_scenario(scenario->faults, started).value();
    if (scenario->population.runs == 0) return;
    std::vector<std::string> users;
    for (const auto& user : options.auth.users) users.push_back(user.name);
    if (gate.open()) users.clear();
    runs.populate({scenario, &scenario->population}, started, std::move(users));
  }

  // Of the persona, with the workflow types of the scenario where it has some.
  Capabilities capabilities() const {
    auto known = persona.capabilities;
    if (!scenario->workflow_types.empty()) known.workflow_types = scenario->workflow_types;
    return known;
  }

  const Persona persona;
  const std::shared_ptr<const schemas::Dialect> dialect;  // with the base path of the persona
  const Rendering& rendering;
  const std::shared_ptr<core::Clock> clock;
  const std::string scheme;  // of the URLs in answers
  const std::uint64_t seed;
  const bool truth;
  const bool marks_invalid;
  const core::Time started;
  const Router router;
  const std::string runs_path;  // "/ga4gh/wes/v1/runs/"

  ScenarioText source;  // of the scenario, before defects changed its timelines
  std::shared_ptr<const Scenario> scenario;
  std::vector<std::shared_ptr<const Scenario>> earlier = {};  // runs still live by them
  std::vector<std::uint64_t> turns = {};                      // Cast::turns
  std::vector<const Defect*> defects;
  Behaviour behaviour;
  Gate gate;  // reads `behaviour`
  TokenMaker tokens;
  RunStore runs;
  Journal journal;
  SelfCheck self_check;
  std::uint64_t invalid = 0;  // requests that were served although they are
  FaultBook faults;
  std::map<std::pair<std::string, int>, std::uint64_t> answered = {};  // by operation and status
  std::uint64_t quick = 0;  // those of quick_status, which are not in it
  std::map<std::string, std::uint64_t, std::less<>> counters;
  std::map<std::string, std::map<std::string, std::string>, std::less<>> notes;
};

}  // namespace assay::mock
