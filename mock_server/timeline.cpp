// SPDX-License-Identifier: Apache-2.0
#include "mock_server/timeline.hpp"

#include <algorithm>

namespace assay::mock {
namespace {

void enter(Situation& situation, const Step& step, core::Time when) {
  situation.step = &step;
  if (step.phase == schemas::Phase::running && !situation.started) situation.started = when;
  situation.ended = step.terminal ? std::optional(when) : std::nullopt;
}

}  // namespace

Situation state_at(const Timeline& timeline, const Marks& marks, core::Time now) {
  Situation situation;
  std::optional<core::Time> branch;
  if (marks.cancelled && !timeline.on_cancel.empty())
    branch = *marks.cancelled + timeline.on_cancel.front().at;

  enter(situation, timeline.steps.front(), marks.submitted);
  for (std::size_t i = 1; i < timeline.steps.size(); ++i) {
    const auto when = marks.submitted + timeline.steps[i].at;
    if (when > now || (branch && *branch <= when)) break;
    enter(situation, timeline.steps[i], when);
  }
  if (!branch || *branch > now || (situation.terminal() && !marks.forced)) return situation;

  situation.cancelling = branch;
  for (const auto& step : timeline.on_cancel) {
    const auto when = *marks.cancelled + step.at;
    if (when > now) break;
    enter(situation, step, when);
  }
  return situation;
}

std::vector<TaskSituation> tasks_at(const Timeline& timeline, const Marks& marks, core::Time now) {
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
