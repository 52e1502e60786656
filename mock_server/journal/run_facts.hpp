// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"

namespace assay::mock {

// A state on a run's way, entered or still ahead.
struct Stage {
  std::string state;
  std::optional<core::Time> at = {};  // nothing where it waits, or comes after one that does
  bool entered = false;
  bool of_cancel = false;    // of the script that a cancel begins
  std::string trigger = {};  // that opens it
  std::uint32_t polls = 0;   // that open it
  int line = 0;              // of the scenario; 0 where no line says it
};

// A run as its mock sees it: where it stands in which script, and what it waits for.
struct RunFacts {
  std::string run_id;
  std::uint64_t number = 0;  // 1, 2, 3... in order of submission
  std::string user;          // "" where nobody needs credentials
  std::string state;         // "RUNNING"
  core::Time submitted{};
  std::optional<core::Time> cancelled = {};
  std::optional<core::Time> ended = {};
  std::optional<core::Time> next_change = {};  // by time alone
  std::string trigger = {};                    // that it waits for
  std::uint32_t polls = 0;                     // that it still waits for
  std::string scenario = {};                   // its name
  std::string script = {};         // a JSON pointer into the scenario: "/runs/1/choose/0"; "": the mock's own
                                   // script, for a workflow file that cannot be read
  std::string list = {};           // of the script: "timeline" or "on_cancel"
  std::size_t step = 0;            // of the list, repeats counted: 1, 2, 3...
  int line = 0;                    // of the step in the scenario; 0 where no line says it
  std::vector<Stage> course = {};  // from its first state to its last; of Site::run and Site::runs only
};

}  // namespace assay::mock
