// SPDX-License-Identifier: Apache-2.0
// What the control API does to a mock, and what it tells of it.
#include <gtest/gtest.h>

#include <thread>

#include "mock_server/defects/defect.hpp"
#include "tests/mock_server/control_support.hpp"

namespace assay::mock {
namespace {

using Strings = std::vector<std::string>;

Options play(const std::string& text) {
  Options options;
  options.scenario_text = text;
  return options;
}

TEST(Control, MovesTimeAndRuns) {
  ControlBench bench(play(R"(
runs:
  - timeline: [{state: QUEUED}, {trigger: go, state: RUNNING}, {after: 1h, state: PAUSED}, {polls: 2, state: COMPLETE}]
)"));
  const auto run = bench.submit();
  EXPECT_EQ(bench.get("/runs/" + run).value("waits_for_trigger", ""), "go");
  EXPECT_EQ(json::parse(bench.send("POST", "/trigger", R"({"name": "go"})").body)["moved"], 1);
  const auto running = bench.get("/runs/" + run);
  EXPECT_EQ(running["state"], "RUNNING");
  EXPECT_EQ(running["next_change"], "2026-01-31T13:00:00.000000Z");
  EXPECT_EQ(bench.get("/clock")["next_event"], running["next_change"]);
  EXPECT_EQ(json::parse(bench.send("POST", "/clock/next").body)["now"], running["next_change"]);
  const auto paused = bench.get("/runs/" + run);
  EXPECT_EQ(paused["state"], "PAUSED");
  EXPECT_EQ(paused["waits_for_polls"], 2);
  EXPECT_EQ(paused["list"], "timeline");
  EXPECT_EQ(paused["step"], 3);
  EXPECT_EQ(paused["line"], 3);
  bench.wes("GET", "/runs/" + run + "/status");
  EXPECT_EQ(bench.get("/runs/" + run)["waits_for_polls"], 1) << "the control API does not poll";
  bench.wes("GET", "/runs/" + run + "/status");
  const auto ended = bench.get("/runs/" + run);
  EXPECT_EQ(ended["state"], "COMPLETE");
  EXPECT_EQ(ended["ended"], "2026-01-31T13:00:00.000000Z");
}

TEST(Control, RunsUntilNothingIsLeft) {
  ControlBench bench(play(
      "runs: [{timeline: [{state: QUEUED}, {after: 1h, state: RUNNING}, {after: 1d, state: COMPLETE}]}]"));
  bench.submit();
  const auto one = json::parse(bench.send("POST", "/clock/run-until-idle", R"({"most": 1})").body);
  EXPECT_EQ(one["moves"], 1);
  EXPECT_EQ(one["idle"], false);
  const auto all = json::parse(bench.send("POST", "/clock/run-until-idle").body);
  EXPECT_EQ(all["moves"], 1);
  EXPECT_EQ(all["idle"], true);
  EXPECT_EQ(all["now"], "2026-02-01T13:00:00.000000Z");
}

TEST(Control, PagesThroughRuns) {
  ControlBench bench(play("runs: [{timeline: [{state: QUEUED}, {after: 10s, state: COMPLETE}]}]"));
  Strings made;
  for (int i = 0; i < 5; ++i) {
    made.insert(made.begin(), bench.submit());
    bench.clock->advance(4s);
  }
  Strings walked;
  int pages = 0;
  for (std::string before = ""; pages < 9;) {
    const auto page = bench.get("/runs?limit=2" + before);
    EXPECT_EQ(page["total"], 5);
    for (const auto& run : page["runs"]) walked.push_back(run["run_id"]);
    ++pages;
    if (!page.contains("next_before")) break;
    before = "&before=" + page["next_before"].dump();
  }
  EXPECT_EQ(walked, made);
  EXPECT_EQ(pages, 3);
  EXPECT_EQ(bench.get("/runs?state=COMPLETE")["runs"].size(), 3u);
}

TEST(Control, SwitchesDefectsOnAndOff) {
  ControlBench bench;
  const auto is_list = [&] { return json::parse(bench.wes("GET", "/service-info").body).is_array(); };
  EXPECT_FALSE(is_list());
  EXPECT_EQ(bench.send("PUT", "/defects", R"({"on": ["service_info.is-a-list"]})").status, 200);
  EXPECT_TRUE(is_list());
  EXPECT_EQ(bench.get("/defects")["on"], json({"service_info.is-a-list"}));
  std::size_t on = 0, known = 0;
  const auto all = bench.get("/defects");
  for (const auto& defect : all["known"]) {
    on += defect["on"] == true;
    ++known;
  }
  EXPECT_EQ(on, 1u);
  EXPECT_GT(known, all_defects().size()) << "legal shapes too";
  EXPECT_EQ(bench.send("PUT", "/defects", R"({"on": []})").status, 200);
  EXPECT_FALSE(is_list());
}

TEST(Control, BecomesAnotherServer) {
  ControlBench bench;
  const auto run = bench.submit();
  const auto before = bench.get("/persona")["url"].get<std::string>();
  EXPECT_EQ(before, "http://127.0.0.1:8080/ga4gh/wes/v1");
  const auto persona = json::parse(bench.send("PUT", "/persona", R"({"name": "cromwell"})").body);
  EXPECT_EQ(persona["url"], "http://127.0.0.1:8080/api/ga4gh/wes/v1");
  EXPECT_EQ(persona["wes_version"], bench.get("/version")["wes_version"]);
  EXPECT_EQ(bench.wes("GET", "/service-info").status, 200);
  EXPECT_EQ(bench.send("GET", "/runs/" + run).status, 404) << "it begins anew";
  EXPECT_EQ(bench.get("/log")["exchanges"][0]["number"], 1);
  bench.send("PUT", "/persona", R"({"name": ""})");
  EXPECT_EQ(bench.get("/persona")["url"], before);
}

TEST(Control, ResetsToTheBeginning) {
  auto options = play("runs: [{timeline: [{state: QUEUED}]}]");
  options.defects = {std::string(all_defects().front()->id)};
  ControlBench bench(options);
  const auto run = bench.submit();
  bench.send("PUT", "/scenario", R"({"name": "instant"})");
  bench.send("PUT", "/defects", R"({"on": []})");
  bench.clock->advance(1h);
  EXPECT_EQ(json::parse(bench.send("POST", "/reset").body)["runs"], 0);
  EXPECT_EQ(bench.get("/scenario")["text"], options.scenario_text);
  EXPECT_EQ(bench.get("/defects")["on"], json(options.defects));
  EXPECT_EQ(bench.get("/log")["count"], 0);
  EXPECT_EQ(bench.get("/clock")["now"], "2026-01-31T13:00:00.000000Z") << "time goes on";
  EXPECT_EQ(bench.submit(), run) << "the same draws";
}

TEST(Control, TellsEveryMistakeOfAScenario) {
  ControlBench bench;
  const auto text =
      "delay: soon\nruns:\n  - timeline: [{state: QUEUED}, {state: GONE}, {after: 1, state: RUNNING}]\n";
  const auto answer = bench.send("PUT", "/scenario", json{{"text", text}}.dump());
  EXPECT_EQ(answer.status, 400);
  Strings places;
  const auto told = json::parse(answer.body);
  for (const auto& mistake : told["mistakes"]) places.push_back(mistake["where"]);
  EXPECT_EQ(places, (Strings{"scenario:1:8", "scenario:3:41", "scenario:3:56"}));
  EXPECT_EQ(bench.get("/scenario")["name"], "scenarios/default.yaml") << "nothing has changed";
}

TEST(Control, ExplainsAnAnswer) {
  auto options = play(R"(
runs:
  - match: {workflow_url: "*other*"}
    timeline: [{state: QUEUED}]
  - timeline: [{state: QUEUED}, {after: 1s, state: RUNNING}, {after: 1h, state: COMPLETE}]
)");
  ControlBench bench(options);
  const auto run = bench.submit();
  bench.clock->advance(2s);
  bench.wes("GET", "/runs/" + run + "/status");
  bench.wes("POST", "/runs/" + run + "/cancel");
  bench.clock->advance(1s);
  bench.wes("GET", "/runs/" + run);
  bench.wes("POST", "/runs", "workflow_type=CWL");
  const auto made = bench.get("/explain/1")["why"];
  EXPECT_EQ(made["run"]["run_id"], run) << "that the submission made";
  const auto running = bench.get("/explain/2");
  EXPECT_EQ(running["exchange"]["operation"], "GetRunStatus");
  EXPECT_EQ(running["why"]["run"]["script"], "/runs/1");
  EXPECT_EQ(running["why"]["run"]["step"], 2);
  EXPECT_EQ(running["why"]["run"]["line"], 5);
  EXPECT_EQ(bench.get("/explain/3")["why"]["run"]["state"], "RUNNING") << "as the cancel found it";
  const auto cancelled = bench.get("/explain/4")["why"]["run"];
  EXPECT_EQ(cancelled["list"], "on_cancel");
  EXPECT_EQ(cancelled["state"], "CANCELED");
  EXPECT_EQ(cancelled["cancelled"], "2026-01-31T12:00:02.000000Z");
  EXPECT_EQ(bench.get("/explain/5")["why"]["refusal"], "missing-workflow_url");
}

TEST(Control, NamesTheDefectThatChangedAnAnswer) {
  struct {
    const char *defect, *where;
  } const rows[] = {{"status.no-run-id", "changed_by"},
                    {"status.answers-202", "changed_by"},
                    {"http_hygiene.no-date", "on_wire"},
                    {"status.reading-makes-a-run", "switched"}};
  int ran = 0;
  for (const auto& row : rows) {
    ControlBench bench;
    bench.send("PUT", "/defects", json{{"on", {row.defect, "service_info.is-a-list"}}}.dump());
    bench.wes("GET", "/runs/" + bench.submit() + "/status");
    const auto why = bench.get("/explain/2")["why"];
    for (const char* where : {"changed_by", "on_wire", "switched"}) {
      const bool here = std::string(where) == row.where;
      ASSERT_EQ(why[where].size(), here ? 1u : 0u) << row.defect << ": " << why;
      if (here) {
        EXPECT_EQ(why[where][0]["id"], row.defect);
      }
    }
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(Control, NamesTheFaultThatActed) {
  ControlBench bench;
  bench.send(
      "POST", "/faults",
      R"({"faults": [{"id": "busy", "do": "status", "status": 429, "nth": 2, "match": {"operation": "ListRuns"}}]})");
  for (int i = 0; i < 3; ++i) bench.wes("GET", "/runs");
  EXPECT_FALSE(bench.get("/explain/1")["exchange"].contains("faults"));
  const auto refused = bench.get("/explain/2")["exchange"];
  EXPECT_EQ(refused["faults"], json({"busy"}));
  EXPECT_EQ(refused["status"], 429);
  const auto fault = bench.get("/faults")["faults"].at(0);
  EXPECT_EQ(fault["matched"], 3);
  EXPECT_EQ(fault["hits"], 1);
}

TEST(Control, FiltersTheJournal) {
  ControlBench bench;
  const auto one = bench.submit(), two = bench.submit();
  bench.wes("GET", "/runs/" + one + "/status");
  bench.wes("GET", "/runs/" + two + "/status");
  bench.wes("POST", "/runs/" + two + "/cancel");
  bench.wes("GET", "/nowhere");
  struct {
    std::string query;
    int count;
  } const rows[] = {{"", 6},
                    {"?operation=GetRunStatus", 2},
                    {"?run_id=" + two, 2},
                    {"?method=POST", 3},
                    {"?target=*/cancel", 1},
                    {"?status=404", 1},
                    {"?sent=*workflow_type%3DCWL*", 2},
                    {"?after=4", 2},
                    {"?user=ann", 0},
                    {"?operation=GetRunStatus&run_id=" + one, 1}};
  int ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(bench.get("/log/count" + row.query)["count"], row.count) << row.query;
    EXPECT_EQ(bench.get("/log" + row.query)["exchanges"].size(), static_cast<std::size_t>(row.count))
        << row.query;
    ++ran;
  }
  EXPECT_EQ(ran, 10);
  const auto limited = bench.get("/log?limit=2");
  EXPECT_EQ(limited["exchanges"].size(), 2u);
  EXPECT_EQ(limited["count"], 6);
}

TEST(Control, VerifiesAnOrder) {
  ControlBench bench;
  const auto run = bench.submit();
  bench.wes("GET", "/runs/" + run + "/status");
  bench.wes("POST", "/runs/" + run + "/cancel");
  const auto verify = [&](const json& order) {
    return json::parse(bench.send("POST", "/log/verify", json{{"order", order}}.dump()).body);
  };
  const json submit{{"operation", "RunWorkflow"}}, cancel{{"operation", "CancelRun"}, {"run_id", run}};
  EXPECT_EQ(verify({submit, cancel}), (json{{"holds", true}, {"numbers", {1, 3}}}));
  EXPECT_EQ(verify({cancel, submit}), (json{{"holds", false}, {"numbers", {3}}, {"missing", 1}}));
  EXPECT_EQ(verify({submit, submit})["holds"], false) << "one exchange counts once";
}

TEST(Control, WaitsForAnExchange) {
  ControlBench bench;
  std::thread client([&] { bench.submit(); });
  const auto waited = json::parse(
      bench.send("POST", "/log/wait", R"({"filter": {"operation": "RunWorkflow"}, "within": "30s"})").body);
  client.join();
  EXPECT_EQ(waited, (json{{"met", true}, {"count", 1}}));
}

TEST(Control, LetsOnlyAFewWait) {
  ControlBench bench;
  std::vector<std::thread> waiting;
  std::atomic<int> busy = 0;
  for (int i = 0; i < 8; ++i) {
    waiting.emplace_back([&] {
      // Not held to the document here: that is not thread-safe.
      const auto answer =
          bench.control->handle(bench.request("POST", "/log/wait", R"({"filter": {}, "within": "30s"})"));
      if (answer.response.status == 503 && answer.response.headers.get("Retry-After") == "1") ++busy;
    });
  }
  while (busy < 8 - Control::most_waiting) std::this_thread::yield();
  bench.control->stop();
  for (auto& each : waiting) each.join();
  EXPECT_EQ(busy, 8 - Control::most_waiting);
}

TEST(Control, ExportsAnArchive) {
  auto options = two_users();
  ControlBench bench(options);
  core::Request list{
      .target = bench.site->base_path() + "/runs?page_size=3&a=b%20c",
      .headers = {{"Host", "mock"}, {"Authorization", "Bearer secret-a"}, {"Cookie", "secret-c"}}};
  bench.site->handle(list);
  const auto body = bench.send("GET", "/log/har").body;
  for (const char* secret : {"secret-a", "secret-c"}) EXPECT_EQ(body.find(secret), std::string::npos);
  const auto entry = json::parse(body)["log"]["entries"][0];
  EXPECT_EQ(entry["startedDateTime"], "2026-01-31T12:00:00.000Z");
  EXPECT_EQ(entry["request"]["url"], "http://127.0.0.1:8080/ga4gh/wes/v1/runs?page_size=3&a=b%20c");
  EXPECT_EQ(entry["request"]["queryString"],
            json::parse(R"([{"name":"page_size","value":"3"},{"name":"a","value":"b%20c"}])"));
  EXPECT_EQ(entry["response"]["status"], 200);
  EXPECT_EQ(entry["response"]["content"]["mimeType"], "application/json");
  EXPECT_TRUE(json::parse(entry["response"]["content"]["text"].get<std::string>()).contains("runs"));
}

TEST(Control, CountsForAMonitor) {
  ControlBench bench(play("runs: [{timeline: [{state: QUEUED}]}]"));
  bench.submit();
  bench.submit();
  bench.wes("GET", "/nowhere");
  const auto text = bench.send("GET", "/metrics").body;
  for (const char* line :
       {"# TYPE wes_assay_mock_requests_total counter\n",
        "wes_assay_mock_requests_total{operation=\"RunWorkflow\",status=\"200\"} 2\n",
        "wes_assay_mock_requests_total{operation=\"none\",status=\"404\"} 1\n",
        "wes_assay_mock_runs{state=\"QUEUED\"} 2\n", "wes_assay_mock_defects 0\n",
        "wes_assay_mock_log_exchanges_total 3\n", "wes_assay_mock_clock_seconds 1769860800.000000\n"})
    EXPECT_NE(text.find(line), std::string::npos) << line << text;
}

}  // namespace
}  // namespace assay::mock
