// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>

#include "conformance/rules/history.hpp"

namespace assay::conformance {

// What the history of one run is held against. A history breaks a law when no server that keeps the law could
// have given its answers, at whatever instants of their requests it looked. So answers that overlap, states
// that nobody saw and a list that is as old as its request break nothing. UNKNOWN says nothing.
enum class Law {
  terminal_is_final,    // a run that came to an end stays there; two different ends are one too many
  no_resurrection,      // after CANCELING or CANCELED a run is not QUEUED, INITIALIZING, RUNNING or PAUSED
  phases_in_order,      // a draft, QUEUED, INITIALIZING, RUNNING, stopping: skipped at will, never taken back
  views_agree_at_rest,  // once one view shows an end, all show it
  views_agree_on_the_way,  // waiting, RUNNING, stopping or CANCELING: no view is behind what another has
                           // shown
};

// Two observations that cannot both be true: mostly the later was asked after the earlier had come.
struct Contradiction {
  Observation earlier;
  Observation later;
  bool is_across() const { return earlier.source != later.source; }
};
// "at [12.300, 12.310] s the status said COMPLETE (#12)", in seconds since `origin`.
std::string line(const Observation& seen, core::Time origin);

struct Ruling {
  enum class Word {
    consistent,    // answers that could have broken the law did not
    violation,     // `contradiction` is set
    undetermined,  // no answer could have broken it: `would_decide` says which could
  };
  Word word = Word::undetermined;
  std::optional<Contradiction> contradiction = {};
  std::string would_decide = {};  // "a read after 12.310 s", in seconds since `origin`
};

// `list_lag`: how much older than its request a list may be. A run that was PREEMPTED may begin again.
Ruling judge(const History& history, Law law, const schemas::Dialect& dialect, core::Time origin,
             core::Duration list_lag = {});

// Whether a run whose cancel was accepted (`cancel` is its answer) had ended for good within `limit`.
Ruling judge_cancel(const History& history, const Observation& cancel, core::Duration limit,
                    const schemas::Dialect& dialect, core::Time origin);

}  // namespace assay::conformance
