// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations/paging.hpp"

#include <gtest/gtest.h>

#include <set>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

TEST(TokenMaker, ReadsWhatItMade) {
  const TokenMaker tokens(1, Behaviour{});
  const Cursor cursor{12345678901234, 42};
  const auto token = tokens.make(cursor, "ann", "runs");
  EXPECT_EQ(tokens.read(token, "ann", "runs"), cursor);
  EXPECT_EQ(token, core::percent_encode(token)) << "a token needs no encoding";
  EXPECT_FALSE(tokens.read(token, "bob", "runs"));
  EXPECT_FALSE(tokens.read(token, "ann", "tasks of x"));
  EXPECT_FALSE(TokenMaker(2, Behaviour{}).read(token, "ann", "runs"));
}

TEST(TokenMaker, EveryChangeIsSeen) {
  const TokenMaker tokens(1, Behaviour{});
  const auto token = tokens.make({7, 3}, "", "runs");
  int changes = 0;
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (const char c : std::string("Aa0-_.=")) {
      if (token[i] == c) continue;
      auto changed = token;
      changed[i] = c;
      EXPECT_FALSE(tokens.read(changed, "", "runs")) << changed;
      ++changes;
    }
    EXPECT_FALSE(tokens.read(token.substr(0, i), "", "runs"));
  }
  EXPECT_GT(changes, 150);
  EXPECT_FALSE(tokens.read(token + "A", "", "runs"));
  EXPECT_FALSE(tokens.read(token + token, "", "runs"));
  EXPECT_FALSE(tokens.read(std::string(5000, 'A'), "", "runs"));
}

TEST(PageQuery, JudgesPageSize) {
  const Behaviour behaviour;
  const TokenMaker tokens(1, behaviour);
  struct {
    const char* text;
    int size;  // 0: refused
  } const rows[] = {{"1", 1},
                    {"100", 100},
                    {"2147483648", 1000},
                    {"9223372036854775807", 1000},
                    {"0", 0},
                    {"-1", 0},
                    {"-9223372036854775808", 0},
                    {"9223372036854775808", 0},
                    {"", 0},
                    {"abc", 0},
                    {"1.5", 0},
                    {"1e3", 0},
                    {"0x10", 0},
                    {" ", 0},
                    {" 1", 0},
                    {"+1", 0},
                    {"1 ", 0}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto query = read_page_query({{"page_size", row.text}}, tokens, "", "runs", behaviour, *dialect());
    EXPECT_EQ(query.refused.empty(), row.size != 0) << row.text;
    if (row.size) {
      EXPECT_EQ(query.size, static_cast<std::uint64_t>(row.size)) << row.text;
    }
    ++ran;
  }
  EXPECT_EQ(ran, 17);
  EXPECT_EQ(read_page_query({}, tokens, "", "runs", behaviour, *dialect()).size, 100u);
  EXPECT_TRUE(
      read_page_query({{"page_token", ""}}, tokens, "", "runs", behaviour, *dialect()).refused.empty());
  EXPECT_FALSE(
      read_page_query({{"page_token", "xyz"}}, tokens, "", "runs", behaviour, *dialect()).refused.empty());
}

struct Walk {
  std::vector<std::string> ids;
  int pages = 0;
  std::size_t largest = 0;
};

// Follows tokens to the end; `between` is called after each page.
Walk walk(
    Bench& bench, const std::string& path, const std::string& items, const std::string& id, int size,
    const std::function<void()>& between = [] {}) {
  Walk walked;
  std::string token;
  do {
    const auto page = bench.read(path + "?page_size=" + std::to_string(size) + "&page_token=" + token);
    for (const auto& item : page.at(items)) walked.ids.push_back(item.at(id));
    walked.largest = std::max(walked.largest, page.at(items).size());
    token = page.at("next_page_token");
    between();
  } while (++walked.pages < 100 && !token.empty());
  return walked;
}

TEST(Paging, WalksAtEverySizeGiveTheSameList) {
  Bench bench;
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.insert(ids.begin(), bench.submit());
  int ran = 0;
  for (const int size : {1, 2, 3, 6, 7, 8, 1000}) {
    const auto walked = walk(bench, "/runs", "runs", "run_id", size);
    EXPECT_EQ(walked.ids, ids) << size;
    EXPECT_LE(walked.largest, static_cast<std::size_t>(size));
    EXPECT_EQ(walked.pages, (7 + size - 1) / size) << "no empty page at the end";
    ++ran;
  }
  EXPECT_EQ(ran, 7);
}

