// SPDX-License-Identifier: Apache-2.0
// What a terminal shows of a run of checks while it goes on.
#include "cli/shared/live_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using cli::live_lines;
using reports::Verdict;
using ::testing::ElementsAre;

TEST(LiveView, ShowsTheBarTheVerdictsAndWhatRuns) {
  const cli::LiveState state{
      .title = "run 2 of 3 ",
      .done = 56,
      .total = 112,
      .requests = 245,
      .seconds = 61,
      .verdicts = {{Verdict::warn, 1}, {Verdict::fail, 2}},
      .running = {{"pagination.walks", 3}, {"cancellation.ends", 48, "the end of run 3f2a", 250}}};
  EXPECT_THAT(live_lines(state, 120),
              ElementsAre("run 2 of 3 [############............] 56 of 112 checks, 245 requests, 61 s",
                          "  1 warn, 2 fail",
                          "  cancellation.ends  48 s, waits for the end of run 3f2a, at most 4 min 10 s more",
                          "  pagination.walks  3 s"));
  EXPECT_THAT(live_lines(state, 40),
              ElementsAre("run 2 of 3 56 of 112 checks, 245 reques", "  1 warn, 2 fail",
                          "  cancellation.ends  48 s, waits for th", "  pagination.walks  3 s"));
}

TEST(LiveView, NeverGrows) {
  cli::LiveState state{.total = 10};
  for (int i = 0; i < 9; ++i) state.running.push_back({"check." + std::to_string(i), i});
  const auto lines = live_lines(state, 80, 4);
  EXPECT_THAT(lines, ElementsAre("[........................] 0 of 10 checks, 0 requests, 0 s",
                                 "  check.8  8 s", "  check.7  7 s", "  and 7 more"));
  EXPECT_EQ(live_lines({}, 80).size(), 1u);
}

// A terminal that is made for the test: what the program writes to it, escapes and all.
TEST(LiveView, IsDrawnOnATerminal) {
  if (run_shell("command -v script").code != 0) GTEST_SKIP() << "SKIPPED: there is no script(1)";
  const MockProcess mock({"--defect", "pagination.repeats-a-run"});
  const std::string line = program_path() + " check " + mock.url() + " --only PAG-05";
  const std::string out = run_shell("TERM=xterm script -qec 'stty cols 100; " + line + "' /dev/null").out;
  EXPECT_THAT(out, ::testing::HasSubstr(" checks, "));
  EXPECT_THAT(out, ::testing::HasSubstr("1 fail"));
  EXPECT_THAT(out, ::testing::ContainsRegex("fail pagination.[a-z-]+\r\n"));
  EXPECT_THAT(out, ::testing::HasSubstr("\x1b[J"));
}

}  // namespace
}  // namespace assay::tests
