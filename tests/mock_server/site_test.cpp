// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site/site.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

TEST(MakeSite, RefusesWhatItDoesNotKnow) {
  const auto error = [](const Options& options) {
    const auto site = make_site(options);
    return site ? std::string("made") : site.error().text();
  };
  Options options;
  EXPECT_EQ(error(options), "made");
  options.wes_version = "9.9";
  EXPECT_NE(error(options).find("1.1.0"), std::string::npos) << error(options);
  options = {};
  options.defects = {"pagination.repeat-a-run"};
  EXPECT_NE(error(options).find("did you mean pagination.repeats-a-run?"), std::string::npos)
      << error(options);
  options = {};
  options.scenario_text = "runs: 3";
  EXPECT_NE(error(options).find("scenario:1:7"), std::string::npos) << error(options);
  options = {};
  options.auth.kind = AuthOptions::Kind::basic;
  EXPECT_NE(error(options).find("--auth"), std::string::npos) << error(options);
}

TEST(Site, RunLivesByTheClock) {
  Bench bench;
  const auto id = bench.submit();
  EXPECT_EQ(bench.state(id), "QUEUED");
  bench.clock->advance(50ms);
  EXPECT_EQ(bench.state(id), "INITIALIZING");
  bench.clock->advance(50ms);
  EXPECT_EQ(bench.state(id), "RUNNING");
  bench.clock->advance(300ms);
  EXPECT_EQ(bench.state(id), "COMPLETE");
  EXPECT_EQ(bench.clock->pending(), 0u) << "no timer for a run";
}

TEST(Site, CancelGoesThroughCanceling) {
  Bench bench;
  const auto id = bench.submit("https://flows.example/sleep.cwl");
  bench.clock->advance(1s);
  const auto answer = bench.post("/runs/" + id + "/cancel");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(json::parse(answer.body), (json{{"run_id", id}}));
  EXPECT_EQ(bench.state(id), "CANCELING");
  bench.clock->advance(100ms);
  EXPECT_EQ(bench.post("/runs/" + id + "/cancel").status, 200) << "a second cancel does not start it again";
  bench.clock->advance(100ms);
  EXPECT_EQ(bench.state(id), "CANCELED");
  const auto log = bench.read("/runs/" + id)["run_log"];
  EXPECT_EQ(log["end_time"], "2026-01-31T12:00:01Z");
  EXPECT_FALSE(log.contains("exit_code"));
  EXPECT_EQ(bench.read("/runs")["runs"][0]["end_time"], log["end_time"]);
}

TEST(Site, CancelOfAnEndedRunChangesNothing) {
  int ran = 0;
  for (const std::string url : {"https://x.example/echo.cwl", "https://x.example/fail.cwl"}) {
    Bench bench;
    const auto id = bench.submit(url);
    bench.clock->advance(1s);
    const auto before = bench.read("/runs/" + id);
    EXPECT_EQ(bench.post("/runs/" + id + "/cancel").status, 200);
    bench.clock->advance(1h);
    EXPECT_EQ(bench.read("/runs/" + id), before);
    ++ran;
  }
  EXPECT_EQ(ran, 2);
}

TEST(Site, ErrorsHaveTheirShape) {
  Bench bench;
  const auto id = bench.submit();
  struct {
    const char* method;
    std::string path;
    int status;
  } const rows[] = {
      {"GET", "/runs/unknown", 404},
      {"GET", "/runs/unknown/status", 404},
      {"GET", "/runs/unknown/tasks", 404},
      {"GET", "/runs/unknown/tasks/1", 404},
      {"POST", "/runs/unknown/cancel", 404},
      {"GET", "/runs/" + id + "/tasks/1", 404},
      {"GET", "/nowhere", 404},
      {"GET", "/runs/", 404},
      {"GET", "/runs/" + id + "/cancel", 405},
      {"PUT", "/service-info", 405},
      {"DELETE", "/runs/" + id, 405},
      {"POST", "/runs", 415},
      {"GET", "/runs?page_size=0", 400},
      {"GET", "/runs?page_token=x", 400},
      {"GET", "/runs/" + id + "/logs/stdout", 404},
      {"GET", "/runs/%00", 404},
      {"GET", "/runs/%ff%0d%0a", 404},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const auto answer = bench.send({.method = row.method, .target = bench.site->base_path() + row.path});
    EXPECT_EQ(answer.status, row.status) << row.method << " " << row.path;
    EXPECT_EQ(answer.headers.get("Content-Type"), "application/json") << row.path;
    const auto body = json::parse(answer.body);
    EXPECT_EQ(body["status_code"], row.status);
    EXPECT_FALSE(body["msg"].get<std::string>().empty());
    EXPECT_EQ(answer.headers.has("Allow"), row.status == 405) << row.path;
    ++ran;
  }
  EXPECT_EQ(ran, 17);
  EXPECT_EQ(bench.read("/runs")["runs"].size(), 1u) << "nothing was made by asking";
}

TEST(Site, OptionsAndHead) {
  Bench bench;
  const auto options = bench.send({.method = "OPTIONS", .target = bench.site->base_path() + "/runs"});
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.headers.get("Allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_FALSE(options.headers.has("Content-Type"));
  EXPECT_EQ(options.body, "");
  const auto head = bench.send({.method = "HEAD", .target = bench.site->base_path() + "/service-info"});
  EXPECT_EQ(head.body, bench.get("/service-info").body) << "the connection leaves the body off";
}

TEST(Site, RefusedSubmissionLeavesNoRun) {
  Bench bench;
  EXPECT_EQ(bench.post("/runs", {{"workflow_type", "CWL"}}).status, 400);
  EXPECT_EQ(bench.read("/runs")["runs"].size(), 0u);
}

TEST(Site, SameSeedSameBytes) {
  const auto play = [](std::uint64_t seed) {
    Options options;
    options.seed = seed;
    Bench bench(options);
    std::string journal;
    for (int i = 0; i < 5; ++i) journal += bench.submit() + bench.get("/runs?page_size=2").body;
    bench.clock->advance(200ms);
    return journal + bench.get("/runs").body;
  };
  EXPECT_EQ(play(1), play(1));
  EXPECT_NE(play(1), play(2));
}

TEST(Site, DelayOfTheScenarioIsPassedOn) {
  Options options;
  options.scenario_text = "delay: 300ms\nruns: [{timeline: [{state: QUEUED}]}]";
  const Bench bench(options);
  EXPECT_EQ(bench.site->handle({.target = "/"}).delay, 300ms);
}

TEST(Site, UnusualClientsOfAnInstantServer) {
  Options options;
  options.scenario = "instant";
  Bench bench(options);
  const auto id = bench.submit();
  EXPECT_EQ(bench.state(id), "COMPLETE");
  const auto log = bench.read("/runs/" + id)["run_log"];
  EXPECT_EQ(log["start_time"], log["end_time"]);
}

TEST(Site, ManyThreadsMayAsk) {
  Bench bench;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto id = bench.submit();
        bench.post("/runs/" + id + "/cancel");
        EXPECT_EQ(bench.state(id), "CANCELING");
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(bench.read("/runs?page_size=1000")["runs"].size(), 200u);
}

}  // namespace
}  // namespace assay::mock
