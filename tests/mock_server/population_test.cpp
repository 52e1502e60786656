// SPDX-License-Identifier: Apache-2.0
// Runs that nobody submitted, and the counts of all runs.
#include "mock_server/script/population.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "mock_server/base/draws.hpp"
#include "mock_server/runs/runs.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

const std::string crowd = R"(
population:
  runs: 1000
  ages: {from: 1s, to: 1000s}
  mix:
    - {weight: 3, timeline: [{state: QUEUED}, {after: 100s, state: RUNNING}, {after: 400s, state: COMPLETE}]}
    - {weight: 1, tags: {team: x}, timeline: [{state: RUNNING}, {polls: 2, state: PAUSED}]}
runs: [{timeline: [{state: QUEUED}, {after: 10s, state: COMPLETE}]}]
)";

Options with_crowd(Options options = {}) {
  options.scenario_text = crowd;
  return options;
}

std::vector<json> walk(Bench& bench) {
  std::vector<json> items;
  std::string token;
  do {
    const auto page = bench.read("/runs?page_size=99&page_token=" + token);
    for (const auto& item : page["runs"]) items.push_back(item);
    token = page["next_page_token"];
  } while (!token.empty() && items.size() < 5000);
  return items;
}

std::map<std::string, int> count(const std::vector<json>& items) {
  std::map<std::string, int> counts;
  for (const auto& item : items) ++counts[item["state"]];
  return counts;
}

std::map<std::string, int> counts_in_service_info(Bench& bench) {
  std::map<std::string, int> counts;
  const auto told = bench.read("/service-info")["system_state_counts"];
  for (const auto& [state, number] : told.items()) {
    if (number != 0) counts[state] = number;
  }
  return counts;
}

