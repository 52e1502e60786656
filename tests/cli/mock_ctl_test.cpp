// SPDX-License-Identifier: Apache-2.0
// `mock ctl`: what curl does with the control API, in the words of the command line; and the log in text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

class MockCtl : public ::testing::Test {
 protected:
  Outcome ctl(std::vector<std::string> words) const {
    words.insert(words.begin(),
                 {"mock", "ctl", "--control", mock_.control_url(), "--control-token-file", token_});
    return run_program(words);
  }
  std::string submit(const std::string& type) const {
    const std::string made =
        run_shell("curl -s -F workflow_url=https://flows.example/a -F workflow_type=" + type +
                  " -F workflow_type_version=" + (type == "CWL" ? "v1.2 " : "1.0 ") + mock_.url() + "/runs")
            .out;
    return nlohmann::json::parse(made).value("run_id", "");
  }

  const TemporaryFolder folder_ = {};
  const std::string token_ = folder_.file("token");
  const std::string log_ = folder_.file("log");
  const std::string scenario_ = folder_.write("a.yaml", R"(runs:
  - match: {workflow_type: CWL}
    timeline: [{state: QUEUED}, {trigger: go, state: RUNNING}, {after: 1h, state: COMPLETE}]
    on_cancel: [{state: CANCELING}, {after: 10s, state: CANCELED}]
  - timeline: [{state: QUEUED}]
)");
  const MockProcess mock_{{"--speed", "0", "--control", "0", "--control-token-file", token_, "--scenario",
                           scenario_, "--log", "text"},
                          log_};
};

TEST_F(MockCtl, DrivesARunToItsEnd) {
  if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
  const std::string run = submit("CWL"), other = submit("CWL"), third = submit("WDL");
  const struct {
    std::vector<std::string> words;
    std::string says;
  } rows[] = {
      {{"state"}, "frozen"},
      {{"state"}, "runs      3: 3 QUEUED\n"},
      {{"runs"}, "waits for the trigger go"},
      {{"runs", "RUNNING"}, "no runs\n"},
      {{"trigger", "go", run}, "1 runs moved\n"},
      {{"next", "event"}, "nothing by time alone\n"},
      {{"run", run}, "x COMPLETE"},
      {{"cancel", other}, "CANCELING"},
      {{"advance", "10s"}, "frozen"},
      {{"run", other}, "x CANCELED"},
      {{"explain", "3"}, "workflow_type: wants CWL, was WDL\n"},
      {{"explain", "3"}, "/runs/1 (line 5): taken\n"},
      {{"log", "2"}, "POST 200 /ga4gh/wes/v1/runs"},
      {{"defects", "status.answers-202"}, "defects   status.answers-202\n"},
      {{"defects", "none"}, "defects   none\n"},
      {{"faults", "{id: busy, do: status, status: 429}"}, "added busy\n"},
      {{"faults"}, "busy  status, acted on 0 of 0 requests\n"},
      {{"faults", "none"}, "no faults\n"},
      {{"scenario", "instant"}, "# scenarios/instant.yaml\n"},
      {{"scenario", scenario_}, "trigger: go"},
      {{"resume", "100"}, "speed 100\n"},
      {{"freeze"}, "frozen\n"},
      {{"idle"}, "nothing by time alone\n"},
      {{"persona", "toil"}, "persona   toil\n"},
      {{"persona", "none"}, "persona   none\n"},
      {{"reset"}, "reset, 0 runs\n"},
      {{"--format", "json", "runs"}, "{\"runs\":[],\"total\":0}\n"},
  };
  std::size_t ran = 0;
  for (const auto& row : rows) {
    const Outcome done = ctl(row.words);
    EXPECT_EQ(done.code, 0) << row.words[0] << ": " << done.err;
    EXPECT_THAT(done.out, HasSubstr(row.says)) << row.words[0];
    ++ran;
  }
  EXPECT_EQ(ran, 27u);
}

TEST_F(MockCtl, SaysWhatIsWrong) {
  const struct {
    std::vector<std::string> words;
    int code;
    const char* says;
  } rows[] = {
      {{"advnce", "1h"}, 2, "there is no command 'advnce'"},
      {{"advance"}, 2, "wes-assay mock ctl advance DURATION"},
      {{"advance", "1h", "2h"}, 2, "a word too many"},
      {{"advance", "soon"}, 2, "duration"},
      {{"resume", "fast"}, 2, "0 stands still"},
      {{"defects", "status.no-stat"}, 2, "did you mean"},
      {{"run", "none"}, 1, "there is no run none"},
      {{"cancel", "none"}, 1, "there is no run none"},
      {{"explain", "9"}, 1, "no exchange of that number"},
  };
  for (const auto& row : rows) {
    const Outcome done = ctl(row.words);
    EXPECT_EQ(done.code, row.code) << row.words[0];
    EXPECT_THAT(done.err, HasSubstr(row.says)) << row.words[0];
  }
  const Outcome no_token = run_program({"mock", "ctl", "state"});
  EXPECT_EQ(no_token.code, 2);
  EXPECT_THAT(no_token.err, HasSubstr("--control-token-file: the token of the control API is missing"));
  const Outcome wrong = run_program({"mock", "ctl", "state", "--control", mock_.control_url()},
                                    {"WES_ASSAY_CONTROL_TOKEN=another-token-than-it"});
  EXPECT_EQ(wrong.code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("needs the token"));
  const Outcome nobody = run_program({"mock", "ctl", "state", "--control", "1"},
                                     {"WES_ASSAY_CONTROL_TOKEN=another-token-than-it"});
  EXPECT_EQ(nobody.code, 1);
  EXPECT_THAT(nobody.err, HasSubstr("was the mock started with --control?"));
}

TEST_F(MockCtl, TheLogInTextNamesWhatActed) {
  if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
  const std::string run = submit("CWL");
  ctl({"faults", "{do: delay, time: 1ms, match: {operation: ListRuns}}"});
  ctl({"defects", "status.answers-202"});
  ctl({"resume"});
  run_shell("curl -s " + mock_.url() + "/runs; curl -s " + mock_.url() + "/runs/" + run + "/status");
  const std::string log = core::read_file(log_).value();
  EXPECT_THAT(log, ::testing::ContainsRegex("POST 200 /ga4gh/wes/v1/runs  [0-9]+ B  made run " + run + "\n"));
  EXPECT_THAT(log, ::testing::ContainsRegex("GET  200 /ga4gh/wes/v1/runs  [0-9]+ B  .fault-1, .1 ms.\n"));
  EXPECT_THAT(log, ::testing::ContainsRegex("/status  [0-9]+ B  .status.answers-202.\n"));
  EXPECT_EQ(log.find('\x1b'), std::string::npos) << "no colours in a file";
}

}  // namespace
}  // namespace assay::tests
