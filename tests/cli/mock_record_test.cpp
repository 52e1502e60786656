// SPDX-License-Identifier: Apache-2.0
// A recording of the mock, played again, is what the mock played.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <thread>

#include "core/files.hpp"
#include "mock_server/script/scenario.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

mock::Scenario load(const std::string& text) {
  const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  return mock::load_scenario(core::load_document("a", text).value(), *dialect).value();
}

core::Duration bound_of(const std::string& text) {
  std::smatch found;
  EXPECT_TRUE(std::regex_search(text, found, std::regex("within ([0-9]+)ms"))) << text;
  return std::chrono::milliseconds(std::stoi(found[1]));
}

const std::string script =
    "runs: [{timeline: [{state: QUEUED}, {after: 2s, state: RUNNING}, {after: 2s, state: EXECUTOR_ERROR, "
    "exit_code: 7}]}]";

TEST(MockRecord, PlaysWhatWasSeenWithinItsBound) {
  const TemporaryFolder folder;
  const MockProcess mock({"--scenario", folder.write("a.yaml", script)});
  const auto out = folder.file("out.yaml");
  const auto recorded = run_program(
      {"mock", "record", mock.url(), "--submit", "workflow_url=https://a.example/b?token=geheim", "--submit",
       "workflow_type=CWL", "--submit", "workflow_type_version=v1.2", "--every", "50ms", "--out", out});
  ASSERT_EQ(recorded.code, 0) << recorded.err;
  const auto text = core::read_file(out).value();
  EXPECT_EQ(text.find("geheim"), std::string::npos) << text;
  const auto bound = bound_of(text);
  // What is slower than half of a state may have missed one.
  if (bound > 900ms) GTEST_SKIP() << "SKIPPED: this machine is too busy, " << bound.count() << " us";
  const auto wanted = load(script), played = load(text);
  const auto& steps = played.rules.at(0).choices.at(0).timeline.steps;
  const auto& scripted = wanted.rules.at(0).choices.at(0).timeline.steps;
  ASSERT_EQ(steps.size(), scripted.size()) << text;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    EXPECT_EQ(steps[i].state, scripted[i].state);
    EXPECT_EQ(steps[i].exit_code, scripted[i].exit_code);
    EXPECT_LE(std::chrono::abs(steps[i].at - scripted[i].at), bound) << text;
  }
}

TEST(MockRecord, WatchesRunsThatThereAre) {
  const TemporaryFolder folder;
  const MockProcess mock({"--scenario", folder.write("a.yaml", "runs: [{timeline: [{state: RUNNING}]}]")});
  const auto submit = [&] {
    const auto made =
        run_shell(
            "curl -s -d 'workflow_url=https://a.example/b&workflow_type=CWL&workflow_type_version=v1.2' " +
            mock.url() + "/runs")
            .out;
    return made.substr(11, 36);
  };
  if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
  const auto one = submit(), two = submit();
  const auto recorded = run_program(
      {"mock", "record", mock.url(), "--run", one, "--run", two, "--every", "20ms", "--for", "60ms"});
  ASSERT_EQ(recorded.code, 0) << recorded.err;
  const auto scenario = load(recorded.out);
  ASSERT_EQ(scenario.rules.size(), 2u);
  EXPECT_EQ(scenario.rules[0].match.nth, std::vector<std::uint64_t>{1});
  EXPECT_EQ(scenario.rules[1].choices[0].timeline.steps[0].state, "RUNNING");
}

