// SPDX-License-Identifier: Apache-2.0
#include "mock_server/render/wes.hpp"

#include <gtest/gtest.h>

#include "schemas/openapi.hpp"
#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Options of_version(const std::string& version) {
  Options options;
  options.wes_version = version;
  return options;
}

// True where no null hides in it.
bool without_nulls(const json& value) {
  if (value.is_structured()) return std::all_of(value.begin(), value.end(), without_nulls);
  return !value.is_null();
}

std::string problems(const std::string& version, const std::string& operation, const core::Response& answer) {
  const auto body = json::parse(answer.body);
  std::string text = without_nulls(body) ? "" : "a null in " + answer.body + "\n";
  const auto document = schemas::OpenApi::shipped("wes", version);
  for (const auto& violation : document->check(operation, answer.status, "application/json", body)) {
    text += violation.instance + ": expected " + violation.expected + ", is " + violation.actual + "\n";
  }
  return text;
}

TEST(Render, EveryBodyFitsItsSchemaInEachPhase) {
  int checked = 0;
  for (const std::string version : {"1.0.0", "1.0.1", "1.1.0"}) {
    Bench bench(of_version(version));
    auto form = Bench::sound_form("https://flows.example/many-tasks.cwl?raw=1#main");
    form.emplace_back("tags", R"({"a":"b"})");
    form.emplace_back("workflow_engine_parameters", R"({"c":"d"})");
    const auto accepted = bench.post("/runs", form);
    EXPECT_EQ(problems(version, "RunWorkflow", accepted), "");
    const std::string id = json::parse(accepted.body)["run_id"];
    for (int step = 0; step < 8; ++step) {
      struct {
        const char* operation;
        std::string path;
      } const reads[] = {{"GetServiceInfo", "/service-info"}, {"ListRuns", "/runs"},
                         {"GetRunLog", "/runs/" + id},        {"GetRunStatus", "/runs/" + id + "/status"},
                         {"GetRunLog", "/runs/unknown"},      {"ListTasks", "/runs/" + id + "/tasks"}};
      for (const auto& read : reads) {
        if (version != "1.1.0" && std::string(read.operation) == "ListTasks") continue;
        EXPECT_EQ(problems(version, read.operation, bench.get(read.path)), "") << version << " " << read.path;
        ++checked;
      }
      bench.clock->advance(60ms);
    }
  }
  EXPECT_EQ(checked, (5 + 5 + 6) * 8);
}

TEST(Render, ServiceInfoOfEachVersion) {
  const auto old = Bench(of_version("1.0.0")).read("/service-info");
  EXPECT_TRUE(old["workflow_engine_versions"]["cwltool"].is_string());
  EXPECT_EQ(old["contact_info_url"], "mailto:mock@wes-assay.example");
  EXPECT_FALSE(old.contains("type"));
  const auto middle = Bench(of_version("1.0.1")).read("/service-info");
  EXPECT_TRUE(middle["workflow_engine_versions"]["cwltool"].is_string());
  EXPECT_EQ(middle["type"], (json{{"group", "org.ga4gh"}, {"artifact", "wes"}, {"version", "1.0.1"}}));
  const auto latest = Bench(of_version("1.1.0")).read("/service-info");
  EXPECT_TRUE(latest["workflow_engine_versions"]["cwltool"]["workflow_engine_version"].is_array());
  EXPECT_EQ(latest["supported_wes_versions"], json::array({"1.1.0"}));
  EXPECT_EQ(latest["workflow_type_versions"]["CWL"]["workflow_type_version"],
            (json::array({"v1.0", "v1.1", "v1.2"})));
  EXPECT_EQ(latest["workflow_type_versions"].size(), 4u);
}

TEST(Render, StateCountsAreLive) {
  Bench bench;
  bench.submit();
  bench.submit("https://flows.example/sleep.cwl");
  EXPECT_EQ(bench.read("/service-info")["system_state_counts"]["QUEUED"], 2);
  bench.clock->advance(1s);
  const auto counts = bench.read("/service-info")["system_state_counts"];
  EXPECT_EQ(counts["QUEUED"], 0);
  EXPECT_EQ(counts["RUNNING"], 1);
  EXPECT_EQ(counts["COMPLETE"], 1);
  EXPECT_EQ(counts.size(), 11u);
}

