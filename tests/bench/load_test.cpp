// SPDX-License-Identifier: Apache-2.0
// Whole loads against the mock in this process. Counts and kinds are asserted, never times.
#include "bench/load.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "bench/validity.hpp"
#include "mock_server/server.hpp"
#include "mock_server/site/site.hpp"
#include "tests/support/local_peer.hpp"
#include "tests/support/program.hpp"

namespace assay::bench {
namespace {

using namespace std::chrono_literals;

std::vector<std::string> make_runs(mock::Server& server, int number) {
  std::vector<std::string> ids;
  for (int i = 0; i < number; ++i) {
    core::Request request;
    request.method = "POST";
    request.target = "/ga4gh/wes/v1/runs";
    request.headers.add("Host", "127.0.0.1");
    request.headers.add("Content-Type", "application/x-www-form-urlencoded");
    request.body =
        "workflow_type=CWL&workflow_type_version=v1.2&workflow_url=https%3A%2F%2Fexample.org%2Fsleep.cwl&"
        "workflow_params=%7B%7D";
    const auto answer = server.site().handle(request);
    const std::string& body = answer.response.body;
    const std::size_t from = body.find("\"run_id\":\"");
    if (from == std::string::npos) throw std::runtime_error(body);
    ids.push_back(body.substr(from + 10, body.find('"', from + 10) - from - 10));
  }
  return ids;
}

LoadOptions quick(std::uint64_t requests) {
  LoadOptions options;
  options.connections = 4;
  options.warmup = 0s;
  options.duration = 30s;  // the number of requests ends it
  options.most_requests = requests;
  return options;
}

struct LoadTest : ::testing::Test {
  std::shared_ptr<const schemas::Dialect> dialect = schemas::load_dialect("wes", "1.1.0").value();
  std::atomic<bool> stop = false;