TEST(RunIds, LeadBackToTheirNumber) {
  for (const std::uint64_t serial : {1ULL, 2ULL, 77ULL, 1'000'000ULL, 4'294'967'295ULL, 1ULL << 60}) {
    const auto id = run_id_of(9, serial);
    EXPECT_EQ(serial_of(9, id), serial) << id;
    EXPECT_EQ(serial_of(8, id), 0u);
    int changed = 0;
    for (std::size_t i = 0; i < id.size(); ++i) {
      for (int byte = 0; byte < 256; ++byte) {
        auto other = id;
        other[i] = static_cast<char>(byte);
        if (other == id) continue;
        EXPECT_EQ(serial_of(9, other), 0u) << other;
        ++changed;
      }
    }
    EXPECT_EQ(changed, 36 * 255);
  }
  EXPECT_EQ(serial_of(9, ""), 0u);
  EXPECT_EQ(serial_of(9, std::string(36, 'z')), 0u);
}

TEST(Population, IsThereFromTheStart) {
  Bench bench(with_crowd());
  const auto items = walk(bench);
  ASSERT_EQ(items.size(), 1000u);
  std::set<std::string> ids;
  for (const auto& item : items) ids.insert(item["run_id"]);
  EXPECT_EQ(ids.size(), 1000u);
  for (std::size_t i = 0; i < items.size(); i += 97) {
    const auto log = bench.read("/runs/" + items[i]["run_id"].get<std::string>());
    EXPECT_EQ(log["state"], items[i]["state"]);
    EXPECT_EQ(log["request"]["workflow_url"], "https://population.example/main.cwl");
  }
  const auto counts = count(items);
  EXPECT_NEAR(counts.at("COMPLETE"), 375, 60);
  EXPECT_NEAR(counts.at("QUEUED"), 75, 30);
  EXPECT_NEAR(counts.at("RUNNING"), 300 + 250, 80);
}

TEST(Population, OlderRunsHaveLowerNumbers) {
  const Population population{.runs = 5000, .youngest = 1s, .oldest = 30min, .mix = {}};
  auto last = population.age(3, 1);
  EXPECT_LE(last, population.oldest);
  int equal = 0;
  for (std::uint64_t serial = 2; serial <= population.runs; ++serial) {
    const auto age = population.age(3, serial);
    ASSERT_LE(age, last);
    equal += age == last;
    last = age;
  }
  EXPECT_GE(last, population.youngest);
  EXPECT_LT(equal, 10);
}

TEST(Population, ANewRunStandsBeforeIt) {
  Bench bench(with_crowd());
  const auto id = bench.submit();
  const auto items = walk(bench);
  EXPECT_EQ(items.size(), 1001u);
  EXPECT_EQ(items.front()["run_id"], id);
}

TEST(Population, ItsRunsCanBeCancelledAndPolled) {
  Bench bench(with_crowd());
  int cancelled = 0, polled = 0;
  for (const auto& item : walk(bench)) {
    const std::string id = item["run_id"];
    const bool second_kind = item.contains("tags") && item["tags"].contains("team");
    if (second_kind && polled < 3) {
      bench.state(id);
      bench.state(id);
      EXPECT_EQ(bench.state(id), "PAUSED");
      ++polled;
    } else if (item["state"] == "RUNNING" && cancelled < 3) {
      bench.post("/runs/" + id + "/cancel");
      EXPECT_EQ(bench.state(id), "CANCELING");
      ++cancelled;
    }
  }
  EXPECT_EQ(cancelled, 3);
  EXPECT_EQ(polled, 3);
  EXPECT_EQ(counts_in_service_info(bench), count(walk(bench)));
}

TEST(Population, IsSharedByTheUsers) {
  Bench bench(with_crowd(two_users()));
  std::set<std::string> ids;
  for (const char* secret : {"Bearer secret-a", "Bearer secret-b"}) {
    bench.authorization = secret;
    const auto own = bench.submit();
    const auto items = walk(bench);
    EXPECT_EQ(items.size(), 501u);
    EXPECT_EQ(items.front()["run_id"], own);
    for (const auto& item : items) ids.insert(item["run_id"]);
  }
  EXPECT_EQ(ids.size(), 1002u);
}

TEST(Population, AnotherSeedGivesOthers) {
  auto options = with_crowd();
  Bench bench(options), again(options);
  options.seed = 2;
  Bench other(options);
  EXPECT_EQ(walk(bench), walk(again));
  EXPECT_NE(walk(bench), walk(other));
}

TEST(Census, AgreesWithTheListAtAllTimes) {
  Bench bench(with_crowd());
  int asked = 0;
  for (int round = 0; round < 40; ++round) {
    const auto id = bench.submit();
    if (round % 3 == 0) bench.post("/runs/" + id + "/cancel");
    if (round % 5 == 0)
      bench.post("/runs/" + bench.read("/runs?page_size=500")["runs"][499]["run_id"].get<std::string>() +
                 "/cancel");
    EXPECT_EQ(counts_in_service_info(bench), count(walk(bench))) << round;
    bench.clock->advance(core::Duration(round * 777'777));
    ++asked;
  }
  bench.clock->advance(1h);
  EXPECT_EQ(counts_in_service_info(bench), count(walk(bench)));
  EXPECT_EQ(asked, 40);
}

TEST(Census, HiddenAndDeletedRunsDoNotCount) {
  Bench bench(with_defect("cancellation.deletes-the-run"));
  const auto id = bench.submit("https://flows.example/sleep.cwl");
  bench.submit();
  EXPECT_EQ(counts_in_service_info(bench), (std::map<std::string, int>{{"QUEUED", 2}}));
  bench.post("/runs/" + id + "/cancel");
  EXPECT_EQ(counts_in_service_info(bench), (std::map<std::string, int>{{"QUEUED", 1}}));
}

TEST(Census, KnowsWhenSomethingChangesNext) {
  Options options;
  options.scenario_text = R"(
runs:
  - timeline: [{state: QUEUED}, {after: 10s, state: RUNNING}, {after: 1h, state: COMPLETE}]
    on_cancel: [{after: 1s, state: CANCELED}]
)";
  Bench bench(options);
  EXPECT_FALSE(bench.site->next_change());
  bench.submit();
  bench.clock->advance(1s);
  const auto second = bench.submit();
  EXPECT_EQ(bench.site->next_change(), noon() + 10s);
  bench.clock->advance(9s);
  EXPECT_EQ(bench.site->next_change(), noon() + 11s);
  bench.post("/runs/" + second + "/cancel");
  EXPECT_EQ(bench.site->next_change(), noon() + 11s);
  bench.clock->advance(1s);
  EXPECT_EQ(bench.state(second), "CANCELED");
  EXPECT_EQ(bench.site->next_change(), noon() + 1h + 10s)
      << "what was expected of a cancelled run is forgotten";
  bench.clock->advance(2h);
  EXPECT_FALSE(bench.site->next_change());
}

}  // namespace
}  // namespace assay::mock
