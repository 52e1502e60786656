// SPDX-License-Identifier: Apache-2.0
// Steps that wait for polls and triggers, loops, and the choice of a script.
#include <gtest/gtest.h>

#include <map>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Options play(const std::string& text) {
  Options options;
  options.scenario_text = text;
  return options;
}

std::vector<std::string> states_of(Bench& bench, const std::string& id, int polls) {
  std::vector<std::string> states;
  for (int i = 0; i < polls; ++i) states.push_back(bench.state(id));
  return states;
}

using States = std::vector<std::string>;

TEST(Gates, PollsMoveARun) {
  Bench bench(
      play("runs: [{timeline: [{state: QUEUED}, {polls: 3, state: RUNNING}, {polls: 1, state: COMPLETE}]}]"));
  const auto id = bench.submit();
  bench.clock->advance(1h);
  bench.read("/runs");
  bench.read("/runs/" + id + "/tasks");
  EXPECT_EQ(states_of(bench, id, 6),
            (States{"QUEUED", "QUEUED", "QUEUED", "RUNNING", "COMPLETE", "COMPLETE"}));
}

TEST(Gates, TheLogIsAPollToo) {
  Bench bench(play("runs: [{timeline: [{state: QUEUED}, {polls: 2, state: RUNNING}]}]"));
  const auto id = bench.submit();
  EXPECT_EQ(bench.read("/runs/" + id)["state"], "QUEUED");
  EXPECT_EQ(bench.state(id), "QUEUED");
  EXPECT_EQ(bench.read("/runs/" + id)["state"], "RUNNING");
}

TEST(Gates, TimeGoesOnFromTheGate) {
  Bench bench(play(
      "runs: [{timeline: [{state: QUEUED}, {polls: 1, state: RUNNING}, {after: 2s, state: COMPLETE}]}]"));
  const auto id = bench.submit();
  bench.clock->advance(10s);
  bench.state(id);
  bench.clock->advance(1999ms);
  EXPECT_EQ(bench.state(id), "RUNNING");
  bench.clock->advance(1ms);
  EXPECT_EQ(bench.state(id), "COMPLETE");
  const auto log = bench.read("/runs/" + id)["run_log"];
  EXPECT_EQ(log["start_time"], "2026-01-31T12:00:10Z");
  EXPECT_EQ(log["end_time"], "2026-01-31T12:00:12Z");
}

TEST(Gates, RunsArePolledApart) {
  Bench bench(play("runs: [{timeline: [{state: QUEUED}, {polls: 2, state: RUNNING}]}]"));
  const auto one = bench.submit(), two = bench.submit();
  EXPECT_EQ(states_of(bench, one, 3).back(), "RUNNING");
  EXPECT_EQ(bench.state(two), "QUEUED");
}

TEST(Gates, ATriggerMovesWhatWaitsForIt) {
  Bench bench(
      play("runs: [{timeline: [{state: QUEUED}, {trigger: go, state: RUNNING}, {trigger: end, state: "
           "COMPLETE}]}]"));
  const auto one = bench.submit(), two = bench.submit();
  EXPECT_EQ(bench.site->trigger("end", one).value(), 0u) << "too early: lost";
  EXPECT_EQ(bench.site->trigger("go", one).value(), 1u);
  EXPECT_EQ(bench.state(one), "RUNNING");
  EXPECT_EQ(bench.state(two), "QUEUED");
  EXPECT_EQ(bench.site->trigger("go").value(), 1u) << "of all runs, only one waits";
  EXPECT_EQ(bench.site->trigger("end").value(), 2u);
  EXPECT_EQ(bench.state(two), "COMPLETE");
  EXPECT_EQ(bench.site->trigger("").value(), 0u);
  EXPECT_FALSE(bench.site->trigger("go", "no such run"));
}