  Result load(const std::string& url, std::vector<std::string> runs, const LoadOptions& options) {
    const core::Url base = core::parse_base_url(url).value();
    const Target target{base, find_origin(base, "").value(), *dialect, {}, std::move(runs)};
    return run_load(target, options, {}, stop);
  }
};

TEST_F(LoadTest, AClosedLoadJudgesEachAnswer) {
  mock::Server server{mock::Options{}};
  const Result result = load(server.url(), make_runs(server, 3), quick(500));
  EXPECT_EQ(result.requests(), 500u);
  EXPECT_EQ(result.right(), 500u);
  EXPECT_EQ(result.latency.count(), 500u);
  EXPECT_EQ(result.model, "closed");
}

TEST_F(LoadTest, SpinningIsNoWork) {
  mock::Server server{mock::Options{}};
  LoadOptions options = quick(2000);
  options.rate = 2000;
  options.spin = true;
  const Result result = load(server.url(), make_runs(server, 1), options);
  EXPECT_EQ(result.right(), 2000u);
  const double cpu_s = result.cpu_user_s + result.cpu_system_s;
  EXPECT_GT(result.spun_s, 0);
  EXPECT_LT(result.spun_s, result.measured_s);
  const double worked_s = cpu_s - std::max(result.spun_s - result.waited_for_cpu_s, 0.0);
  EXPECT_LT(result.busiest * result.measured_s, 1.1 * worked_s);
  options.spin = false;
  EXPECT_EQ(load(server.url(), make_runs(server, 1), options).spun_s, 0);
}

TEST_F(LoadTest, PipelinedAndThreadedTheCountsAreTheSame) {
  mock::Server server{mock::Options{}};
  LoadOptions options = quick(400);
  options.pipeline = 8;
  options.threads = 2;
  const Result result = load(server.url(), make_runs(server, 3), options);
  EXPECT_EQ(result.requests(), 800u) << "the limit is that of each thread";
  EXPECT_EQ(result.right(), 800u);
}

TEST_F(LoadTest, ANewConnectionForEachRequest) {
  mock::Server server{mock::Options{}};
  LoadOptions options = quick(50);
  options.keep_alive = false;
  const Result result = load(server.url(), make_runs(server, 1), options);
  EXPECT_EQ(result.right(), 50u);
  EXPECT_GE(result.connections, 50u);
}

TEST_F(LoadTest, AnOpenLoadSendsWhatTheScheduleSays) {
  mock::Server server{mock::Options{}};
  LoadOptions options;
  options.connections = 4;
  options.rate = 500;
  options.warmup = 0s;
  options.duration = 1s;
  const Result result = load(server.url(), make_runs(server, 2), options);
  EXPECT_EQ(result.requests() + result.unsent, 500u);
  EXPECT_EQ(result.wrong(), 0u);
  EXPECT_EQ(result.lag.count(), 500u);
}

mock::Options brief_runs() {
  mock::Options options;
  options.scenario_text =
      "says: Runs end after 0.3 s.\nruns:\n  - timeline:\n      - {state: RUNNING}\n"
      "      - {after: 300ms, state: COMPLETE, exit_code: 0}\n";
  return options;
}

TEST_F(LoadTest, APolicyPollsEachRunUntilItHasEnded) {
  mock::Server server{brief_runs()};
  LoadOptions options = quick(0);
  options.threads = 2;
  options.poll = parse_poll("fixed:50ms").value();
  const Result result = load(server.url(), make_runs(server, 5), options);
  EXPECT_EQ(result.model, "polls");
  EXPECT_EQ(result.ended, 5u);
  EXPECT_GE(result.requests(), 10u) << "each run was polled before and after its end";
  EXPECT_EQ(result.wrong(), 0u);
  EXPECT_LT(result.measured_s, 25) << "nothing was left to poll";
  std::map<std::string, std::uint64_t> states(result.states.begin(), result.states.end());
  EXPECT_EQ(states["COMPLETE"], 5u) << "a run that has ended is left alone";
  EXPECT_EQ(why_invalid(result), injector_faults(result))
      << "a busy machine makes the injector late, and no more";
}

TEST_F(LoadTest, WrongAnswersDoNotEndThePolling) {
  mock::Server server{mock::Options{}};
  LoadOptions options = quick(20);
  options.poll = parse_poll("fixed:1ms").value();
  const Result result = load(server.url(), {"no-such-run"}, options);
  EXPECT_EQ(result.outcomes[static_cast<std::size_t>(Outcome::status)], 20u);
  EXPECT_EQ(result.ended, 0u);
}

TEST_F(LoadTest, RunsThatEndedInTheWarmUpLeaveNothingToMeasure) {
  mock::Server server{brief_runs()};
  LoadOptions options = quick(0);
  options.warmup = 20s;
  options.poll = parse_poll("fixed:50ms").value();
  const Result result = load(server.url(), make_runs(server, 2), options);
  EXPECT_EQ(result.requests(), 0u);
  ASSERT_EQ(why_invalid(result).size(), 1u);
  EXPECT_NE(why_invalid(result)[0].find("--warmup 0s"), std::string::npos);
}

TEST_F(LoadTest, TheListAloneNoticesEachEnd) {
  mock::Server server{brief_runs()};
  LoadOptions options = quick(0);
  options.strategy = Strategy::list;
  options.poll = parse_poll("fixed:100ms").value();
  const Result result = load(server.url(), make_runs(server, 130), options);
  EXPECT_EQ(result.ended, 130u);
  EXPECT_EQ(result.wrong(), 0u);
  EXPECT_GE(result.requests(), 2u) << "130 runs are two pages";
  EXPECT_LT(result.requests(), 130u) << "a page tells of many runs";
  EXPECT_FALSE(result.watches);
}

TEST_F(LoadTest, BothStrategiesNoticeTheSameEnds) {
  mock::Server server{brief_runs()};
  auto runs = make_runs(server, 40);
  make_runs(server, 300);  // of others, on pages before ours
  LoadOptions options = quick(0);
  options.strategy = Strategy::both;
  options.poll = parse_poll("jitter:50ms..150ms").value();
  const Result result = load(server.url(), runs, options);
  ASSERT_TRUE(result.watches);
  const Watches& both = *result.watches;
  EXPECT_EQ(both.status.noticed.count(), 40u);
  EXPECT_EQ(both.list.noticed.count(), 40u);
  EXPECT_EQ(both.list_later.count() + both.status_later.count(), 40u);
  EXPECT_EQ(both.status.requests, result.requests());
  EXPECT_GE(both.status.requests, 40u);
  EXPECT_GE(both.list.requests, 4u) << "ours are on the fourth page";
  EXPECT_EQ(both.status.wrong + both.list.wrong, 0u);
  EXPECT_GT(both.list.bytes_in, 4 * 100 * 40u) << "a page of 100 items";
  EXPECT_EQ(both.status.bytes_out, result.bytes_out);
}

TEST_F(LoadTest, AListThatIsStaleNeverNoticesAnEnd) {
  mock::Options lagging = brief_runs();
  lagging.defects = {"consistency.list-is-stale"};
  mock::Server server{lagging};
  LoadOptions options = quick(0);
  options.duration = 1500ms;
  options.strategy = Strategy::both;
  options.poll = parse_poll("fixed:50ms").value();
  const Result result = load(server.url(), make_runs(server, 3), options);
  ASSERT_TRUE(result.watches);
  EXPECT_EQ(result.watches->status.noticed.count(), 3u);
  EXPECT_EQ(result.watches->list.noticed.count(), 0u);
  EXPECT_EQ(in_words(*result.watches), "no end was noticed by both");
}

TEST_F(LoadTest, PagesThatAreNoListAreWrongAndInvalid) {
  mock::Server server{mock::Options{}};
  LoadOptions options = quick(0);
  options.duration = 300ms;
  options.strategy = Strategy::list;
  options.poll = parse_poll("fixed:50ms").value();
  const Result result = load(server.url() + "/nowhere", {"r"}, options);
  EXPECT_GT(result.outcomes[static_cast<std::size_t>(Outcome::status)], 0u);
  ASSERT_FALSE(result.samples.empty());
  EXPECT_EQ(result.samples[0].run, "GET /runs");
  EXPECT_FALSE(why_invalid(result).empty());
}

TEST_F(LoadTest, EachAnswerThatLeavesATerminalStateIsCounted) {
  mock::Options replicas;
  replicas.scenario_text = "says: All is done.\nruns:\n  - timeline: [{state: COMPLETE, exit_code: 0}]\n";
  replicas.defects = {"status.replicas-disagree"};  // every third answer says RUNNING
  struct Row {
    int connections, threads;
  };
  int ran = 0;
  for (const Row& row : {Row{1, 1}, Row{16, 2}}) {
    mock::Server server{replicas};
    LoadOptions options = quick(3000 / static_cast<std::uint64_t>(row.threads));
    options.connections = row.connections;
    options.threads = row.threads;
    const Result result = load(server.url(), make_runs(server, 1), options);
    const std::uint64_t left = result.outcomes[static_cast<std::size_t>(Outcome::left_terminal)];
    EXPECT_EQ(result.requests(), 3000u);
    EXPECT_LE(left, 1000u);
    // What was asked before COMPLETE had been read by anybody may say RUNNING.
    EXPECT_GE(left, 1001u - static_cast<std::uint64_t>(row.connections));
    EXPECT_EQ(left, result.wrong());
    ++ran;
  }
  EXPECT_EQ(ran, 2);
}

TEST_F(LoadTest, OneLieInTenThousandIsCounted) {
  mock::Options options;
  options.scenario_text = "says: All is done.\nruns:\n  - timeline: [{state: COMPLETE, exit_code: 0}]\n";
  options.defects = {"transitions.leaves-a-terminal-state"};
  mock::Server server{options};
  const auto runs = make_runs(server, 1);
  LoadOptions alone = quick(2);
  alone.connections = 1;
  const Result first = load(server.url(), runs, alone);  // COMPLETE, then the first lie
  EXPECT_EQ(first.outcomes[static_cast<std::size_t>(Outcome::left_terminal)], 1u);
  LoadOptions many = quick(20'010);
  many.connections = 16;
  const Result result = load(server.url(), runs, many);
  EXPECT_EQ(result.requests(), 20'010u);
  EXPECT_EQ(result.outcomes[static_cast<std::size_t>(Outcome::left_terminal)], 2u)
      << "answers 10,001 and 20,001";
  EXPECT_EQ(result.wrong(), 2u);
}

TEST_F(LoadTest, AStallIsSeenByAllThatWereDueInIt) {
  mock::Options options;
  options.faults = {"{do: delay, time: 200ms, nth: 100, match: {operation: GetRunStatus}}"};
  struct Row {
    double rate;
    std::uint64_t least;  // that waited for 100 ms or more
  };
  int ran = 0;
  for (const Row& row : {Row{500, 40}, Row{0, 1}}) {
    mock::Server server{options};
    LoadOptions one = quick(row.rate > 0 ? 0 : 300);
    one.connections = 1;
    one.rate = row.rate;
    if (row.rate > 0) one.duration = 3s;
    const Result result = load(server.url(), make_runs(server, 1), one);
    std::uint64_t late = 0;
    const auto& counts = result.latency.counts();
    for (std::size_t slot = Histogram::slot_of(100'000'000); slot < counts.size(); ++slot)
      late += counts[slot];
    EXPECT_GE(late, row.least) << row.rate;
    EXPECT_GE(result.service.max(), 199'000'000) << row.rate;
    EXPECT_GT(result.corrected().count(), result.latency.count()) << row.rate;
    ++ran;
  }
  EXPECT_EQ(ran, 2);
}

TEST_F(LoadTest, RetryAfterIsObeyedAndCounted) {
  mock::Options options;
  options.faults = {"{do: status, status: 429, retry_after: 1s, nth: 5, match: {operation: GetRunStatus}}"};
  mock::Server server{options};
  LoadOptions one = quick(20);
  one.connections = 1;
  one.raw = true;
  const Result result = load(server.url(), make_runs(server, 1), one);
  EXPECT_EQ(result.outcomes[static_cast<std::size_t>(Outcome::throttled)], 1u);
  EXPECT_EQ(result.right(), 19u);
  EXPECT_NEAR(result.paused_s, 1, 0.001);
  ASSERT_EQ(result.raw.size(), 20u);
  EXPECT_EQ(result.raw[4].outcome, Outcome::throttled);
  EXPECT_GE(result.raw[5].sent, result.raw[4].ended + 1'000'000'000) << "nothing is sent before that";
}

TEST_F(LoadTest, AnHttpsTargetIsLoadedAndJudged) {
  mock::Options options;
  options.tls.on = true;
  mock::Server server{options};
  const tests::TemporaryFolder folder;
  const std::string ca = folder.write("ca.pem", server.certificate());
  const core::Url base = core::parse_base_url(server.url()).value();
  ASSERT_EQ(base.scheme, "https");
  const Target target{base, find_origin(base, ca).value(), *dialect, {}, make_runs(server, 2)};
  LoadOptions options_of_load = quick(100);
  options_of_load.pipeline = 2;
  const Result result = run_load(target, options_of_load, {}, stop);
  EXPECT_EQ(result.right(), 100u);
  EXPECT_EQ(result.wrong(), 0u);
}

TEST_F(LoadTest, OurMockTellsHowOldAStateWas) {
  mock::Options slow = brief_runs();
  slow.scenario_text = "delay: 100ms\n" + slow.scenario_text;
  slow.truth = true;
  mock::Server server{slow};
  LoadOptions options = quick(60);
  const Result result = load(server.url(), make_runs(server, 4), options);
  EXPECT_GT(result.stale_answers, 0u) << "some were on their way when their runs ended";
  EXPECT_LT(result.stale_answers, result.right());
  EXPECT_GT(result.stale.max(), 1'000'000) << "ns";
  EXPECT_LT(result.stale.count(), result.right())
      << "nothing ends a terminal state, and the mock tells nothing";
}

TEST_F(LoadTest, OtherServersTellNothingOfAge) {
  mock::Server server{mock::Options{}};
  const Result result = load(server.url(), make_runs(server, 1), quick(20));
  EXPECT_EQ(result.right(), 20u);
  EXPECT_EQ(result.stale.count(), 0u);
  EXPECT_NE(write_json(result).find("\"staleness_us\": null"), std::string::npos);
}

TEST_F(LoadTest, RunsThatAreNotThereAreWrongAnswers) {
  mock::Server server{mock::Options{}};
  const Result result = load(server.url(), {"no-such-run"}, quick(20));
  EXPECT_EQ(result.right(), 0u);
  EXPECT_EQ(result.outcomes[static_cast<std::size_t>(Outcome::status)], 20u);
  EXPECT_FALSE(result.samples.empty());
  EXPECT_FALSE(why_invalid(result).empty());
}

TEST_F(LoadTest, ADeadTargetEndsInTime) {
  LoadOptions options = quick(0);
  options.duration = 300ms;
  const Result result = load("http://127.0.0.1:9/ga4gh/wes/v1", {"r"}, options);
  EXPECT_EQ(result.requests(), 0u);
  ASSERT_FALSE(result.samples.empty());
  EXPECT_EQ(result.samples[0].outcome, Outcome::connect);
  EXPECT_FALSE(why_invalid(result).empty());
}

}  // namespace
}  // namespace assay::bench