// Tasks, outputs, exit codes and texts, without what a link or a log line must not carry away.
TEST(MockRecord, PlaysTasksOutputsAndTexts) {
  const TemporaryFolder folder;
  const auto scenario = folder.write("a.yaml", R"(
runs:
  - timeline:
      - {state: QUEUED}
      - {after: 1s, state: RUNNING}
      - after: 3s
        state: COMPLETE
        outputs: {report: "https://data.example/report.html?X-Sig=geheim", token: geheim, count: 3}
    tasks:
      - {name: align, cmd: [bwa, mem, "--password=geheim"], start: 0s, runs_for: 2s, stdout: "aligned\nAuthorization: Bearer geheim\n"}
      - {name: 'call "it"', start: 2s, runs_for: 1s, exit_code: 4, stderr: "f\u00fcnf of 7\n"}
    stdout: "see https://ann:geheim@data.example/log#geheim now\n"
)");
  int ran = 0;
  // In the run log, and in a list of their own.
  for (const char* shape : {"legal.further-members", "legal.no-task-logs"}) {
    const MockProcess mock({"--scenario", scenario, "--defect", shape});
    const auto recorded =
        run_program({"mock", "record", mock.url(), "--submit", "workflow_url=https://a.example/b", "--submit",
                     "workflow_type=CWL", "--submit", "workflow_type_version=v1.2", "--every", "50ms"});
    ASSERT_EQ(recorded.code, 0) << recorded.err;
    EXPECT_THAT(recorded.err, HasSubstr("watching "));
    EXPECT_EQ(recorded.out.find("geheim"), std::string::npos) << recorded.out;
    const auto timeline = load(recorded.out).rules.at(0).choices.at(0).timeline;
    EXPECT_EQ(timeline.steps.back().outputs,
              R"({"count":3,"report":"https://data.example/report.html","token":"DROPPED"})");
    EXPECT_EQ(timeline.out, "see https://data.example/log now\n");
    ASSERT_EQ(timeline.tasks.size(), 2u) << recorded.out;
    EXPECT_EQ(timeline.tasks[0].name, "align");
    EXPECT_EQ(timeline.tasks[0].cmd, (std::vector<std::string>{"bwa", "mem", "--password=DROPPED"}));
    EXPECT_EQ(timeline.tasks[0].out, "aligned\nAuthorization: Bearer DROPPED\n");
    EXPECT_EQ(timeline.tasks[0].exit_code, 0);
    EXPECT_EQ(timeline.tasks[1].name, "call \"it\"");
    EXPECT_EQ(timeline.tasks[1].exit_code, 4);
    EXPECT_EQ(timeline.tasks[1].err, "f\u00fcnf of 7\n");
    // The server tells whole seconds.
    EXPECT_LE(std::chrono::abs(timeline.tasks[1].start - 2s), 1s) << recorded.out;
    EXPECT_LE(std::chrono::abs(timeline.tasks[0].runs_for - 2s), 1s) << recorded.out;
    ++ran;
  }
  EXPECT_EQ(ran, 2);
}

TEST(MockRecord, SaysWhichTasksItCannotPlay) {
  const TemporaryFolder folder;
  const MockProcess mock(
      {"--scenario", folder.write("a.yaml",
                                  "runs: [{timeline: [{state: QUEUED}, {state: RUNNING}, {state: COMPLETE}], "
                                  "tasks: [{name: a}]}]")});
  const auto recorded =
      run_program({"mock", "record", mock.url(), "--submit", "workflow_url=https://a.example/b", "--submit",
                   "workflow_type=CWL", "--submit", "workflow_type_version=v1.2"});
  ASSERT_EQ(recorded.code, 0) << recorded.err;
  EXPECT_THAT(recorded.err, HasSubstr("the 1 task(s) of run "));
  EXPECT_TRUE(load(recorded.out).rules.at(0).choices.at(0).timeline.tasks.empty());
}

TEST(MockRecord, TrustsTheAuthorityThatItIsGiven) {
  const TemporaryFolder folder;
  const auto log = folder.file("log");
  const MockProcess mock({"--tls", "--scenario", "instant"}, log);
  std::string said;
  std::smatch found;
  for (int i = 0; i < 400 && !std::regex_search(said, found, std::regex("--ca-file (\\S+)")); ++i) {
    std::this_thread::sleep_for(25ms);
    said = core::read_file(log).value();
  }
  ASSERT_FALSE(found.empty()) << said;
  std::vector<std::string> record{"mock",
                                  "record",
                                  mock.url(),
                                  "--submit",
                                  "workflow_url=https://a.example/b",
                                  "--submit",
                                  "workflow_type=CWL",
                                  "--submit",
                                  "workflow_type_version=v1.2"};
  EXPECT_NE(run_program(record).code, 0);
  record.insert(record.end(), {"--ca-file", found[1]});
  const auto trusted = run_program(record);
  EXPECT_EQ(trusted.code, 0) << trusted.err;
  EXPECT_THAT(trusted.out, HasSubstr("state: COMPLETE"));
}

TEST(MockRecord, SaysWhatItCannotDo) {
  struct {
    std::vector<std::string> arguments;
    int code;
    const char* says;
  } const rows[] = {
      {{"http://127.0.0.1:1/ga4gh/wes/v1"}, 2, "--run, --submit"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a", "--submit", "b=c"}, 2, "--run, --submit"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a", "--proxy", "0"}, 2, "one of the three"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--proxy", "0"}, 2, "--out FILE"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--proxy", "0", "--auth", "bearer=env:A"},
       2,
       "brings credentials"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--submit", "b"}, 2, "NAME=VALUE"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a", "--every", "never"}, 2, "--every"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a", "--auth", "bearer=abc"}, 2, "--auth"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a"},
       3,
       "no state of run a was seen: the last response was connection refused"},
  };
  int ran = 0;
  for (const auto& row : rows) {
    auto arguments = row.arguments;
    arguments.insert(arguments.begin(), {"mock", "record"});
    const auto outcome = run_program(arguments);
    EXPECT_EQ(outcome.code, row.code) << outcome.err;
    EXPECT_THAT(outcome.err, HasSubstr(row.says));
    ++ran;
  }
  EXPECT_EQ(ran, 9);
}

}  // namespace
}  // namespace assay::tests
