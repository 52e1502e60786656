// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/document.hpp"
#include "core/headers.hpp"
#include "mock_server/base/capabilities.hpp"
#include "mock_server/faults/fault.hpp"
#include "mock_server/script/population.hpp"
#include "mock_server/script/run.hpp"

namespace assay::mock {

// Which runs an entry is for. Everything that is given must hold; an empty match holds for every run.
struct Match {
  using Globs = std::vector<std::pair<std::string, std::string>>;
  std::vector<std::string> workflow_url;   // globs, one of which must match
  std::vector<std::string> workflow_type;  // "CWL", one of them
  Globs tags;                              // each of them; the value is a glob
  Globs headers;                           // each of them, of the submission; the value is a glob
  std::vector<std::uint64_t> nth;  // the first, the second... that comes here and for which the rest holds

  bool empty() const {
    return workflow_url.empty() && workflow_type.empty() && tags.empty() && headers.empty() && nth.empty();
  }
  // All but `nth`.
  bool holds(const RunRequest& request, const core::Headers* sent) const;
};

// True where each run that `later` could be for is taken by `earlier` (it may be true where this says false).
bool hides(const Match& earlier, const Match& later);

// What a rule wanted and did not get. Of a header, `sent` only says that it was there: it may be a secret.
struct Miss {
  std::string member, wants, sent;
};
using Misses = std::vector<Miss>;

struct Rule {
  Match match;
  std::vector<Choice> choices;  // one, or those of `choose`
};

// What the choice of a script depends on, besides the request.
struct Cast {
  const core::Headers* headers = nullptr;       // of the submission
  std::uint64_t lot = 0;                        // a draw
  std::vector<std::uint64_t>* turns = nullptr;  // how many came to each rule with `nth`; kept from run to run
};

// A script for the runs of a mock (scenarios/README.md is its language).
struct Scenario {
  std::string name;
  core::Duration delay{};                                // before each answer
  std::vector<Capabilities::Named> workflow_types = {};  // declared and taken; empty: those of the persona
  std::vector<Rule> rules;                               // the first that matches; the last matches every run
  Timeline unreadable;    // of runs whose workflow file cannot be read, whatever the rules say
  Population population;  // of a mock that starts with this scenario
  std::vector<Fault> faults = {};

  const Timeline& timeline_for(const RunRequest& request, const Cast& cast = {}) const;
  // Why the rules did not take the request that timeline_for has just answered with `timeline`: one list for
  // each rule, with nothing for the one that did and for those after it.
  std::vector<Misses> misses_of(const RunRequest& request, const Cast& cast, const Timeline& timeline) const;
};

// The error stands at file:line:column: unknown key, state that the version lacks, what can never happen (a
// step after a terminal state, time that goes back, a task that starts after the end, an entry that another
// one hides).
core::Result<Scenario> load_scenario(const core::Document& document, const schemas::Dialect& dialect);
// All that load_scenario would find once what comes before is mended, in the order of the lines.
std::vector<core::Error> scenario_mistakes(const core::Document& document, const schemas::Dialect& dialect);

// A scenario as it was written.
struct ScenarioText {
  std::string name;  // "scenarios/default.yaml", the path of a file, or "scenario"
  std::string text;
};
// A shipped name ("default") or a path; `text`, where not empty, is the scenario itself.
core::Result<ScenarioText> find_scenario(const std::string& name, const std::string& text);
std::vector<std::string> shipped_scenarios();

}  // namespace assay::mock
