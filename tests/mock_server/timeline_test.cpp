// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/timeline.hpp"

#include <gtest/gtest.h>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

using schemas::Phase;

Timeline ordinary() {
  return {
      .steps = {{0ms, "QUEUED", Phase::queued},
                {100ms, "RUNNING", Phase::running},
                {500ms, "COMPLETE", Phase::complete, true, 0}},
      .on_cancel = {{0ms, "CANCELING", Phase::canceling}, {200ms, "CANCELED", Phase::canceled, true}},
      .tasks = {{.name = "first", .runs_for = 100ms}, {.name = "second", .start = 200ms, .runs_for = 100ms}}};
}

TEST(StateAt, FollowsTheScript) {
  const auto timeline = ordinary();
  core::VirtualClock clock(noon());
  const Marks marks{.submitted = clock.now()};
  struct {
    core::Duration step;
    const char* state;
  } const rows[] = {{0ms, "QUEUED"},    {99ms, "QUEUED"},  {1ms, "RUNNING"},
                    {399ms, "RUNNING"}, {1ms, "COMPLETE"}, {24h, "COMPLETE"}};
  int ran = 0;
  for (const auto& row : rows) {
    clock.advance(row.step);
    EXPECT_EQ(state_at(timeline, marks, clock.now()).step->state, row.state) << ran;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

// "QUEUED 0 x, RUNNING 100 x, COMPLETE 500": state, milliseconds, whether it was entered.
std::string course(const Timeline& timeline, const Marks& marks, core::Duration at) {
  std::string text;
  for (const auto& stop : course_of(timeline, marks, noon() + at)) {
    text += (text.empty() ? "" : ", ") + stop.step->state;
    if (stop.at) text += " " + std::to_string((*stop.at - noon()) / 1ms);
    if (stop.entered) text += " x";
  }
  return text;
}

TEST(CourseOf, ShowsWhatWasAndWhatComes) {
  const auto timeline = ordinary();
  const Marks plain{.submitted = noon()}, cancelled{.submitted = noon(), .cancelled = noon() + 300ms},
      late{.submitted = noon(), .cancelled = noon() + 600ms};
  EXPECT_EQ(course(timeline, plain, 0ms), "QUEUED 0 x, RUNNING 100, COMPLETE 500");
  EXPECT_EQ(course(timeline, plain, 500ms), "QUEUED 0 x, RUNNING 100 x, COMPLETE 500 x");
  EXPECT_EQ(course(timeline, cancelled, 300ms), "QUEUED 0 x, RUNNING 100 x, CANCELING 300 x, CANCELED 500");
  EXPECT_EQ(course(timeline, cancelled, 1h), "QUEUED 0 x, RUNNING 100 x, CANCELING 300 x, CANCELED 500 x");
  EXPECT_EQ(course(timeline, late, 1h), "QUEUED 0 x, RUNNING 100 x, COMPLETE 500 x");
  const Marks at_once{.submitted = noon(), .cancelled = noon()};
  EXPECT_EQ(course(timeline, at_once, 0ms), "QUEUED 0 x, CANCELING 0 x, CANCELED 200");
  auto gated = ordinary();
  gated.steps[1] = {.state = "RUNNING", .phase = Phase::running, .trigger = "go"};
  gated.steps[2].at = 400ms;
  EXPECT_EQ(course(gated, plain, 1h), "QUEUED 0 x, RUNNING, COMPLETE");
  EXPECT_EQ(course(gated, cancelled, 1h), "QUEUED 0 x, CANCELING 300 x, CANCELED 500 x");
  const Marks opened{.submitted = noon(), .gates = {.opened = {noon() + 50ms}}};
  EXPECT_EQ(course(gated, opened, 60ms), "QUEUED 0 x, RUNNING 50 x, COMPLETE 450");
}

TEST(StateAt, KnowsWhenItStartedAndEnded) {
  const auto timeline = ordinary();
  const Marks marks{.submitted = noon()};
  const auto queued = state_at(timeline, marks, noon());
  EXPECT_FALSE(queued.started);
  EXPECT_FALSE(queued.ended);
  const auto over = state_at(timeline, marks, noon() + 1h);
  EXPECT_EQ(over.started, noon() + 100ms);
  EXPECT_EQ(over.ended, noon() + 500ms);
  EXPECT_TRUE(over.terminal());
}

TEST(StateAt, TakesTheCancelBranch) {
  const auto timeline = ordinary();
  const Marks marks{.submitted = noon(), .cancelled = noon() + 300ms};
  EXPECT_EQ(state_at(timeline, marks, noon() + 299ms).step->state, "RUNNING");
  EXPECT_EQ(state_at(timeline, marks, noon() + 300ms).step->state, "CANCELING");
  EXPECT_EQ(state_at(timeline, marks, noon() + 499ms).step->state, "CANCELING");
  const auto over = state_at(timeline, marks, noon() + 1h);
  EXPECT_EQ(over.step->state, "CANCELED");
  EXPECT_EQ(over.started, noon() + 100ms);
  EXPECT_EQ(over.ended, noon() + 500ms);
  EXPECT_FALSE(over.step->exit_code);
}

TEST(StateAt, CancelledWhileQueuedNeverRuns) {
  const auto timeline = ordinary();
  const Marks marks{.submitted = noon(), .cancelled = noon() + 100ms};
  EXPECT_EQ(state_at(timeline, marks, noon() + 100ms).step->state, "CANCELING");
  const auto over = state_at(timeline, marks, noon() + 1h);
  EXPECT_EQ(over.step->state, "CANCELED");
  EXPECT_FALSE(over.started);
}

TEST(StateAt, CancelThatComesTooLateChangesNothing) {
  auto timeline = ordinary();
  timeline.on_cancel.front().at = 300ms;  // slow to take hold
  timeline.on_cancel.back().at = 400ms;
  const Marks late{.submitted = noon(), .cancelled = noon() + 250ms};
  EXPECT_EQ(state_at(timeline, late, noon() + 1h).step->state, "COMPLETE");
  const Marks in_time{.submitted = noon(), .cancelled = noon() + 150ms};
  EXPECT_EQ(state_at(timeline, in_time, noon() + 449ms).step->state, "RUNNING");
  EXPECT_EQ(state_at(timeline, in_time, noon() + 1h).step->state, "CANCELED");
}

TEST(StateAt, ForcedCancelMovesAnEndedRun) {
  const auto timeline = ordinary();
  const Marks marks{.submitted = noon(), .cancelled = noon() + 1s, .forced = true};
  EXPECT_EQ(state_at(timeline, marks, noon() + 999ms).step->state, "COMPLETE");
  EXPECT_EQ(state_at(timeline, marks, noon() + 2s).step->state, "CANCELED");
}

TEST(StateAt, EmptyBranchIgnoresTheCancel) {
  auto timeline = ordinary();
  timeline.on_cancel.clear();
  EXPECT_EQ(state_at(timeline, {.submitted = noon(), .cancelled = noon()}, noon() + 1s).step->state,
            "COMPLETE");
}

TEST(TasksAt, AppearWhenTheyStart) {
  const auto timeline = ordinary();
  const Marks marks{.submitted = noon()};
  EXPECT_TRUE(tasks_at(timeline, marks, noon() + 99ms).empty());
  const auto one = tasks_at(timeline, marks, noon() + 150ms);
  ASSERT_EQ(one.size(), 1u);
  EXPECT_FALSE(one[0].ended);
  EXPECT_FALSE(one[0].exit_code);
  const auto both = tasks_at(timeline, marks, noon() + 1h);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[1].started, noon() + 300ms);
  EXPECT_EQ(both[1].ended, noon() + 400ms);
  EXPECT_EQ(both[1].exit_code, 0);
}

TEST(TasksAt, AreCutShortByACancel) {
  const auto timeline = ordinary();
  const Marks marks{.submitted = noon(), .cancelled = noon() + 150ms};
  const auto tasks = tasks_at(timeline, marks, noon() + 1h);
  ASSERT_EQ(tasks.size(), 1u) << "no task starts once the run is being cancelled";
  EXPECT_EQ(tasks[0].ended, noon() + 200ms) << "it ended by itself before the run did";

  const Marks soon{.submitted = noon(), .cancelled = noon() + 310ms};
  auto long_task = timeline;
  long_task.tasks[1].runs_for = 1h;
  const auto cut = tasks_at(long_task, soon, noon() + 1h);
  ASSERT_EQ(cut.size(), 2u);
  EXPECT_EQ(cut[1].ended, noon() + 510ms) << "no task outlives its run";
  EXPECT_FALSE(cut[1].exit_code);
}

}  // namespace
}  // namespace assay::mock
