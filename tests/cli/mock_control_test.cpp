// SPDX-License-Identifier: Apache-2.0
// The control API, the log and the signals of the program, as a shell sees them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// A mock with a control API, and curl.
class ControlCommand : public ::testing::Test {
 protected:
  void start(std::vector<std::string> more = {}, const std::string& log = "/dev/null") {
    if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
    token_file_ = folder_.file("token");
    more.insert(more.end(), {"--control", "0", "--control-token-file", token_file_});
    mock_ = std::make_unique<MockProcess>(more, log);
    token_ = core::read_file(token_file_).value();
    token_.pop_back();
  }
  // "BODY STATUS"
  std::string curl(const std::string& arguments, const std::string& path) const {
    return run_shell("curl -s -w ' %{http_code}' -H 'Authorization: Bearer " + token_ + "' " + arguments +
                     " '" + mock_->control_url() + path + "'")
        .out;
  }
  std::string send_json(const std::string& method, const std::string& path, const std::string& body) const {
    return curl("-X " + method + " -H 'Content-Type: application/json' -d '" + body + "'", path);
  }

  TemporaryFolder folder_;
  std::string token_file_, token_;
  std::unique_ptr<MockProcess> mock_;
};

TEST_F(ControlCommand, DrivesAMockFromAShell) {
  start({"--speed", "0"});
  if (IsSkipped()) return;
  struct stat facts = {};
  ASSERT_EQ(stat(token_file_.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777u, 0600u) << "nobody else may read the token";
  EXPECT_EQ(token_.size(), 48u);
  EXPECT_EQ(curl("", "/health"), "{\"status\":\"ok\"}\n 200");

  const auto made = run_shell(
                        "curl -s -F workflow_url=https://flows.example/sleep.cwl -F workflow_type=CWL -F "
                        "workflow_type_version=v1.2 " +
                        mock_->url() + "/runs")
                        .out;
  const auto run = json::parse(made)["run_id"].get<std::string>();
  const auto state = [&] {
    return json::parse(run_shell("curl -s " + mock_->url() + "/runs/" + run + "/status").out)
        .value("state", "");
  };
  EXPECT_EQ(state(), "QUEUED");
  EXPECT_THAT(send_json("POST", "/clock/advance", R"({"by": "1m"})"), HasSubstr(" 200"));
  EXPECT_EQ(state(), "RUNNING");
  EXPECT_THAT(curl("-X POST", "/clock/run-until-idle"), HasSubstr("\"idle\":true"));
  EXPECT_EQ(state(), "COMPLETE");
  EXPECT_THAT(curl("", "/log/count?operation=GetRunStatus"), HasSubstr("{\"count\":3}"));
  EXPECT_THAT(curl("", "/explain/2"), HasSubstr("\"state\":\"QUEUED\""));
}

// What the mock gets wrong itself, and what it served although it was wrong.
TEST_F(ControlCommand, TellsAccidentsAndInvalidRequests) {
  const auto log = folder_.file("log");
  start({"--speed", "0", "--validate-answers", "--on-invalid", "warn"}, log);
  if (IsSkipped()) return;
  const auto info = "curl -s " + mock_->url() + "/service-info";
  run_shell(info);
  EXPECT_EQ(core::read_file(log).value().find("violation"), std::string::npos);
  // No time after the year 9999 is one.
  EXPECT_THAT(send_json("POST", "/clock/advance", R"({"by": "2922000d"})"), HasSubstr(" 200"));
  EXPECT_THAT(curl("-X POST", "/reset"), HasSubstr(" 200"));
  run_shell(info);
  const auto made =
      run_shell("curl -s -i -d 'workflow_url=https://flows.example/a' '" + mock_->url() + "/runs'").out;
  EXPECT_THAT(made, HasSubstr("200 OK"));
  EXPECT_THAT(made, HasSubstr("Mock-Invalid: missing-workflow_type, missing-workflow_type_version\r\n"));
  const auto said = core::read_file(log).value();
  EXPECT_THAT(said, HasSubstr("wes-assay mock: schema violation: GetServiceInfo 200 /createdAt: is "));
  EXPECT_THAT(
      said, HasSubstr("wes-assay mock: invalid, and served: POST /ga4gh/wes/v1/runs: missing-workflow_type: "
                      "workflow_type is required"));
  const auto metrics = curl("", "/metrics");
  EXPECT_THAT(metrics, HasSubstr("wes_assay_mock_schema_violations_total 1\n"));
  EXPECT_THAT(metrics, HasSubstr("wes_assay_mock_answers_judged_total 2\n"));
  EXPECT_THAT(metrics, HasSubstr("wes_assay_mock_invalid_requests_total 1\n"));
  EXPECT_THAT(curl("", "/explain/2"), HasSubstr(R"("invalid":[{"rule":"missing-workflow_type")"));
}

// The lines of docs/control.md, as they stand there but for the ports.
TEST_F(ControlCommand, DoesWhatItsPageSays) {
  start({"--speed", "0"});
  if (IsSkipped()) return;
  std::string script = "set -e\ncd " + token_file_.substr(0, token_file_.rfind('/')) + "\n";
  const auto page = core::read_file(source_path("docs/control.md")).value();
  int blocks = 0;
  for (auto at = page.find("```sh\n"); at != std::string::npos; at = page.find("```sh\n", at)) {
    at += 6;
    script += page.substr(at, page.find("```", at) - at);
    ++blocks;
  }
  EXPECT_EQ(blocks, 6);
  const auto put = [&](const std::string& old, const std::string& now) {
    ASSERT_NE(script.find(old), std::string::npos) << old;
    script.replace(script.find(old), old.size(), now);
  };
  put("http://127.0.0.1:8081/control/v1", mock_->control_url());
  put("http://127.0.0.1:8080/ga4gh/wes/v1", mock_->url());
  const auto done = run_shell(script);
  EXPECT_EQ(done.code, 0) << done.out << done.err;
  for (const char* says : {"\"moved\":1", "\"status.no-state\"", "/runs?page_size=2", "\"met\":true",
                           "\"holds\":true", "\"changed_by\":[]", "wes_assay_mock_defects 0"})
    EXPECT_THAT(done.out, HasSubstr(says));
  EXPECT_EQ(json::parse(core::read_file(folder_.file("journal.har")).value())["log"]["version"], "1.2");
}

TEST_F(ControlCommand, RefusesWhatIsNoProgramWithTheToken) {
  start();
  if (IsSkipped()) return;
  struct {
    const char *arguments, *status;
  } const rows[] = {
      {"", " 200"},
      {"-H 'Authorization: Bearer wrong'", " 401"},
      {"-H 'Origin: https://evil.example'", " 403"},
      {"-H 'Host: evil.example'", " 421"},
      {"-X PUT -d speed=0", " 415"},
      {"-X PUT -H 'Content-Type: application/json' --data-binary @BIG", " 413"},
  };
  const auto big = folder_.write("big", std::string(2'000'000, ' '));
  int ran = 0;
  for (const auto& row : rows) {
    std::string arguments = row.arguments;
    if (const auto at = arguments.find("BIG"); at != std::string::npos) arguments.replace(at, 3, big);
    // The last Authorization is added: two are refused as well.
    EXPECT_THAT(curl(arguments, "/clock"), ::testing::EndsWith(row.status)) << row.arguments;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
  EXPECT_EQ(run_shell("curl -s -o /dev/null -w '%{http_code}' " + mock_->control_url() + "/clock").out,
            "401");
}

TEST(MockCommand, TakesTheTokenFromTheEnvironment) {
  const TemporaryFolder folder;
  const auto short_token = run_program({"mock", "--control", "0"}, {"WES_ASSAY_CONTROL_TOKEN=short"});
  EXPECT_EQ(short_token.code, 2);
  EXPECT_THAT(short_token.err, HasSubstr("16 characters or more"));
  const auto no_control = run_program({"mock", "--control-token-file", folder.file("token")});
  EXPECT_EQ(no_control.code, 2);
  EXPECT_THAT(no_control.err, HasSubstr("--control-token-file"));
}

// What it prints, and that signals reach it: run as a shell would.
TEST(MockCommand, LogsJsonAndReadsTheScenarioAgain) {
  if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
  const TemporaryFolder folder;
  const auto scenario = folder.write("a.yaml", "runs: [{timeline: [{state: QUEUED}]}]\n");
  const MockProcess mock({"--scenario", scenario, "--log", "json"}, folder.file("log"));
  const auto submit = [&] {
    const auto made = json::parse(run_shell("curl -s -d 'workflow_url=https://a.example/b&workflow_type=CWL&"
                                            "workflow_type_version=v1.2' " +
                                            mock.url() + "/runs")
                                      .out);
    return json::parse(
               run_shell("curl -s " + mock.url() + "/runs/" + made.value("run_id", "") + "/status").out)
        .value("state", "");
  };
  const auto comes = [&](const std::string& event) {
    for (int i = 0; i < 1200; ++i) {
      if (core::read_file(folder.file("log")).value().find(event) != std::string::npos) return true;
      usleep(50'000);
    }
    return false;
  };
  EXPECT_EQ(submit(), "QUEUED");
  folder.write("a.yaml", "runs: [{timeline: [{state: RUNNING}]}]\n");
  kill(mock.process(), SIGUSR1);
  ASSERT_TRUE(comes("\"reloaded\""));
  EXPECT_EQ(submit(), "RUNNING");
  folder.write("a.yaml", "runs: [{timeline: [{state: GONE}]}]\n");
  kill(mock.process(), SIGUSR1);
  ASSERT_TRUE(comes("\"refused\""));
  EXPECT_EQ(submit(), "RUNNING") << "the old one goes on";
  int answered = 0;
  std::istringstream lines(core::read_file(folder.file("log")).value());
  for (std::string line; std::getline(lines, line);) {
    const auto event = json::parse(line);
    if (event["event"] != "answered") continue;
    ++answered;
    EXPECT_EQ(event["number"], answered);
    EXPECT_EQ(event["operation"], answered % 2 == 1 ? "RunWorkflow" : "GetRunStatus");
    EXPECT_EQ(event["status"], 200);
    EXPECT_FALSE(event.contains("sent")) << "no bodies";
  }
  EXPECT_EQ(answered, 6);
}

}  // namespace
}  // namespace assay::tests
