// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "reports/run_result.hpp"
#include "schemas/dialect.hpp"

// What the exchanges of a run show when they are laid side by side: facts for pictures, no judgement. Bodies
// are read as the dialect of the run keeps them.
namespace assay::reports {

// One answer that told the state of a run. The state held at some moment between `asked` and `answered`.
struct Sighting {
  core::Time asked{};
  core::Time answered{};
  std::string state;
  schemas::Phase phase = schemas::Phase::unknown;  // of that word, in the dialect of the run
  std::uint64_t exchange = 0;
};

// Who saw one run in which state when: a lane for each kind of answer that showed it.
struct Lane {
  std::string name;  // "status", "log", "list"
  std::vector<Sighting> seen;
};
struct RunStory {
  std::string run_id;
  std::vector<Lane> lanes;
};
// Runs that a status or a log was asked of, in order of the first answer. A list shows many runs: what it
// says of others is left out.
std::vector<RunStory> run_stories(const RunResult& result);

// A walk through the list of runs: a page and those that followed by their tokens.
struct Page {
  std::uint64_t exchange = 0;
  int status = 0;
  std::vector<std::string> runs;  // ids in order
  std::vector<bool> again;        // for each: it was on this walk before
  std::string next;               // the token it ended with; empty at the end
};
struct Walk {
  std::string check;
  std::vector<Page> pages;  // two or more
  bool unfinished() const { return !pages.back().next.empty(); }
};
std::vector<Walk> page_walks(const RunResult& result);

// How long answers took, by operation; faults are not answers.
struct Latency {
  std::string operation;  // "" outside the document
  std::vector<core::Duration> sorted;
  core::Duration at(double share) const;  // 0.5 is the median
};
std::vector<Latency> latencies(const RunResult& result);

}  // namespace assay::reports
