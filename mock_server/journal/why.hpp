// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mock_server/journal/run_facts.hpp"

namespace assay::mock {

// What a request gets wrong although the mock serves it (Options::on_invalid).
struct Invalid {
  std::string rule;  // "missing-workflow_type" (submission.hpp), "page_size", "page_token"
  std::string says;  // "workflow_type is required"
};

// An entry of the scenario that a new run was compared with, in the order of the scenario.
struct TriedEntry {
  std::string entry;  // a JSON pointer into the scenario: "/runs/1"
  int line = 0;       // of its first step
  bool taken = false;
  struct Miss {
    std::string member;  // of its match: "workflow_type", "tag.team", "header.X-Team", "nth"
    std::string wants;   // "CWL"
    std::string sent;    // "WDL"; "" where nothing was sent; of a header only whether it was there
  };
  std::vector<Miss> misses = {};  // none of the entry that was taken, and of those after it
};

// What made an answer what it is.
struct Why {
  // The run that the path names, as the request found it, or the one that the request made.
  std::optional<RunFacts> run = {};
  std::vector<TriedEntry> tried = {};  // where the request made a run
  std::string refusal = {};            // the rule that refused a submission: "missing-workflow_url"
  std::vector<Invalid> invalid = {};
  std::vector<std::string> changed_by = {};  // defects that changed its status, fields or body
  std::vector<std::string> on_wire = {};     // defects that had the framed bytes last
  std::vector<std::string> switched = {};    // defects that were on and change what the mock does
  core::Duration delay{};                    // before its first byte
};

}  // namespace assay::mock
