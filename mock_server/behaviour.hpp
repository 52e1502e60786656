// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::mock {

// Switches that the mock's own code reads; each default is what the specification asks for, and each other value is
// there for a defect that no change of a finished answer could imitate. A defect row sets them (defects/defect.hpp).
struct Behaviour {
  enum class Paging { snapshot, offset, ignore } paging = Paging::snapshot;
  enum class Cancel { asynchronous, synchronous, nothing, stuck, resurrect } cancel = Cancel::asynchronous;
  bool refused_submission_leaves_run = false;
  bool unknown_run_is_created = false;  // reading an unknown id makes a run of it
  bool lists_every_users_runs = false;
  bool reads_every_users_runs = false;
};

}  // namespace assay::mock
