// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/timeline.hpp"

#include <algorithm>

namespace assay::mock {
namespace {

using core::Time;

// Goes through a list of steps as far as the gates are known to have opened.
class Walk {
 public:
  Walk(const std::vector<Step>& steps, const Gates& gates, Time base)
      : steps_(steps), gates_(gates), base_(base) {}

  bool done() const { return next_ == steps_.size(); }
  const Step& step() const { return steps_[next_]; }
  bool at_shut_gate() const { return !done() && step().gated() && gate_ == gates_.opened.size(); }
  // When the step is due; nothing at the end and before a shut gate.
  std::optional<Time> due() const {
    if (done() || at_shut_gate()) return {};
    return step().gated() ? gates_.opened[gate_] : base_ + step().at;
  }
  void go_on() {
    if (step().gated()) base_ = gates_.opened[gate_++];
    ++next_;
  }
  void pass() { ++next_; }  // without having been there

 private:
  const std::vector<Step>& steps_;
  const Gates& gates_;
  Time base_;
  std::size_t next_ = 0;
  std::size_t gate_ = 0;
};

void enter(Situation& situation, const Step& step, Time when) {
  situation.step = &step;
  if (step.phase == schemas::Phase::running && !situation.started) situation.started = when;
  situation.ended = step.terminal ? std::optional(when) : std::nullopt;
}

// Where a run stands in both lists.
struct Standing {
  Situation situation;
  Walk script;
  Walk branch;
  bool cancelled = false;  // there is a branch, and it has been asked for
};

Standing stand(const Timeline& timeline, const Marks& marks, Time now) {
  Standing at{{},
              Walk(timeline.steps, marks.gates, marks.submitted),
              Walk(timeline.on_cancel, marks.cancel_gates, marks.cancelled.value_or(Time::max())),
              marks.cancelled && !timeline.on_cancel.empty()};
  const auto branch = at.cancelled ? at.branch.due() : std::nullopt;
  enter(at.situation, timeline.steps.front(), marks.submitted);
  at.script.go_on();
  // What a response of the same instant may have shown has been.
  for (auto when = at.script.due(); when && *when <= now && !(branch && *branch < *when);
       when = at.script.due()) {
    enter(at.situation, at.script.step(), *when);
    at.script.go_on();
  }
  if (!branch || *branch > now || (at.situation.terminal() && !marks.forced)) return at;

  at.situation.cancelling = branch;
  for (auto when = branch; when && *when <= now; when = at.branch.due()) {
    enter(at.situation, at.branch.step(), *when);
    at.branch.go_on();
  }
  return at;
}

// Opens a gate of each list that the run stands before, where `passes` says so.
template <class Passes>
bool open_gates(const Timeline& timeline, Marks& marks, Time now, Passes passes) {
  const auto at = stand(timeline, marks, now);
  if (at.situation.ended) return false;  // a script of a defect goes on, but waits for nobody
  bool opened = false;
  const auto knock = [&](const Walk& walk, Gates& gates) {
    if (!walk.at_shut_gate() || !passes(walk.step(), gates)) return;
    gates.opened.push_back(now);
    gates.polls = 0;
    opened = true;
  };
  // `at` looks at the gates of `marks`: what it says of one list must be asked before that list changes.
  if (at.cancelled) knock(at.branch, marks.cancel_gates);
  if (!at.situation.cancelling) knock(at.script, marks.gates);
  return opened;
}

}  // namespace

Situation state_at(const Timeline& timeline, const Marks& marks, Time now) {
  return stand(timeline, marks, now).situation;
}

std::optional<Time> next_change(const Timeline& timeline, const Marks& marks, Time now) {
  const auto at = stand(timeline, marks, now);
  const bool late = at.situation.terminal() && !marks.forced;  // for the branch
  const auto branch = at.cancelled && !late ? at.branch.due() : std::nullopt;
  auto script = at.situation.cancelling ? std::nullopt : at.script.due();
  if (script && *script <= now)
    script.reset();  // a defect's step behind the end, which a late cancel has cut off
  if (!branch || !script) return branch ? branch : script;
  return std::min(branch, script);
}

std::vector<Stop> course_of(const Timeline& timeline, const Marks& marks, Time now) {
  const auto at = stand(timeline, marks, now);
  const auto branch =
      at.cancelled ? Walk(timeline.on_cancel, marks.cancel_gates, *marks.cancelled).due() : std::nullopt;
  std::vector<Stop> stops;
  // `until`: when the branch takes over. A step that is due then is not entered.
  const auto follow = [&](Walk walk, std::optional<Time> until, bool of_cancel) {
    for (std::optional<Time> known = Time::min(); !walk.done();) {
      if (known) known = walk.due();
      if (until && !stops.empty() && (!known || *known >= *until)) return;  // the first is always entered
      const bool entered = known && *known <= now;
      stops.push_back({&walk.step(), known, entered, of_cancel});
      if (known)
        walk.go_on();
      else
        walk.pass();
    }
  };
  const bool turns =
      branch && (*branch > now ? !at.situation.terminal() : at.situation.cancelling.has_value());
  follow(Walk(timeline.steps, marks.gates, marks.submitted), turns ? branch : std::nullopt, false);
  const bool late = stops.back().step->terminal && !marks.forced;
  if (turns && !late) follow(Walk(timeline.on_cancel, marks.cancel_gates, *marks.cancelled), {}, true);
  return stops;
}

bool count_poll(const Timeline& timeline, Marks& marks, Time now) {
  return open_gates(timeline, marks, now, [](const Step& step, Gates& gates) {
    return step.polls > 0 && ++gates.polls >= step.polls;
  });
}

bool pull_trigger(const Timeline& timeline, Marks& marks, Time now, std::string_view name) {
  return open_gates(timeline, marks, now,
                    [&](const Step& step, const Gates&) { return step.trigger == name && !name.empty(); });
}

bool waits_for_polls(const Timeline& timeline) {
  const auto waits = [](const Step& step) { return step.polls > 0; };
  return std::any_of(timeline.steps.begin(), timeline.steps.end(), waits) ||
         std::any_of(timeline.on_cancel.begin(), timeline.on_cancel.end(), waits);
}

std::vector<TaskSituation> tasks_at(const Timeline& timeline, const Marks& marks, Time now) {
  const auto run = state_at(timeline, marks, now);
  std::vector<TaskSituation> tasks;
  if (!run.started) return tasks;
  const auto last_start = std::min(run.cancelling.value_or(now), run.ended.value_or(now));
  for (std::size_t i = 0; i < timeline.tasks.size(); ++i) {
    const auto& plan = timeline.tasks[i];
    TaskSituation task{.index = i, .started = *run.started + plan.start};
    if (task.started > last_start) continue;
    const auto done = task.started + plan.runs_for;
    if (done <= run.ended.value_or(now)) {
      task.ended = done;
      task.exit_code = plan.exit_code;
    } else if (run.ended) {
      task.ended = run.ended;
    }
    tasks.push_back(task);
  }
  return tasks;
}

}  // namespace assay::mock
