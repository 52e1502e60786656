// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/document.hpp"
#include "mock_server/capabilities.hpp"
#include "mock_server/runs.hpp"
#include "mock_server/timeline.hpp"

namespace assay::mock {

// Which runs an entry is for. Everything that is given must hold; an empty match holds for every run.
struct Match {
  std::vector<std::string> workflow_url;                  // globs, one of which must match
  std::vector<std::string> workflow_type;                 // "CWL", one of them
  std::vector<std::pair<std::string, std::string>> tags;  // each of them; the value is a glob

  bool empty() const { return workflow_url.empty() && workflow_type.empty() && tags.empty(); }
  bool holds(const RunRequest& request) const;
};

struct Rule {
  Match match;
  Timeline timeline;
};

// A script for the runs of a mock (scenarios/README.md is its language).
struct Scenario {
  std::string name;
  core::Duration delay{};  // before each answer
  std::vector<Capabilities::Named> workflow_types = {};  // declared and taken; empty: those of the persona
  std::vector<Rule> rules;  // the first that matches; the last matches every run
  Timeline unreadable;      // of runs whose workflow file cannot be read, whatever the rules say

  const Timeline& timeline_for(const RunRequest& request) const;
};

// The error stands at file:line:column: unknown key, state that the version lacks, a step after a terminal
// state, an empty timeline, an entry that can never be reached.
core::Result<Scenario> load_scenario(const core::Document& document, const schemas::Dialect& dialect);
// A shipped name ("default") or a path; `text`, where not empty, is the scenario itself.
core::Result<Scenario> find_scenario(const std::string& name, const std::string& text,
                                     const schemas::Dialect& dialect);
std::vector<std::string> shipped_scenarios();

}  // namespace assay::mock
