// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "conformance/rules/finding.hpp"

namespace assay::conformance {

// A wait for a state of a run that did not come, as the run's last answer shows it.
struct Unseen {
  std::string run;       // its id
  std::string workload;  // "quick"; "" where it is none of ours by name
  std::string wanted;    // the word of the dialect, "COMPLETE"; "" for any terminal state
  std::string member;    // of the status, that holds the state
  std::string state;     // in the last answer; "" where it shows none
  bool ended = false;    // `state` is terminal
  bool queued = false;   // `state` comes before any work
  core::Duration waited{};
  std::string blocked_by;  // id of another run of ours that is at work meanwhile; ""
};

struct Unmet {
  std::string why;  // one sentence
  reports::Because because;
};

// `last` may be null: nothing was asked.
Unmet why_unseen(const Unseen& wait, const ExchangePtr& last);

}  // namespace assay::conformance
