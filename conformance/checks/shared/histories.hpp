// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <initializer_list>

#include "conformance/rules/history_judge.hpp"
#include "conformance/session/context.hpp"

// What the answers so far say of runs, and how a check tells what the judge of histories made of it.
namespace assay::conformance {

std::map<std::string, History> all_histories(CheckContext& t);
History history_of(CheckContext& t, const std::string& run_id,
                   std::initializer_list<Observation::Source> sources);
// What was asked at `since` or later.
History asked_since(const History& history, core::Time since);
core::Time origin_of(CheckContext& t);  // the first request of the run: times of messages count from it
ExchangePtr exchange_of(CheckContext& t, std::uint64_t id);

// `expected` and `actual` are the two lines of the contradiction.
Finding contradiction_finding(CheckContext& t, const Contradiction& found, std::string reason,
                              std::string message);

// What is asked of a history, and the words for its breach.
struct HistoryQuestion {
  std::string_view requirement;
  std::string reason;   // "terminal-left"
  std::string message;  // "a run left its terminal state"
};
// Broken with the contradiction, held with the last answer, or inconclusive with what would decide it.
void judge_history(CheckContext& t, const HistoryQuestion& question, const History& history,
                   const Ruling& ruling);
// Every law; held where one was tried. Laws about views say nothing where one view contradicts itself.
void judge_history(CheckContext& t, const HistoryQuestion& question, const History& history,
                   std::initializer_list<Law> laws, core::Duration list_lag = {});
// One law over the histories of all runs, each view by itself: a list may lag behind the status, which is a
// matter of consistency. Inconclusive where no answer could have broken it.
void judge_histories(CheckContext& t, Law law, const HistoryQuestion& question);
// Ends are read once more, waits.watch after the last of them, so that a state which came back late is seen:
// some of each kind. Ends the check where no run was seen to end.
Task<void> read_ends_again(CheckContext& t);

}  // namespace assay::conformance
