// SPDX-License-Identifier: Apache-2.0
// What a terminal shows of a run of checks while it goes on.
#include "cli/shared/live_view.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/bench/load_view.hpp"
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

TEST(LiveView, SaysWhatACheckWaitsFor) {
  if (run_shell("command -v script").code != 0) GTEST_SKIP() << "SKIPPED: there is no script(1)";
  const MockProcess mock({"--fault", "{do: delay, time: 4s, nth: 1, match: {operation: ListRuns}}"});
  const std::string line = program_path() + " check " + mock.url() + " --only LST-01";
  const std::string out = run_shell("TERM=xterm script -qec 'stty cols 200; " + line + "' /dev/null").out;
  EXPECT_THAT(out, ::testing::ContainsRegex(" s, waits for the response to GET /ga4gh/wes/v1/runs, at most "
                                            "[45][0-9] s more"));
}

TEST(LoadView, ShowsTheRateTheLatencyAndTheObjectives) {
  bench::SoFar so_far({}, bench::parse_slo("p99<50ms, errors<0.1% over 2s").value());
  bench::Live live;
  live.at_s = -0.5;
  live.done = 12;
  EXPECT_THAT(cli::load_lines({"", 30, live, so_far}, 100),
              ElementsAre("warming up", "  12 requests, 0 wrong, 0/s", "  not seen yet     p99<50ms",
                          "  not seen yet     errors<0.1% over 2s"));
  bench::Second second;
  bench::Histogram latency;
  latency.record(1'000'000, 1'000);
  second.latency = bench::SlotCounts(latency);
  second.outcomes[0] = 1'000;
  live = {12, 45'120, 3, 3760.4, {{0, second}, {1, second}, {2, second}}};
  so_far.add(live);
  const cli::LoadState state{"load 2 of 10: ", 30, live, so_far};
  EXPECT_THAT(
      cli::load_lines(state, 100),
      ElementsAre("[#########...............] load 2 of 10: 12 s of 30 s, 18 s left",
                  "  45,120 requests, 3 wrong, 3,760/s, p50 1.00 ms and p99 1.00 ms so far",
                  "  held so far      p99<50ms: 1.000 ms",
                  "  held so far      errors<0.1% over 2s: 0 % in the last window, not held in 0 of 2"));
  EXPECT_EQ(
      cli::load_line(state),
      "load 2 of 10: 12 s of 30 s, 18 s left: 45,120 requests, 3 wrong, 3,760/s, p50 1.00 ms and p99 1.00 "
      "ms so far");
  for (const std::string& line : cli::load_lines(state, 40)) EXPECT_LT(line.size(), 40u) << line;
}

TEST(LoadView, IsDrawnOnATerminalOnly) {
  if (run_shell("command -v script").code != 0) GTEST_SKIP() << "SKIPPED: there is no script(1)";
  const MockProcess mock;
  const std::string line = program_path() + " bench " + mock.url() +
                           " --create 2 --rate 50 --duration 3s --warmup 0s --slo \"p99<10s\"";
  const std::string out = run_shell("TERM=xterm script -qec 'stty cols 100; " + line + "' /dev/null").out;
  EXPECT_THAT(out, ::testing::ContainsRegex("[0-9] s of 3 s, [0-9] s left"));
  EXPECT_THAT(out, ::testing::HasSubstr(" so far"));
  EXPECT_THAT(out, ::testing::HasSubstr("held so far      p99<10s"));
  const std::string log = run_shell(line).err;
  EXPECT_THAT(log, ::testing::ContainsRegex("s left: [0-9]+ requests, 0 wrong"));
  EXPECT_EQ(log.find('\n'), log.size() - 1) << log;
  EXPECT_EQ(log.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace assay::tests
