// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "mock_server/auth.hpp"
#include "mock_server/behaviour.hpp"
#include "mock_server/defects/defect.hpp"
#include "mock_server/paging.hpp"
#include "mock_server/persona.hpp"
#include "mock_server/router.hpp"
#include "mock_server/runs.hpp"
#include "mock_server/scenario.hpp"
#include "mock_server/server.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// What a site is made of; site.cpp and operations.cpp share it. All but `runs`, `counters` and `notes` is
// constant.
struct SiteState {
  SiteState(const Options& options, Persona its_persona, std::shared_ptr<const schemas::Dialect> its_dialect,
            Scenario its_scenario, std::vector<const Defect*> its_defects, const Behaviour& its_behaviour,
            std::shared_ptr<core::Clock> its_clock)
      : persona(std::move(its_persona)),
        dialect(std::move(its_dialect)),
        defects(std::move(its_defects)),
        behaviour(its_behaviour),
        scenario(std::move(its_scenario)),
        capabilities(persona.capabilities),
        clock(std::move(its_clock)),
        seed(options.seed),
        started(clock->now()),
        gate(options.auth, behaviour),
        router(*dialect),
        tokens(seed, behaviour),
        runs(seed) {
    if (!scenario.workflow_types.empty()) capabilities.workflow_types = scenario.workflow_types;
  }

  const Persona persona;
  const std::shared_ptr<const schemas::Dialect> dialect;  // with the base path of the persona
  const std::vector<const Defect*> defects;
  const Behaviour behaviour;
  const Scenario scenario;
  Capabilities capabilities;  // of the persona, with the workflow types of the scenario where it has some
  const std::shared_ptr<core::Clock> clock;
  const std::uint64_t seed;
  const core::Time started;
  const Gate gate;
  const Router router;
  const TokenMaker tokens;

  std::recursive_mutex lock;  // a hook that holds it may count and draw, and so may one that does not
  RunStore runs;
  std::map<std::string, std::uint64_t, std::less<>> counters;
  std::map<std::string, std::map<std::string, std::string>, std::less<>> notes;
};

}  // namespace assay::mock