TEST(Render, RequestIsEchoedAsSent) {
  Bench bench;
  auto form = Bench::sound_form();
  form[3].second = R"({"big":9007199254740993,"tiny":1e-7,"text":"\u00fc","":{"a":[1,null,true]}})";
  form.emplace_back("tags", R"({"a":"b"})");
  form.emplace_back("workflow_engine", "cwltool");
  const std::string id = json::parse(bench.post("/runs", form).body)["run_id"];
  const auto request = bench.read("/runs/" + id)["request"];
  EXPECT_EQ(request["workflow_params"], json::parse(form[3].second));
  EXPECT_EQ(request["workflow_params"]["big"].dump(), "9007199254740993");
  EXPECT_EQ(request["tags"], (json{{"a", "b"}}));
  EXPECT_EQ(request["workflow_engine"], "cwltool");
  EXPECT_EQ(request.size(), 6u) << "and nothing that was not sent";
  EXPECT_EQ(bench.read("/runs")["runs"][0]["tags"], (json{{"a", "b"}}));
}

TEST(Render, LogMembersComeWhenTheyAreKnown) {
  Bench bench;
  const auto id = bench.submit();
  const auto log = [&] { return bench.read("/runs/" + id)["run_log"]; };
  EXPECT_FALSE(log().contains("start_time"));
  EXPECT_FALSE(log().contains("stdout"));
  bench.clock->advance(100ms);
  EXPECT_EQ(log()["start_time"], "2026-01-31T12:00:00Z");
  EXPECT_EQ(log()["name"], "echo.cwl");
  EXPECT_EQ(log()["cmd"], json::array({"cwltool", "https://flows.example/echo.cwl"}));
  EXPECT_FALSE(log().contains("end_time"));
  EXPECT_FALSE(log().contains("exit_code"));
  EXPECT_FALSE(bench.read("/runs/" + id).contains("outputs"));
  bench.clock->advance(1s);
  EXPECT_EQ(log()["end_time"], "2026-01-31T12:00:00Z");
  EXPECT_EQ(log()["exit_code"], 0);
  EXPECT_EQ(bench.read("/runs/" + id)["outputs"], json::object());
}

TEST(Render, UrlsOfTheLogAreServed) {
  Bench bench(two_users());
  bench.authorization = "Bearer secret-a";
  const auto id = bench.submit("https://flows.example/fail.cwl");
  bench.clock->advance(1s);
  const auto log = bench.read("/runs/" + id);
  std::vector<std::string> urls{log["run_log"]["stdout"], log["run_log"]["stderr"], log["task_logs_url"]};
  for (const auto& task : log["task_logs"]) urls.insert(urls.end(), {task["stdout"], task["stderr"]});
  int served = 0;
  for (const auto& url : urls) {
    const std::string base = "http://mock.test:8080/ga4gh/wes/v1";
    ASSERT_EQ(url.substr(0, base.size()), base);
    const auto answer = bench.get(url.substr(base.size()));
    EXPECT_EQ(answer.status, 200) << url;
    const bool text = answer.headers.get("Content-Type") == "text/plain; charset=utf-8";
    EXPECT_EQ(text, url != urls[2]) << url;
    ++served;
  }
  EXPECT_EQ(served, 7);
  EXPECT_EQ(bench.get("/runs/" + id + "/logs/stderr").body, "a task ended with exit code 3\n");
}

TEST(Render, GetTaskEqualsTheListElement) {
  Bench bench;
  const auto id = bench.submit();
  bench.clock->advance(1s);
  int compared = 0;
  const auto list = bench.read("/runs/" + id + "/tasks");
  for (const auto& task : list["task_logs"]) {
    EXPECT_EQ(bench.read("/runs/" + id + "/tasks/" + task["id"].get<std::string>()), task);
    EXPECT_TRUE(task.contains("end_time"));
    ++compared;
  }
  EXPECT_EQ(compared, 2);
  EXPECT_EQ(list["task_logs"], bench.read("/runs/" + id)["task_logs"]);
  EXPECT_EQ(
      bench.get("/runs/" + bench.submit() + "/tasks/" + list["task_logs"][0]["id"].get<std::string>()).status,
      404);
}

}  // namespace
}  // namespace assay::mock
