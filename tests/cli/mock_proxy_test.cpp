// SPDX-License-Identifier: Apache-2.0
// `mock record --proxy`: a client that knows nothing of it is recorded, and gets what the server says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/mock/mock_proxy.hpp"
#include "core/files.hpp"
#include "mock_server/script/scenario.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;

// Moved by polls, so that no time counts.
const std::string script = R"(
runs:
  - match: {nth: 1}
    timeline:
      - {state: QUEUED}
      - {polls: 2, state: RUNNING}
      - {polls: 2, state: COMPLETE, outputs: {said: "alice-password, twice", at: "https://a.example/b?sig=geheim"}}
    tasks: [{name: align, exit_code: 0}]
  - timeline: [{state: QUEUED}, {polls: 1, state: RUNNING}]
    on_cancel: [{state: CANCELING}, {polls: 1, state: CANCELED}]
)";

// What a client does with the proxy at $url; `server` is the base URL of the mock. Ends it with a signal.
std::string through_the_proxy(const std::string& server, const std::string& out, const std::string& folder,
                              const std::string& client) {
  const auto said = folder + "/said", err = folder + "/err";
  return program_path() + " mock record " + server + " --proxy 0 --out " + out + " >" + said + " 2>" + err +
         " & proxy=$!; n=0; until [ -s " + said +
         " ] || [ $n -gt 400 ]; do sleep 0.05; n=$((n+1)); done; url=$(head -1 " + said + "); " + client +
         "\nkill -TERM $proxy; wait $proxy; echo code $?; cat " + err;
}

const std::string ask = R"(
ask() { curl -s -H 'Authorization: Bearer alice-password' "$@"; }
submit() { ask -d 'workflow_url=https://a.example/b&workflow_type=CWL&workflow_type_version=v1.2' $url/runs | cut -c12-47; }
)";

TEST(MockProxy, RecordsAClientThatKnowsNothingOfIt) {
  if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
  const TemporaryFolder folder;
  const MockProcess mock({"--auth", "bearer", "--scenario", folder.write("a.yaml", script)});
  const auto out = folder.file("out.yaml");
  const auto outcome = run_shell(through_the_proxy(mock.url(), out, folder.file("."), ask + R"(
one=$(submit); two=$(submit)
for i in 1 2 3 4 5; do ask $url/runs/$one/status >/dev/null; ask $url/runs/$two/status >/dev/null; done
ask -X POST $url/runs/$two/cancel >/dev/null
for i in 1 2 3; do ask $url/runs/$two/status >/dev/null; done
ask $url/runs/$one >/dev/null
ask $url/runs/unknown/status; echo
curl -s -o /dev/null -w '%{http_code}\n' $url/runs
ask -I $url/service-info | grep -c 'Content-Length: [1-9]')"));
  EXPECT_THAT(outcome.out, HasSubstr(R"({"msg":"there is no run of that id","status_code":404})"))
      << "answers go through as they are";
  EXPECT_THAT(outcome.out, HasSubstr("\n401\n1\ncode 0\n"));
  const auto text = core::read_file(out).value();
  EXPECT_EQ(text.find("alice-password"), std::string::npos) << text;
  EXPECT_EQ(text.find("geheim"), std::string::npos) << text;
  const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  const auto scenario = mock::load_scenario(core::load_document("a", text).value(), *dialect).value();
  ASSERT_EQ(scenario.rules.size(), 2u) << text;
  const auto states = [](const std::vector<mock::Step>& steps) {
    std::vector<std::string> words;
    for (const auto& step : steps) words.push_back(step.state);
    return words;
  };
  using Words = std::vector<std::string>;
  const auto& one = scenario.rules[0].choices.at(0).timeline;
  EXPECT_EQ(states(one.steps), (Words{"QUEUED", "RUNNING", "COMPLETE"})) << text;
  EXPECT_EQ(one.steps.back().outputs, R"({"at":"https://a.example/b","said":"DROPPED, twice"})");
  ASSERT_EQ(one.tasks.size(), 1u);
  EXPECT_EQ(one.tasks[0].name, "align");
  const auto& two = scenario.rules[1].choices.at(0).timeline;
  EXPECT_EQ(states(two.steps), (Words{"QUEUED", "RUNNING"})) << text;
  EXPECT_EQ(states(two.on_cancel), (Words{"CANCELING", "CANCELED"})) << text;
}

TEST(MockProxy, SaysWhereNothingCameThrough) {
  if (run_shell("command -v curl").code != 0) GTEST_SKIP() << "SKIPPED: there is no curl";
  const TemporaryFolder folder;
  const auto out = folder.file("out.yaml");
  const auto outcome = run_shell(through_the_proxy("http://127.0.0.1:1/a", out, folder.file("."),
                                                   "curl -s -w ' %{http_code}\\n' $url/service-info"));
  EXPECT_THAT(outcome.out, HasSubstr("the server behind the proxy gave no answer: connection refused"));
  EXPECT_THAT(outcome.out, HasSubstr(" 502\ncode 3\n"));
  EXPECT_THAT(outcome.out, HasSubstr("no state of any run came through the proxy"));
  EXPECT_FALSE(core::read_file(out)) << "no file in place of a scenario";
}

core::Exchange answered(const std::string& method, const std::string& path, const std::string& body,
                        int second) {
  core::Exchange exchange;
  exchange.request.method = method;
  exchange.request.target = "/api" + path;
  exchange.response = core::Response{.status = 200, .body = body};
  exchange.timings.started = exchange.timings.sent = core::Time(std::chrono::seconds(1000 + second));
  exchange.timings.received = exchange.timings.sent + std::chrono::milliseconds(200);
  return exchange;
}

TEST(Witness, TakesTimesFromWhatItSaw) {
  const auto base = core::parse_base_url("http://a.example/api").value();
  cli::Witness witness(base, *schemas::load_dialect("wes", "1.1.0").value());
  witness.see(answered("POST", "/runs", R"({"run_id": "a/b"})", 0));
  witness.see(answered("GET", "/runs/a%2Fb/status", R"({"run_id": "a/b", "state": "QUEUED"})", 1));
  witness.see(answered("GET", "/runs/a%2Fb/status", R"({"run_id": "a/b", "state": "RUNNING"})", 11));
  // Overtaken by the one before it.
  witness.see(answered("GET", "/runs/a%2Fb/status", R"({"run_id": "a/b", "state": "QUEUED"})", 10));
  witness.see(
      answered("GET", "/runs?page_size=2", R"({"runs": [{"run_id": "other", "state": "RUNNING"}]})", 12));
  witness.see(answered("GET", "/elsewhere", "{}", 13));
  ASSERT_EQ(witness.runs().size(), 1u) << "runs of others are none of ours";
  const auto run = witness.runs().front();
  EXPECT_EQ(run.run_id, "a/b");
  ASSERT_EQ(run.changes.size(), 2u);
  // Half way between the request at 1 s and the answer at 11.2 s, counted from 0.1 s.
  EXPECT_EQ(run.changes[1].at, std::chrono::seconds(6));
  EXPECT_EQ(run.off, std::chrono::milliseconds(5100));
}

}  // namespace
}  // namespace assay::tests
