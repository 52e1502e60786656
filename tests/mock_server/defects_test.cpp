// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "mock_server/defects/apply.hpp"
#include "mock_server/defects/tools.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

const std::vector<std::string> areas{
    "service_info", "submission",  "listing",    "pagination", "run_log", "status",  "consistency", "tasks",
    "cancellation", "transitions", "timestamps", "errors",     "auth",    "content", "http_hygiene"};

TEST(Defects, RowsAreWellFormed) {
  std::set<std::string_view> ids;
  std::set<std::string> seen_areas;
  for (const auto* defect : all_defects()) {
    const std::string id(defect->id);
    EXPECT_TRUE(ids.insert(defect->id).second) << id << " is there twice";
    EXPECT_TRUE(std::regex_match(id, std::regex("[a-z_]+\\.[a-z0-9-]+"))) << id;
    seen_areas.insert(id.substr(0, id.find('.')));
    EXPECT_FALSE(defect->says.empty()) << id;
    EXPECT_TRUE(defect->says.ends_with(".")) << id;
    EXPECT_FALSE(defect->trips.empty()) << id;
    EXPECT_TRUE(defect->behave || defect->body || defect->answer || defect->wire) << id << " does nothing";
    EXPECT_EQ(find_defect(defect->id), defect);
    for (const auto& requirement : defect->trips) {
      EXPECT_EQ(std::count(defect->may_trip.begin(), defect->may_trip.end(), requirement), 0) << id;
    }
  }
  EXPECT_EQ(seen_areas, std::set<std::string>(areas.begin(), areas.end()));
  EXPECT_GE(ids.size(), 28u);
  EXPECT_EQ(find_defect("no.such"), nullptr);
}

// No defect may end the mock: each is driven through all operations.
TEST(Defects, EachAnswersEveryOperation) {
  int driven = 0;
  for (const auto* defect : all_defects()) {
    Options options = defect->needs_auth ? two_users() : Options{};
    options.wes_version = std::string(defect->version);
    options.defects = {std::string(defect->id)};
    Bench bench(options);
    if (defect->needs_auth) bench.authorization = "Bearer secret-a";
    bench.post("/runs", Bench::sound_form());
    bench.post("/runs", {});
    // One defect takes no form at all.
    const auto id = bench.site->runs().last_serial() > 0 ? bench.site->runs().by_serial(1).id : "none";
    const std::vector<std::string> paths{"/service-info",           "/runs",
                                         "/runs?page_size=1",       "/runs/" + id,
                                         "/runs/" + id + "/status", "/runs/" + id + "/tasks",
                                         "/runs/unknown",           "/runs/unknown/status"};
    for (int step = 0; step < 4; ++step) {
      for (const auto& path : paths) {
        // A defect may answer 500; an exception in its hook must not.
        EXPECT_EQ(bench.get(path).body.find("the mock failed"), std::string::npos)
            << defect->id << " " << path;
        ++driven;
      }
      bench.clock->advance(1s);
    }
    EXPECT_EQ(bench.post("/runs/" + id + "/cancel").body.find("the mock failed"), std::string::npos)
        << defect->id;
  }
  EXPECT_EQ(driven, static_cast<int>(all_defects().size()) * 32);
}

TEST(ChooseDefects, KeepsTheOrderOfTheTables) {
  const auto chosen =
      choose_defects({"errors.detail-body", "status.unknown-run-is-running", "errors.detail-body"}).value();
  ASSERT_EQ(chosen.size(), 2u);
  EXPECT_EQ(chosen[0]->id, "status.unknown-run-is-running");
  EXPECT_FALSE(choose_defects({"x"}));
}

TEST(Defects, BodyAndAnswerHooksCompose) {
  Options options;
  options.defects = {"status.unknown-run-is-running", "errors.detail-body"};
  Bench bench(options);
  const auto status = bench.get("/runs/unknown/status");
  EXPECT_EQ(status.status, 200);
  const auto body = json::parse(status.body);
  EXPECT_TRUE(body.contains("detail") || body.value("state", "") == "RUNNING");
  EXPECT_TRUE(bench.read("/runs/unknown").contains("detail"));
}

TEST(Defects, WireHookSeesTheFramedBytes) {
  Bench bench(with_defect("http_hygiene.no-date"));
  Answer answer;
  {
    const core::Request request{.target = bench.site->base_path() + "/service-info"};
    answer = bench.site->handle(request);
  }  // the request is gone when the bytes are made
  ASSERT_TRUE(answer.edit_wire);
  std::vector<Output> wire{
      {.bytes = "HTTP/1.1 200 OK\r\nServer: x\r\ndate: now\r\nContent-Length: 0\r\n\r\nDate: stays"}};
  answer.edit_wire(wire);
  EXPECT_EQ(wire.front().bytes, "HTTP/1.1 200 OK\r\nServer: x\r\nContent-Length: 0\r\n\r\nDate: stays");
  EXPECT_FALSE(Bench().site->handle({.target = "/"}).edit_wire);
}

TEST(Defects, BehaviourIsHonoured) {
  {
    Bench bench(with_defect("submission.leaves-a-ghost"));
    EXPECT_EQ(bench.post("/runs", {}).status, 400);
    EXPECT_EQ(bench.read("/runs")["runs"].size(), 1u);
  }
  {
    Bench bench(with_defect("submission.answers-another-id"));
    EXPECT_EQ(bench.get("/runs/" + bench.submit()).status, 404);
  }
  {
    Bench bench(with_defect("status.reading-makes-a-run"));
    EXPECT_EQ(bench.get("/runs/mine/status").status, 200);
    EXPECT_EQ(bench.read("/runs")["runs"][0]["run_id"], "mine");
  }
  {
    Bench bench(with_defect("cancellation.never-ends"));
    const auto id = bench.submit("https://flows.example/sleep.cwl");
    bench.post("/runs/" + id + "/cancel");
    bench.clock->advance(24h);
    EXPECT_EQ(bench.state(id), "CANCELING");
  }
  {
    Bench bench(with_defect("transitions.complete-turns-into-error"));
    const auto id = bench.submit();
    bench.clock->advance(1s);
    EXPECT_EQ(bench.state(id), "COMPLETE");
    bench.clock->advance(3s);
    EXPECT_EQ(bench.state(id), "SYSTEM_ERROR");
  }
}

TEST(Site, CountsForEachDefect) {
  Bench a;
  EXPECT_EQ(a.site->counter("n"), 0u);
  EXPECT_EQ(a.site->counter("n"), 1u);
  EXPECT_EQ(a.site->counter("m"), 0u);
}

}  // namespace
}  // namespace assay::mock