TEST(Gates, ACancelMayWaitForPolls) {
  Bench bench(play(R"(
runs:
  - timeline: [{state: RUNNING}, {polls: 9, state: COMPLETE}]
    on_cancel: [{polls: 2, state: CANCELING}, {trigger: gone, state: CANCELED}]
)"));
  const auto id = bench.submit();
  bench.post("/runs/" + id + "/cancel");
  EXPECT_EQ(states_of(bench, id, 4), (States{"RUNNING", "RUNNING", "CANCELING", "CANCELING"}));
  EXPECT_EQ(bench.site->trigger("gone", id).value(), 1u);
  EXPECT_EQ(states_of(bench, id, 12).back(), "CANCELED") << "the script's own gate has lost";
}

TEST(Gates, TheScriptMayWinTheRace) {
  Bench bench(play(R"(
runs:
  - timeline: [{state: RUNNING}, {polls: 1, state: COMPLETE}]
    on_cancel: [{polls: 2, state: CANCELED}]
)"));
  const auto id = bench.submit();
  bench.post("/runs/" + id + "/cancel");
  EXPECT_EQ(states_of(bench, id, 4), (States{"RUNNING", "COMPLETE", "COMPLETE", "COMPLETE"}));
}

TEST(Loops, AreWrittenOut) {
  Bench bench(play(R"(
runs:
  - timeline:
      - {state: QUEUED}
      - repeat: 2
        steps: [{after: 1s, state: RUNNING}, {repeat: 2, steps: [{after: 1s, state: PAUSED}, {after: 1s, state: UNKNOWN}]}]
      - {after: 1s, state: COMPLETE}
)"));
  const auto id = bench.submit();
  std::string seen;
  for (int second = 0; second <= 11; ++second, bench.clock->advance(1s)) seen += bench.state(id).substr(0, 1);
  EXPECT_EQ(seen, "QRPUPURPUPUC");
}

TEST(Choice, NthCountsWhatComesToTheEntry) {
  Bench bench(play(R"(
runs:
  - match: {workflow_url: "*align*", nth: [1, 3]}
    timeline: [{state: PAUSED}]
  - timeline: [{state: RUNNING}]
)"));
  States states;
  for (const char* url : {"other", "align", "align", "other", "align", "align"})
    states.push_back(bench.state(bench.submit(std::string("https://flows.example/") + url)));
  EXPECT_EQ(states, (States{"RUNNING", "PAUSED", "RUNNING", "RUNNING", "PAUSED", "RUNNING"}));
}

TEST(Choice, AHeaderOfTheSubmissionCounts) {
  Bench bench(play(R"(
runs:
  - match: {header: {x-case: "slow*"}}
    timeline: [{state: PAUSED}]
  - timeline: [{state: RUNNING}]
)"));
  const auto submit = [&](const char* value) {
    core::Request request{
        .method = "POST",
        .target = bench.site->base_path() + "/runs",
        .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, {"X-Case", value}},
        .body = core::encode_query(Bench::sound_form())};
    return bench.state(json::parse(bench.send(request).body)["run_id"]);
  };
  EXPECT_EQ(submit("slow one"), "PAUSED");
  EXPECT_EQ(submit("fast"), "RUNNING");
  EXPECT_EQ(bench.state(bench.submit()), "RUNNING");
}

TEST(Choice, WeightsAndSeedDecide) {
  const std::string text =
      "runs: [{choose: [{weight: 3, timeline: [{state: RUNNING}]}, {timeline: [{state: PAUSED}]}]}]";
  const auto draw_400 = [&](std::uint64_t seed) {
    auto options = play(text);
    options.seed = seed;
    Bench bench(options);
    std::string drawn;
    for (int i = 0; i < 400; ++i) drawn += bench.state(bench.submit())[0];
    return drawn;
  };
  const auto drawn = draw_400(1);
  EXPECT_EQ(drawn, draw_400(1));
  EXPECT_NE(drawn, draw_400(2));
  const auto paused = std::count(drawn.begin(), drawn.end(), 'P');
  EXPECT_GT(paused, 60);
  EXPECT_LT(paused, 140);
}

TEST(Choice, ScriptsMayChangeWhileRunsLive) {
  Bench bench(play("runs: [{timeline: [{state: PAUSED}]}]"));
  const auto old = bench.submit();
  ASSERT_TRUE(bench.site->set_scenario("", "runs: [{timeline: [{state: RUNNING}]}]"));
  EXPECT_EQ(bench.state(old), "PAUSED");
  EXPECT_EQ(bench.state(bench.submit()), "RUNNING");
  const auto refused = bench.site->set_scenario("", "runs: 3");
  ASSERT_FALSE(refused);
  EXPECT_EQ(bench.state(bench.submit()), "RUNNING") << "an error changes nothing";
}

TEST(Choice, DefectsMayComeAndGo) {
  Bench bench;
  const auto page = "/runs?page_size=1";
  for (int i = 0; i < 3; ++i) bench.submit("https://flows.example/sleep.cwl");
  EXPECT_EQ(bench.read(page)["runs"].size(), 1u);
  ASSERT_TRUE(bench.site->set_defects({"pagination.ignores-page-size"}));
  EXPECT_EQ(bench.read(page)["runs"].size(), 3u);
  ASSERT_FALSE(bench.site->set_defects({"no.such-defect"}));
  EXPECT_EQ(bench.read(page)["runs"].size(), 3u);
  ASSERT_TRUE(bench.site->set_defects({}));
  EXPECT_EQ(bench.read(page)["runs"].size(), 1u);
}

}  // namespace
}  // namespace assay::mock
