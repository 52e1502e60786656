// SPDX-License-Identifier: Apache-2.0
// Whole loads against the mock in this process. Counts and kinds are asserted, never times.
#include "bench/load.hpp"

#include <gtest/gtest.h>

#include "mock_server/server.hpp"
#include "mock_server/site.hpp"
#include "tests/support/local_peer.hpp"

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
