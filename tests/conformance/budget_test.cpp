// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/budget.hpp"

#include <gmock/gmock.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <vector>

#include "conformance/client/http_client.hpp"
#include "core/url.hpp"
#include "tests/support/scripted_stream.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using testing::HasSubstr;

struct Bench {
  asio::io_context context;
  core::VirtualClock clock{test::test_start()};
  Budget budget;
  std::vector<std::string> answers = {};
  std::vector<core::Duration> times = {};  // of the answers, since the start

  explicit Bench(BudgetLimits limits) : budget(clock, limits) {}
  void run(asio::awaitable<void> task) {
    ASSERT_TRUE(test::run_to_end(context, clock, std::move(task))) << "the budget hangs";
  }
};

asio::awaitable<void> take(Bench& bench, std::vector<int> counts) {
  for (const int count : counts) {
    std::string answer = co_await bench.budget.turn(count);
    bench.answers.push_back(std::move(answer));
    bench.times.push_back(bench.clock.now() - test::test_start());
  }
}

asio::awaitable<void> begin(Bench& bench) {
  std::string answer = co_await bench.budget.begin_submission();
  bench.answers.push_back(std::move(answer));
}

asio::awaitable<void> begin_while_one_is_under_way(Bench& bench, bool made_a_run, bool waits = true) {
  const std::size_t before = bench.answers.size();
  co_await begin(bench);
  asio::co_spawn(bench.context, begin(bench), asio::detached);
  co_await core::sleep_for(bench.clock, 1s);
  EXPECT_EQ(bench.answers.size() - before, waits ? 1U : 2U) << "the second waits where there is room for one";
  bench.budget.end_submission(made_a_run);
  co_await core::sleep_for(bench.clock, 1s);
}

TEST(Budget, WithoutLimitsNothingWaitsAndNothingIsRefused) {
  Bench bench({});
  bench.run(take(bench, std::vector<int>(1000, 1)));
  EXPECT_EQ(bench.answers, std::vector<std::string>(1000));
  EXPECT_EQ(bench.times.back(), 0us);
}

TEST(Budget, CountsEachRequestOfOnePiece) {
  Bench bench({.requests = 5});
  bench.run(take(bench, {2, 2, 2, 1, 1}));
  EXPECT_EQ(bench.answers[1], "");
  EXPECT_THAT(bench.answers[2], HasSubstr("the limit of 5 requests (--max-requests)"));
  EXPECT_EQ(bench.answers[3], "") << "what still fits is sent";
  EXPECT_THAT(bench.answers[4], HasSubstr("--max-requests"));
}

TEST(Budget, HoldsBackARequestForEachRunThatMayHaveToBeCancelled) {
  Bench bench({.requests = 5});
  bench.budget.set_open_runs(2);
  bench.run(take(bench, {1, 1, 1, 1}));
  EXPECT_EQ(bench.answers[2], "");
  EXPECT_THAT(bench.answers[3], HasSubstr("--max-requests"));
  bench.budget.clean_up();
  bench.run(take(bench, {1, 1, 1}));
  EXPECT_EQ(bench.answers[5], "");
  EXPECT_THAT(bench.answers[6], HasSubstr("--max-requests"));
}

TEST(Budget, SpacesRequestsEvenlyAndPaysForAPieceAfterIt) {
  Bench bench({.rate = 4});
  bench.run(take(bench, {1, 1, 2, 1}));
  EXPECT_EQ(bench.times, (std::vector<core::Duration>{0ms, 250ms, 500ms, 1000ms}));
}

TEST(Budget, SavesNoTurnsWhileNothingIsAsked) {
  Bench bench({.rate = 0.5});
  bench.run(take(bench, {1}));
  bench.clock.advance(60s);
  bench.run(take(bench, {1, 1}));
  EXPECT_EQ(bench.times[1], 60s);
  EXPECT_EQ(bench.times[2], 62s);
}

TEST(Budget, ASubmissionTakesTheRoomThatARefusedOneLeaves) {
  Bench bench({.runs = 1});
  bench.run(begin_while_one_is_under_way(bench, false));
  EXPECT_EQ(bench.answers, std::vector<std::string>(2));
}

TEST(Budget, ASubmissionIsRefusedWhenTheRunsAreMade) {
  Bench bench({.runs = 1});
  bench.run(begin_while_one_is_under_way(bench, true));
  ASSERT_EQ(bench.answers.size(), 2U);
  EXPECT_THAT(bench.answers[1], HasSubstr("the limit of 1 run (--max-runs)"));
}

TEST(Budget, KnowsWhetherMoreWouldFit) {
  Bench bench({.runs = 2, .requests = 10});
  bench.run(take(bench, {4}));
  bench.run(begin_while_one_is_under_way(bench, true, false));  // one made, one under way
  EXPECT_EQ(bench.budget.spent().runs, 2U);
  EXPECT_EQ(bench.budget.spent().requests, 4U);
  EXPECT_FALSE(bench.budget.has_room_for({.runs = 1}));
  bench.budget.set_open_runs(1);
  EXPECT_TRUE(bench.budget.has_room_for({.requests = 4})) << "four were sent, two are held back";
  EXPECT_FALSE(bench.budget.has_room_for({.requests = 5}));
}

asio::awaitable<void> get(HttpClient& client, core::Exchange& exchange) { co_await client.send(exchange); }

// The turn of the first request is taken by whoever sends.
TEST(Budget, ARedirectIsARequestOfItsOwn) {
  Bench bench({.requests = 1});
  test::Script script;
  const std::string away =
      "HTTP/1.1 307 Temporary Redirect\r\nLocation: /base/b\r\nContent-Length: 0\r\n\r\n";
  script.replies = {test::whole(away), test::whole(away), test::whole(away)};
  test::ScriptedConnector connector(bench.clock, {script});
  HttpClient client(bench.clock, connector, *core::parse_base_url("http://wes.test/base"), {},
                    [&](int requests) { return bench.budget.turn(requests); });
  core::Exchange exchange;
  exchange.request.target = "/base/a";
  bench.run(get(client, exchange));
  EXPECT_EQ(connector.written().size(), 2U);
  EXPECT_EQ(exchange.fault, core::TransportFault::cancelled);
  EXPECT_THAT(exchange.fault_text, HasSubstr("--max-requests"));
}

}  // namespace
}  // namespace assay::conformance
