// SPDX-License-Identifier: Apache-2.0
#include "mock_server/base/behaviour.hpp"

#include <gtest/gtest.h>

#include <set>

#include "mock_server/defects/apply.hpp"
#include "mock_server/operations/site_state.hpp"
#include "mock_server/render/renderings.hpp"
#include "tests/mock_server/site_support.hpp"

// Each switch does what behaviour.hpp says, whether or not a defect uses it.
namespace assay::mock {
namespace {

Bench bench_with(const Behaviour& behaviour, const Options& given = {}) {
  Bench bench;
  Options options = with_persona(given).value();
  options.clock = bench.clock;
  auto scenario = read_scenario(options.scenario, "", *dialect()).value();
  edit_timelines(scenario, behaviour, *dialect());
  auto state = std::make_unique<SiteState>(options, Persona{}, dialect(), wes_rendering(), ScenarioText{},
                                           std::make_shared<const Scenario>(std::move(scenario)), Defects{},
                                           behaviour, nullptr);
  bench.site = std::make_shared<Site>(options, std::move(state));
  return bench;
}

std::size_t count(Bench& bench, const std::string& query = "") {
  return bench.read("/runs" + query)["runs"].size();
}

const std::string sleeps = "https://flows.example/sleep.cwl";

TEST(Behaviour, PageSizes) {
  using Zero = Behaviour::ZeroPage;
  struct {
    Zero zero;
    std::size_t items;
    bool token;
  } const rows[] = {{Zero::everything, 3, false}, {Zero::endless, 0, true}, {Zero::default_size, 2, true}};
  int ran = 0;
  for (const auto& row : rows) {
    Behaviour behaviour;
    behaviour.zero_page_size = row.zero;
    behaviour.default_page_size = 2;
    auto bench = bench_with(behaviour);
    for (int i = 0; i < 3; ++i) bench.submit();
    const auto page = bench.read("/runs?page_size=0");
    EXPECT_EQ(page["runs"].size(), row.items);
    EXPECT_EQ(!page["next_page_token"].get<std::string>().empty(), row.token);
    EXPECT_EQ(bench.get("/runs?page_size=-1").status, 400);
    ++ran;
  }
  EXPECT_EQ(ran, 3);
  Behaviour odd;
  odd.odd_page_size = Behaviour::OddPage::default_size;
  auto bench = bench_with(odd);
  EXPECT_EQ(bench.get("/runs?page_size=abc").status, 200);
  EXPECT_EQ(bench.get("/runs?page_size=-1").status, 200);
  EXPECT_EQ(bench.get("/runs?page_size=0").status, 400);
}

TEST(Behaviour, BadTokens) {
  Behaviour behaviour;
  behaviour.bad_token = Behaviour::BadToken::first_page;
  auto first = bench_with(behaviour);
  first.submit();
  EXPECT_EQ(count(first, "?page_token=xyz"), 1u);
  behaviour.bad_token = Behaviour::BadToken::empty_page;
  auto empty = bench_with(behaviour);
  empty.submit();
  EXPECT_EQ(count(empty, "?page_token=xyz"), 0u);
}

TEST(Behaviour, TokensThatAreBoundToNothing) {
  Behaviour behaviour;
  behaviour.tokens_bind_user = false;
  behaviour.tokens_bind_listing = false;
  auto bench = bench_with(behaviour, two_users());
  bench.authorization = "Bearer secret-a";
  const auto hers = bench.submit();
  bench.submit();
  const std::string token = bench.read("/runs?page_size=1")["next_page_token"];
  EXPECT_EQ(bench.get("/runs/" + hers + "/tasks?page_token=" + token).status, 200);
  bench.authorization = "Bearer secret-b";
  EXPECT_EQ(bench.read("/runs?page_token=" + token)["runs"][0]["run_id"], hers);
  bench.authorization.clear();
  EXPECT_EQ(bench.get("/runs?page_token=" + token).status, 401);
  behaviour.token_replaces_credentials = true;
  auto open = bench_with(behaviour, two_users());
  EXPECT_EQ(open.get("/runs?page_token=" + token).status, 200) << "the same seed, so the same key";
  EXPECT_EQ(open.get("/runs").status, 401);
}

TEST(Behaviour, ExtraEmptyPage) {
  Behaviour behaviour;
  behaviour.extra_empty_page = true;
  auto bench = bench_with(behaviour);
  bench.submit();
  const std::string token = bench.read("/runs")["next_page_token"];
  ASSERT_FALSE(token.empty());
  EXPECT_EQ(bench.read("/runs?page_token=" + token),
            (json{{"runs", json::array()}, {"next_page_token", ""}}));
}

TEST(Behaviour, EmptyPagesWithoutEnd) {
  Behaviour behaviour;
  behaviour.endless_empty_pages = true;
  auto bench = bench_with(behaviour);
  for (int i = 0; i < 3; ++i) bench.submit();
  auto page = bench.read("/runs?page_size=2");
  std::set<std::string> tokens;
  std::size_t items = page["runs"].size();
  for (int i = 0; i < 5; ++i) {
    const std::string token = page["next_page_token"];
    EXPECT_TRUE(tokens.insert(token).second) << token;
    page = bench.read("/runs?page_size=2&page_token=" + token);
    items += page["runs"].size();
  }
  EXPECT_EQ(items, 3u);
  EXPECT_EQ(tokens.count(""), 0u);
}

TEST(Behaviour, TokensThatOverrideTheSize) {
  Behaviour behaviour;
  behaviour.token_overrides_size = true;
  auto bench = bench_with(behaviour);
  for (int i = 0; i < 5; ++i) bench.submit();
  const auto page = bench.read("/runs?page_size=2");
  EXPECT_EQ(page["runs"].size(), 2u);
  const std::string token = page["next_page_token"];
  EXPECT_EQ(count(bench, "?page_size=1&page_token=" + token), 3u);
}

TEST(Behaviour, OrdersOfTheList) {
  Behaviour behaviour;
  behaviour.paging = Behaviour::Paging::ascending;
  auto ascending = bench_with(behaviour);
  const auto oldest = ascending.submit();
  ascending.submit();
  const auto page = ascending.read("/runs?page_size=1");
  EXPECT_EQ(page["runs"][0]["run_id"], oldest);
  ascending.submit();
  EXPECT_EQ(count(ascending, "?page_token=" + page["next_page_token"].get<std::string>()), 2u)
      << "new runs show up";

  behaviour.paging = Behaviour::Paging::offset_by_state;
  auto by_state = bench_with(behaviour);
  const auto going_on = by_state.submit(sleeps);
  by_state.submit();
  by_state.clock->advance(1s);
  EXPECT_EQ(by_state.read("/runs")["runs"][0]["run_id"], going_on);
}

TEST(Behaviour, TaskPaging) {
  Behaviour behaviour;
  behaviour.task_paging = Behaviour::Paging::ignore;
  auto bench = bench_with(behaviour);
  const auto id = bench.submit("https://flows.example/tasks.cwl");
  bench.clock->advance(1s);
  EXPECT_EQ(bench.read("/runs/" + id + "/tasks?page_size=1")["task_logs"].size(), 7u);
  EXPECT_EQ(count(bench, "?page_size=1"), 1u);
}

TEST(Behaviour, CancelsOfEachKind) {
  using Cancel = Behaviour::Cancel;
  struct {
    Cancel cancel;
    const char *at_once, *soon, *later;
  } const rows[] = {{Cancel::asynchronous, "CANCELING", "CANCELED", "CANCELED"},
                    {Cancel::synchronous, "CANCELED", "CANCELED", "CANCELED"},
                    {Cancel::nothing, "RUNNING", "RUNNING", "COMPLETE"},
                    {Cancel::stuck, "CANCELING", "CANCELING", "CANCELING"},
                    {Cancel::resurrect, "CANCELING", "CANCELED", "COMPLETE"}};
  int ran = 0;
  for (const auto& row : rows) {
    Behaviour behaviour;
    behaviour.cancel = row.cancel;
    auto bench = bench_with(behaviour);
    const auto id = bench.submit(sleeps);
    bench.clock->advance(1s);
    EXPECT_EQ(bench.post("/runs/" + id + "/cancel").status, 200);
    EXPECT_EQ(bench.state(id), row.at_once);
    bench.clock->advance(250ms);
    EXPECT_EQ(bench.state(id), row.soon);
    bench.clock->advance(1h);
    EXPECT_EQ(bench.state(id), row.later);
    ++ran;
  }
  EXPECT_EQ(ran, 5);
}

TEST(Behaviour, CancelReachesTooFar) {
  Behaviour behaviour;
  behaviour.cancels_ended_runs = true;
  behaviour.get_cancels = true;
  behaviour.unknown_run_is_cancelled = true;
  behaviour.cancels_every_users_runs = true;
  auto bench = bench_with(behaviour, two_users());
  bench.authorization = "Bearer secret-a";
  const auto id = bench.submit();
  bench.clock->advance(1s);
  bench.authorization = "Bearer secret-b";
  EXPECT_EQ(bench.get("/runs/" + id + "/cancel").status, 200);
  EXPECT_EQ(bench.post("/runs/unknown/cancel").status, 200);
  bench.clock->advance(1s);
  bench.authorization = "Bearer secret-a";
  EXPECT_EQ(bench.state(id), "CANCELED");

  Behaviour deletes;
  deletes.cancel_deletes_run = true;
  auto other = bench_with(deletes);
  const auto gone = other.submit(sleeps);
  EXPECT_EQ(other.post("/runs/" + gone + "/cancel").status, 200);
  EXPECT_EQ(other.get("/runs/" + gone).status, 404);
  EXPECT_EQ(count(other), 0u);
}

TEST(Behaviour, Submissions) {
  Behaviour same;
  same.same_request_same_id = true;
  auto one = bench_with(same);
  EXPECT_EQ(one.submit(), one.submit());
  EXPECT_NE(one.submit(), one.submit(sleeps));

  Behaviour late;
  late.visible_after = 2s;
  auto two = bench_with(late);
  const auto id = two.submit();
  EXPECT_EQ(two.get("/runs/" + id).status, 404);
  EXPECT_EQ(count(two), 0u);
  two.clock->advance(2s);
  EXPECT_EQ(two.get("/runs/" + id).status, 200);
  EXPECT_EQ(count(two), 1u);
}

TEST(Behaviour, WhoSeesWhat) {
  Behaviour behaviour;
  behaviour.lists_every_users_runs = true;
  behaviour.hides_foreign_runs = true;
  auto bench = bench_with(behaviour, two_users());
  bench.authorization = "Bearer secret-a";
  const auto id = bench.submit();
  bench.authorization = "Bearer secret-b";
  EXPECT_EQ(count(bench), 1u);
  EXPECT_EQ(bench.get("/runs/" + id).status, 404);
  Behaviour reads;
  reads.reads_every_users_runs = true;
  auto other = bench_with(reads, two_users());
  other.authorization = "Bearer secret-a";
  const auto foreign = other.submit();
  other.authorization = "Bearer secret-b";
  EXPECT_EQ(other.get("/runs/" + foreign).status, 200);
  EXPECT_EQ(count(other), 0u);
}

TEST(Behaviour, Credentials) {
  struct {
    bool Behaviour::*flag;
    const char* authorization;
    const char* path;
    int normal, status;
  } const rows[] = {{&Behaviour::accepts_no_credentials, "", "/runs", 401, 200},
                    {&Behaviour::accepts_any_credentials, "Bearer x", "/runs", 401, 200},
                    {&Behaviour::scheme_case_matters, "bearer secret-a", "/runs", 200, 401},
                    {&Behaviour::service_info_needs_credentials, "", "/service-info", 200, 401},
                    {&Behaviour::looks_before_it_asks, "", "/runs/unknown", 401, 404}};
  int ran = 0;
  for (const auto& row : rows) {
    auto plain = bench_with({}, two_users());
    plain.authorization = row.authorization;
    EXPECT_EQ(plain.get(row.path).status, row.normal) << row.path;
    Behaviour behaviour;
    behaviour.*row.flag = true;
    auto bench = bench_with(behaviour, two_users());
    bench.authorization = row.authorization;
    EXPECT_EQ(bench.get(row.path).status, row.status) << row.path;
    ++ran;
  }
  EXPECT_EQ(ran, 5);
}

TEST(Behaviour, LooksBeforeItAsksTellsRunsApart) {
  Behaviour behaviour;
  behaviour.looks_before_it_asks = true;
  auto bench = bench_with(behaviour, two_users());
  bench.authorization = "Bearer secret-a";
  const auto id = bench.submit();
  bench.authorization.clear();
  EXPECT_EQ(bench.get("/runs/" + id).status, 401);
  EXPECT_EQ(bench.get("/runs/unknown").status, 404);
}

TEST(Behaviour, TasksOfAnyRun) {
  Behaviour behaviour;
  behaviour.finds_tasks_of_any_run = true;
  auto bench = bench_with(behaviour);
  const auto id = bench.submit();
  bench.clock->advance(1s);
  const std::string task = bench.read("/runs/" + id + "/tasks")["task_logs"][0]["id"];
  EXPECT_EQ(bench.get("/runs/unknown/tasks/" + task).status, 200);
  EXPECT_EQ(bench.get("/runs/" + bench.submit() + "/tasks/" + task).status, 200);
  EXPECT_EQ(bench.get("/runs/" + id + "/tasks/unknown").status, 404);
}

TEST(Behaviour, CancelsThatComeTooEarlyOrAreAnsweredLate) {
  Behaviour forgets;
  forgets.ignores_early_cancels = true;
  auto early = bench_with(forgets);
  const auto id = early.submit(sleeps);
  EXPECT_EQ(early.post("/runs/" + id + "/cancel").status, 200);
  early.clock->advance(1s);
  EXPECT_EQ(early.state(id), "RUNNING");
  EXPECT_EQ(early.post("/runs/" + id + "/cancel").status, 200);
  EXPECT_EQ(early.state(id), "CANCELING");

  Behaviour waits;
  waits.answers_after["CancelRun"] = 11s;
  auto late = bench_with(waits);
  const auto slow = late.submit(sleeps);
  const auto path = late.site->base_path() + "/runs/" + slow;
  EXPECT_EQ(late.site->handle({.method = "POST", .target = path + "/cancel"}).delay, 11s);
  EXPECT_EQ(late.site->handle({.method = "GET", .target = path + "/status"}).delay, 0s);
  EXPECT_EQ(late.state(slow), "CANCELING");
}

}  // namespace
}  // namespace assay::mock
