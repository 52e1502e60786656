// SPDX-License-Identifier: Apache-2.0
// How old a served state is, by the mock's own script.
#include "mock_server/runs/truth.hpp"

#include <gtest/gtest.h>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Options truthful(const std::string& text, std::vector<std::string> defects = {}) {
  Options options;
  options.scenario_text = text;
  options.defects = std::move(defects);
  options.truth = true;
  return options;
}

constexpr const char* script =
    "runs: [{timeline: [{state: QUEUED}, {after: 2s, state: RUNNING}, {after: 3s, state: COMPLETE}], "
    "on_cancel: [{state: CANCELING}, {after: 1s, state: CANCELED}]}]";

std::string told(Bench& bench, const std::string& id) {
  const auto answer = bench.get("/runs/" + id + "/status");
  return std::string(answer.headers.get(truth_header).value_or("nothing"));
}

TEST(Truth, AStateThatHoldsIsLeftInTheFuture) {
  Bench bench(truthful(script));
  const auto id = bench.submit();
  EXPECT_EQ(told(bench, id), "-2000000");
  bench.clock->advance(1500ms);
  EXPECT_EQ(told(bench, id), "-500000");
  bench.clock->advance(500ms);
  EXPECT_EQ(told(bench, id), "-3000000");
  bench.clock->advance(3s);
  EXPECT_EQ(told(bench, id), "nothing") << "nothing ends a terminal state";
}

TEST(Truth, AStaleReplicaIsFoundOut) {
  Bench bench(truthful(script, {"status.replicas-disagree"}));
  const auto id = bench.submit();
  bench.clock->advance(5s);
  bench.clock->advance(250ms);
  std::map<std::string, int> seen;
  for (int i = 0; i < 6; ++i) ++seen[told(bench, id)];
  EXPECT_EQ(seen, (std::map<std::string, int>{{"250000", 2}, {"nothing", 4}}));
}

TEST(Truth, ACancelChangesTheFuture) {
  Bench bench(truthful(script));
  const auto id = bench.submit();
  bench.clock->advance(2500ms);
  bench.post("/runs/" + id + "/cancel");
  EXPECT_EQ(told(bench, id), "-1000000");
  const auto run = bench.site->runs().find(id);
  EXPECT_EQ(left_ago(*run, "RUNNING", bench.clock->now() + 300ms), core::Duration(300ms));
  EXPECT_EQ(left_ago(*run, "QUEUED", bench.clock->now()), core::Duration(500ms));
  EXPECT_EQ(left_ago(*run, "PAUSED", bench.clock->now()), std::nullopt) << "it never was there";
}

TEST(Truth, AStateThatComesBackIsNotLeft) {
  Bench bench(truthful(
      "runs: [{timeline: [{state: RUNNING}, {after: 1s, state: PAUSED}, {after: 1s, state: RUNNING}]}]"));
  const auto id = bench.submit();
  bench.clock->advance(1s);
  EXPECT_EQ(left_ago(*bench.site->runs().find(id), "RUNNING", bench.clock->now()), core::Duration(0));
  bench.clock->advance(1s);
  EXPECT_EQ(told(bench, id), "nothing");
}

TEST(Truth, IsToldOnlyWhereItWasAskedFor) {
  Bench bench(truthful(script));
  const auto id = bench.submit();
  EXPECT_FALSE(bench.get("/runs/" + id).headers.has(truth_header));
  EXPECT_FALSE(bench.get("/runs").headers.has(truth_header));
  EXPECT_FALSE(bench.get("/runs/no-such-run/status").headers.has(truth_header));
  Bench silent;
  EXPECT_EQ(told(silent, silent.submit()), "nothing");
}

}  // namespace
}  // namespace assay::mock
