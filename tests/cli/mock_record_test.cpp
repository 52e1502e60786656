// SPDX-License-Identifier: Apache-2.0
// A recording of the mock, played again, is what the mock played.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "core/files.hpp"
#include "mock_server/scenario.hpp"
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

TEST(MockRecord, SaysWhatItCannotDo) {
  struct {
    std::vector<std::string> arguments;
    int code;
    const char* says;
  } const rows[] = {
      {{"http://127.0.0.1:1/ga4gh/wes/v1"}, 2, "--run, --submit"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a", "--submit", "b=c"}, 2, "--run, --submit"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--submit", "b"}, 2, "NAME=VALUE"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a", "--every", "never"}, 2, "--every"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a", "--auth", "bearer=abc"}, 2, "--auth"},
      {{"http://127.0.0.1:1/ga4gh/wes/v1", "--run", "a"},
       3,
       "no state of run a was seen: the last answer was connection refused"},
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
  EXPECT_EQ(ran, 6);
}

}  // namespace
}  // namespace assay::tests
