// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// One state that a run enters. Times of `steps` count from the submission, of `on_cancel` from the cancel.
struct Step {
  core::Duration at{};
  std::string state;  // a word of the dialect: "RUNNING"
  schemas::Phase phase = schemas::Phase::unknown;
  bool terminal = false;
  std::optional<int> exit_code = {};
  std::string outputs = {};  // JSON text of an object; "" where the script has none
};

// A task of a run. It appears at `start` after the run first came to RUNNING and works for `runs_for`.
struct TaskPlan {
  std::string name = {};
  std::vector<std::string> cmd = {};
  core::Duration start{};
  core::Duration runs_for{};
  int exit_code = 0;
  std::string out = {};  // what its stdout URL serves
  std::string err = {};
};

struct Timeline {
  std::vector<Step> steps;      // never empty; the first is at 0
  std::vector<Step> on_cancel;  // empty: a cancel changes nothing
  std::vector<TaskPlan> tasks;  // by time of start, then as scripted
  std::string out = {};         // what the run's stdout URL serves
  std::string err = {};
};

// What has happened to one run, besides the passing of time. Later triggers join here.
struct Marks {
  core::Time submitted{};
  std::optional<core::Time> cancelled = {};
  bool forced = false;  // the cancel counts even where the run had ended (a defect)
};

struct Situation {
  const Step* step = nullptr;            // the state the run is in
  std::optional<core::Time> started;     // first RUNNING
  std::optional<core::Time> cancelling;  // when the cancel branch took over
  std::optional<core::Time> ended;       // when the terminal state was entered
  bool terminal() const { return step->terminal; }
};

// The state of a run at `now`: a pure function, so that a run needs no timer. The script goes on until the
// first step of `on_cancel` is due; where it has come to a terminal state before that, the cancel came too
// late and changes nothing.
Situation state_at(const Timeline& timeline, const Marks& marks, core::Time now);

struct TaskSituation {
  std::size_t index = 0;  // in Timeline::tasks
  core::Time started{};
  std::optional<core::Time> ended = {};
  std::optional<int> exit_code = {};  // absent while it works, and where a cancel or an error cut it short
};

// The tasks that have started by `now`, in the order of the timeline. None starts after the run stopped or is
// being cancelled; none outlives its run.
std::vector<TaskSituation> tasks_at(const Timeline& timeline, const Marks& marks, core::Time now);

}  // namespace assay::mock
