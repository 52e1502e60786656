// SPDX-License-Identifier: Apache-2.0
#include "bench/poll.hpp"

#include <gtest/gtest.h>

#include <set>

#include "bench/schedule.hpp"

namespace assay::bench {
namespace {

using namespace std::chrono_literals;

TEST(Poll, PoliciesWaitAsTheySay) {
  struct Row {
    const char* text;
    std::vector<std::chrono::nanoseconds> waits;
  };
  const Row rows[] = {{"fixed:8s", {8s, 8s, 8s}},
                      {"backoff:1s..60s", {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}},
                      {"backoff:100ms..1s*1.5", {100ms, 150ms, 225ms}},
                      {"wes-client", {8s, 8s}},
                      {"irida-next", {30s, 30s}},
                      {"prowes", {3s}},
                      {"sapporo-tests", {5s}}};
  int ran = 0;
  for (const Row& row : rows) {
    const PollPolicy policy = parse_poll(row.text).value();
    for (std::uint32_t polls = 0; polls < row.waits.size(); ++polls)
      EXPECT_EQ(policy.wait(3, polls), row.waits[polls]) << row.text << ", after " << polls;
    ++ran;
  }
  EXPECT_EQ(ran, 7);
}

TEST(Poll, JitterDrawsFromItsRangeAndDrawsTheSameAgain) {
  const PollPolicy policy = parse_poll("jitter:6s..10s").value();
  std::chrono::nanoseconds least = 10s, most = 6s;
  for (std::uint64_t run = 0; run < 100; ++run) {
    for (std::uint32_t polls = 0; polls < 10; ++polls) {
      const auto wait = policy.wait(run, polls);
      EXPECT_EQ(wait, policy.wait(run, polls));
      least = std::min(least, wait);
      most = std::max(most, wait);
    }
  }
  EXPECT_GE(least, 6s);
  EXPECT_LT(least, 6100ms);
  EXPECT_LE(most, 10s);
  EXPECT_GT(most, 9900ms);
}

TEST(Poll, EveryKnownClientIsAPolicy) {
  int ran = 0;
  for (const KnownClient& client : known_clients()) {
    const auto policy = parse_poll(client.name);
    ASSERT_TRUE(policy) << client.name;
    EXPECT_EQ(policy->client, client.name);
    EXPECT_EQ(policy->text, client.policy);
    ++ran;
  }
  EXPECT_EQ(ran, 4);
}

TEST(Poll, RefusesInOneSentence) {
  int ran = 0;
  for (const char* text : {"", "8s", "fixed", "fixed:", "fixed:0s", "fixed:-1s", "jitter:6s",
                           "jitter:10s..6s", "jitter:6s..10s*2", "backoff:1s", "backoff:1s..1s",
                           "backoff:1s..60s*1", "backoff:1s..60s*x", "curl"}) {
    const auto policy = parse_poll(text);
    ASSERT_FALSE(policy) << text;
    EXPECT_EQ(policy.error().where, "--poll");
    EXPECT_NE(policy.error().hint.find("wes-client"), std::string::npos);
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

std::deque<PolledRun> population(std::uint64_t size) {
  std::deque<PolledRun> runs;
  for (std::uint64_t i = 0; i < size; ++i) runs.emplace_back("run", i);
  return runs;
}

TEST(Polls, FirstPollsAreSpreadOverTheFirstWait) {
  auto runs = population(4);
  const PollPolicy policy = parse_poll("fixed:8s").value();
  Polls polls(policy, runs, 0, 1);
  for (const std::int64_t second : {1, 3, 5, 7}) {
    EXPECT_EQ(polls.due(), second * 1'000'000'000);
    EXPECT_EQ(polls.take().polls, 0u);
  }
  EXPECT_EQ(polls.due(), Polls::never);
}

TEST(Polls, TheNextIsDueAWaitAfterTheLastHasEnded) {
  auto runs = population(1);
  const PollPolicy policy = parse_poll("backoff:1s..60s").value();
  Polls polls(policy, runs, 0, 1);
  std::vector<std::int64_t> gaps;
  std::int64_t ended = 0;
  for (int i = 0; i < 4; ++i) {
    const Due due = polls.take();
    if (i > 0) gaps.push_back((due.intended - ended) / 1'000'000);
    ended = due.intended + 700'000'000;  // a slow answer
    polls.again(due, ended);
  }
  EXPECT_EQ(gaps, (std::vector<std::int64_t>{1000, 2000, 4000}));
}

TEST(Polls, ThreadsShareTheRuns) {
  auto runs = population(5);
  const PollPolicy policy = parse_poll("fixed:1s").value();
  std::set<std::uint64_t> seen;
  for (int thread = 0; thread < 3; ++thread) {
    Polls polls(policy, runs, thread, 3);
    while (polls.due() != Polls::never) EXPECT_TRUE(seen.insert(polls.take().run->number).second);
  }
  EXPECT_EQ(seen.size(), 5u);
}

}  // namespace
}  // namespace assay::bench
