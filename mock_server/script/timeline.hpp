// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "schemas/dialect.hpp"

namespace assay::mock {

// One state that a run enters. Times of `steps` count from the submission, of `on_cancel` from the cancel;
// after a gate they count from its opening.
struct Step {
  core::Duration at{};
  std::string state;  // a word of the dialect: "RUNNING"
  schemas::Phase phase = schemas::Phase::unknown;
  bool terminal = false;
  std::optional<int> exit_code = {};
  std::string outputs = {};  // JSON text of an object; "" where the script has none
  // A gate: the step is entered when it opens, and not before. At most one of the two is given, and `at` is 0
  // then.
  std::uint32_t polls = 0;   // the state before has been shown that many times
  std::string trigger = {};  // somebody has said that word (Site::trigger)
  int line = 0;              // of the scenario; 0 where no line says it

  bool gated() const { return polls > 0 || !trigger.empty(); }
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
  std::vector<Step> steps;      // never empty; the first is at 0 and has no gate
  std::vector<Step> on_cancel;  // empty: a cancel changes nothing
  std::vector<TaskPlan> tasks;  // by time of start, then as scripted
  std::string out = {};         // what the run's stdout URL serves
  std::string err = {};
};

// How far a list of steps has come at its gates.
struct Gates {
  std::vector<core::Time> opened = {};  // of the first gate, of the second...
  std::uint32_t polls = 0;              // seen while waiting for the next
  bool operator==(const Gates&) const = default;
};

// What has happened to one run, besides the passing of time.
struct Marks {
  core::Time submitted{};
  std::optional<core::Time> cancelled = {};
  bool forced = false;      // the cancel counts even where the run had ended (a defect)
  Gates gates = {};         // of Timeline::steps
  Gates cancel_gates = {};  // of Timeline::on_cancel
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

// The first moment after `now` at which time alone moves the run; nothing where it has ended or waits at a
// gate.
std::optional<core::Time> next_change(const Timeline& timeline, const Marks& marks, core::Time now);

// A step of a run's way: those that it entered, in order, and then those that are still ahead.
struct Stop {
  const Step* step = nullptr;
  std::optional<core::Time> at = {};  // nothing behind a shut gate
  bool entered = false;
  bool of_cancel = false;
};
std::vector<Stop> course_of(const Timeline& timeline, const Marks& marks, core::Time now);

// What happens at `now`, written into the marks; true where a gate opened. Each counts only for a gate that
// the run stands before: a trigger that comes too early is lost. Until on_cancel takes over, the gates of
// both lists are open to events.
bool count_poll(const Timeline& timeline, Marks& marks, core::Time now);
bool pull_trigger(const Timeline& timeline, Marks& marks, core::Time now, std::string_view name);
// Whether a poll could ever matter: the marks of other runs need not be kept.
bool waits_for_polls(const Timeline& timeline);

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