TEST(Paging, RunsThatComeDuringAWalkDoNotShow) {
  Bench bench;
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.insert(ids.begin(), bench.submit());
  const auto walked = walk(bench, "/runs", "runs", "run_id", 2, [&] {
    bench.submit();
    bench.clock->advance(200ms);  // states move on, the runs do not
  });
  EXPECT_EQ(walked.ids, ids);
  EXPECT_EQ(walk(bench, "/runs", "runs", "run_id", 100).ids.size(), 8u);
}

TEST(Paging, StatesAreLive) {
  Bench bench;
  bench.submit();
  bench.submit();
  const auto first = bench.read("/runs?page_size=1");
  EXPECT_EQ(first["runs"][0]["state"], "QUEUED");
  bench.clock->advance(1s);
  const auto token = first["next_page_token"].get<std::string>();
  EXPECT_EQ(bench.read("/runs?page_token=" + token)["runs"][0]["state"], "COMPLETE");
}

TEST(Paging, TasksHaveTheOrderOfTheLog) {
  Bench bench;
  const auto id = bench.submit("https://flows.example/many-tasks.cwl");
  bench.clock->advance(1s);
  std::vector<std::string> logged;
  const auto log = bench.read("/runs/" + id);
  for (const auto& task : log["task_logs"]) logged.push_back(task["id"]);
  EXPECT_EQ(logged.size(), 7u);
  for (const int size : {1, 2, 7, 8}) {
    EXPECT_EQ(walk(bench, "/runs/" + id + "/tasks", "task_logs", "id", size).ids, logged) << size;
  }
  EXPECT_EQ(std::set<std::string>(logged.begin(), logged.end()).size(), 7u);
}

TEST(Paging, TokensOfAnotherListingAreRefused) {
  Bench bench;
  const auto one = bench.submit("https://flows.example/tasks.cwl");
  const auto two = bench.submit("https://flows.example/tasks.cwl");
  bench.clock->advance(1s);
  const std::string runs = bench.read("/runs?page_size=1")["next_page_token"];
  const std::string tasks = bench.read("/runs/" + one + "/tasks?page_size=1")["next_page_token"];
  ASSERT_FALSE(runs.empty());
  ASSERT_FALSE(tasks.empty());
  EXPECT_EQ(bench.get("/runs?page_token=" + tasks).status, 400);
  EXPECT_EQ(bench.get("/runs/" + one + "/tasks?page_token=" + runs).status, 400);
  EXPECT_EQ(bench.get("/runs/" + two + "/tasks?page_token=" + tasks).status, 400);
  EXPECT_EQ(bench.get("/runs/" + one + "/tasks?page_token=" + tasks).status, 200);
}

TEST(Paging, EmptyListIsAnEmptyArray) {
  Bench bench;
  EXPECT_EQ(bench.read("/runs"), (json{{"runs", json::array()}, {"next_page_token", ""}}));
}

TEST(Paging, DefectsBreakTheWalk) {
  const auto walk_with = [](const std::string& defect, bool insert) {
    Bench bench(with_defect(defect));
    for (int i = 0; i < 7; ++i) bench.submit();
    return walk(bench, "/runs", "runs", "run_id", 2, [&] {
      if (insert) bench.submit();
    });
  };
  const auto distinct = [](const Walk& walked) {
    return std::set<std::string>(walked.ids.begin(), walked.ids.end()).size();
  };
  const auto repeated = walk_with("pagination.repeats-a-run", false);
  EXPECT_EQ(distinct(repeated), 7u);
  EXPECT_GT(repeated.ids.size(), 7u);
  EXPECT_EQ(repeated.largest, 2u);
  const auto quiet = walk_with("pagination.offset-tokens", false);
  EXPECT_EQ(quiet.ids.size(), 7u);
  const auto moved = walk_with("pagination.offset-tokens", true);
  EXPECT_GT(moved.ids.size(), distinct(moved));
  EXPECT_EQ(walk_with("pagination.ignores-page-size", false).largest, 7u);
}

}  // namespace
}  // namespace assay::mock
