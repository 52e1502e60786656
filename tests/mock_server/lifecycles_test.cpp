// SPDX-License-Identifier: Apache-2.0
// A thousand runs from their submission to their end, on a clock that jumps and from many threads.
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <iostream>
#include <map>
#include <set>
#include <thread>

#include "mock_server/base/draws.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

const std::string day_long = R"(
runs:
  - match: {tag: {kind: cancelled}}
    timeline: [{state: QUEUED}, {after: 1h, state: RUNNING}, {after: 12h, state: COMPLETE}]
    on_cancel: [{after: 1h, state: CANCELING}, {after: 1h, state: CANCELED}]
  - choose:
      - weight: 3
        timeline:
          - {state: QUEUED}
          - {after: 2h, state: RUNNING}
          - repeat: 2
            steps: [{after: 3h, state: PAUSED}, {after: 1h, state: RUNNING}]
          - {after: 6h, state: COMPLETE}
      - weight: 1
        timeline: [{state: QUEUED}, {after: 1h, state: RUNNING}, {after: 5h, state: PREEMPTED}, {state: QUEUED}, {after: 10h, state: EXECUTOR_ERROR}]
)";

struct Played {
  std::string journal;
  std::map<std::string, int> ends;
  std::chrono::duration<double> time{};
};

// A run is submitted every 37 seconds; each fifth is cancelled at a time that the seed draws, before or after
// its end. In between time jumps from change to change, and one run, drawn too, is looked at after each.
Played play_day_long_lives(std::uint64_t seed) {
  const auto began = std::chrono::steady_clock::now();
  Options options;
  options.scenario_text = day_long;
  options.seed = seed;
  options.journal = 1'000'000;
  Bench bench(options);
  struct Cancel {
    core::Time when;
    std::string id;
  };
  std::vector<Cancel> cancels;
  std::vector<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    auto form = Bench::sound_form();
    if (i % 5 == 0) form.emplace_back("tags", R"({"kind":"cancelled"})");
    ids.push_back(json::parse(bench.post("/runs", form).body)["run_id"]);
    if (i % 5 == 0)
      cancels.push_back({bench.clock->now() + std::chrono::minutes(draw(seed, i) % 900), ids.back()});
    bench.clock->advance(37s);
  }
  std::sort(cancels.begin(), cancels.end(), [](const Cancel& a, const Cancel& b) { return a.when < b.when; });
  auto cancel = cancels.begin();
  for (std::uint64_t turn = 0;; ++turn) {
    auto next = bench.site->next_change();
    for (; cancel != cancels.end() && (!next || cancel->when <= *next); ++cancel) {
      bench.clock->advance(cancel->when - bench.clock->now());
      bench.post("/runs/" + cancel->id + "/cancel");
      next = bench.site->next_change();
    }
    if (!next) break;
    bench.clock->advance(*next - bench.clock->now());
    bench.get("/runs/" + ids[draw(seed + 1, turn) % ids.size()] + "/status");
  }
  Played played;
  for (const auto& id : ids) ++played.ends[bench.state(id)];
  for (const auto& entry : bench.site->journal()) played.journal += journal_line(entry) + "\n";
  played.time = std::chrono::steady_clock::now() - began;
  return played;
}

TEST(Lifecycles, AThousandDaysPlayTwiceTheSame) {
  const auto first = play_day_long_lives(1);
  const auto second = play_day_long_lives(1);
  EXPECT_TRUE(first.journal == second.journal) << "the same seed, and another journal";
  EXPECT_EQ(first.ends, second.ends);
  EXPECT_FALSE(first.journal == play_day_long_lives(2).journal) << "another seed, and the same journal";

  EXPECT_GT(first.ends.at("CANCELED"), 50);
  EXPECT_GT(first.ends.at("COMPLETE"), 500) << "some were cancelled too late";
  EXPECT_GT(first.ends.at("EXECUTOR_ERROR"), 100);
  EXPECT_EQ(first.ends.size(), 3u) << "all have ended";
  EXPECT_GT(std::count(first.journal.begin(), first.journal.end(), '\n'), 4000);
  std::cout << "1,000 day-long lifecycles with 200 cancels, "
            << std::count(first.journal.begin(), first.journal.end(), '\n')
            << " requests: " << first.time.count() << " s\n";
}

const std::string busy = R"(
runs:
  - timeline: [{state: QUEUED}, {polls: 2, state: INITIALIZING}, {polls: 2, state: RUNNING}, {polls: 40, state: COMPLETE}]
    on_cancel: [{state: CANCELING}, {polls: 3, state: CANCELED}]
)";

// What may follow what in that script.
const std::map<std::string, std::set<std::string>> follows = {
    {"QUEUED", {"QUEUED", "INITIALIZING", "CANCELING"}},
    {"INITIALIZING", {"INITIALIZING", "RUNNING", "CANCELING"}},
    {"RUNNING", {"RUNNING", "COMPLETE", "CANCELING"}},
    {"CANCELING", {"CANCELING", "CANCELED"}},
    {"CANCELED", {"CANCELED"}},
    {"COMPLETE", {"COMPLETE"}}};

// The answers of all threads in the order in which they were given: the journal is written under the same
// lock.
TEST(SiteOnThreads, GivesEachRunItsScriptAndNothingElse) {
  constexpr int threads = 8, runs = 1000, requests = 100'000;
  Options options;
  options.scenario_text = busy;
  options.journal = requests + runs;
  Bench bench(options);
  std::vector<std::string> ids;
  for (int i = 0; i < runs; ++i) ids.push_back(bench.submit());
  std::atomic<int> refused = 0;
  std::vector<std::thread> workers;
  for (int t = 0; t < threads; ++t) {
    workers.emplace_back([&, t] {
      for (int i = 0; i < requests / threads; ++i) {
        const auto lot = draw(static_cast<std::uint64_t>(t) + 1, static_cast<std::uint64_t>(i));
        const auto path = "/runs/" + ids[(lot >> 16) % ids.size()];
        const bool cancels = lot % 100 == 0;
        const auto answer = cancels ? bench.post(path + "/cancel") : bench.get(path + "/status");
        refused += answer.status != 200;
      }
    });
  }
  for (auto& worker : workers) worker.join();
  EXPECT_EQ(refused, 0);

  std::map<std::string, std::string> last;
  std::map<std::string, std::map<std::string, int>> shown;
  int transitions = 0, reads = 0;
  for (const auto& entry : bench.site->journal()) {
    if (entry.operation != "GetRunStatus") continue;
    const std::string state = json::parse(entry.answer).at("state");
    auto& before = last[entry.run_id];
    if (before.empty()) before = "QUEUED";
    ASSERT_TRUE(follows.at(before).contains(state)) << before << " -> " << state;
    transitions += before != state;
    before = state;
    ++shown[entry.run_id][state];
    ++reads;
  }
  EXPECT_GT(reads, requests * 9 / 10);
  EXPECT_GT(transitions, runs * 3);
  int through = 0;
  for (auto& [id, states] : shown) {
    if (!states.contains("COMPLETE")) continue;
    ++through;
    EXPECT_EQ(states["QUEUED"], 2) << id;
    EXPECT_EQ(states["INITIALIZING"], 2) << id;
    EXPECT_EQ(states["RUNNING"], 40) << id;
  }
  EXPECT_GT(through, runs / 10) << "exactly the scripted number of polls, whatever the threads";
}

}  // namespace
}  // namespace assay::mock
