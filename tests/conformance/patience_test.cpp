// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/patience.hpp"

#include <gtest/gtest.h>

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;
using core::TransportFault;

Try busy(int number, core::Duration spent) {
  Try one;
  one.trouble = Trouble::busy;
  one.number = number;
  one.spent = spent;
  one.patience = kPatience;
  one.luck = 0.5;
  return one;
}

core::Exchange answer(int status, std::string operation = "ListRuns") {
  core::Exchange exchange;
  exchange.operation = std::move(operation);
  exchange.response.emplace();
  exchange.response->status = status;
  return exchange;
}

core::Exchange lost(TransportFault fault, std::string operation = "ListRuns") {
  core::Exchange exchange;
  exchange.operation = std::move(operation);
  exchange.fault = fault;
  return exchange;
}

core::Time at(core::Duration since) { return core::Time(1000s + since); }

TEST(PauseAfter, DoublesUpToEightSecondsAndEndsWithThePatience) {
  EXPECT_EQ(pause_after(busy(1, 0s)), 500ms);
  EXPECT_EQ(pause_after(busy(2, 500ms)), 1s);
  EXPECT_EQ(pause_after(busy(5, 7s)), 8s);
  EXPECT_EQ(pause_after(busy(9, 20s)), 8s);
  EXPECT_EQ(pause_after(busy(9, 34s)), 1s) << "the last try comes when the patience ends";
  EXPECT_EQ(pause_after(busy(9, 35s)), std::nullopt);
}

TEST(PauseAfter, VariesByAQuarter) {
  Try one = busy(2, 0s);
  one.luck = 0;
  EXPECT_EQ(pause_after(one), 750ms);
  one.luck = 1;
  EXPECT_EQ(pause_after(one), 1250ms);
}

TEST(PauseAfter, ObeysRetryAfterThreeTimesHoweverLong) {
  Try one = busy(3, 120s);
  one.asked = 60s;
  EXPECT_EQ(pause_after(one), 60s);
  one.number = 4;
  EXPECT_EQ(pause_after(one), std::nullopt);
}

TEST(PauseAfter, TriesRefusedCredentialsTwiceMore) {
  Try one = busy(1, 0s);
  one.trouble = Trouble::credentials;
  EXPECT_EQ(pause_after(one), 0s);
  one.number = 2;
  EXPECT_EQ(pause_after(one), 500ms);
  one.number = 3;
  EXPECT_EQ(pause_after(one), std::nullopt);
}

TEST(MayRepeat, NoSubmissionThatMayHaveMadeARun) {
  core::Exchange submission = answer(504, "RunWorkflow");
  submission.request.method = "POST";
  EXPECT_FALSE(may_repeat(submission, Trouble::gateway));
  EXPECT_TRUE(may_repeat(submission, Trouble::busy));
  EXPECT_TRUE(may_repeat(answer(504), Trouble::gateway));
  core::Exchange unsent = lost(TransportFault::connect, "RunWorkflow");
  unsent.request.method = "POST";
  EXPECT_TRUE(may_repeat(unsent, Trouble::transport));
  unsent.fault = TransportFault::closed;
  EXPECT_FALSE(may_repeat(unsent, Trouble::transport));
  EXPECT_FALSE(may_repeat(lost(TransportFault::tls), Trouble::transport));
}

TEST(Patience, IsNotSpentTwiceOnOneOperation) {
  Patience patience;
  patience.hear(answer(200, "GetServiceInfo"), at(0s));
  patience.hear(answer(429), at(1s));
  EXPECT_EQ(patience.patience(answer(429), Trouble::busy, at(1s), at(1s)), kPatience);
  patience.give_up(answer(429));
  EXPECT_EQ(patience.patience(answer(429), Trouble::busy, at(40s), at(40s)), 0s);
  EXPECT_LT(patience.patience(answer(429, "GetRunLog"), Trouble::busy, at(40s), at(40s)), 10s)
      << "little for the next";
  patience.hear(answer(200), at(41s));
  EXPECT_EQ(patience.patience(answer(429), Trouble::busy, at(42s), at(42s)), kPatience);
}

TEST(Patience, IsShortForOneRequestWhereOthersAreAnswered) {
  Patience patience;
  patience.hear(answer(200), at(0s));
  EXPECT_EQ(patience.patience(lost(TransportFault::closed), Trouble::transport, at(1s), at(1s)), kPatience);
  patience.hear(answer(200, "GetRunLog"), at(2s));
  EXPECT_LT(patience.patience(lost(TransportFault::closed), Trouble::transport, at(1s), at(2500ms)), 5s);
  EXPECT_EQ(patience.patience(lost(TransportFault::closed), Trouble::transport, at(1s), at(9s)), kPatience);
}

core::Exchange page(std::string operation, std::string target = "/") {
  core::Exchange exchange = answer(200, std::move(operation));
  exchange.request.target = std::move(target);
  exchange.request.headers.add("Accept", "application/json");
  exchange.response->body = "<html><p>Please wait</p></html>";
  return exchange;
}

TEST(Patience, TakesAPageThatStaysForTheAnswerWhereOneMayBe) {
  Patience patience;
  patience.hear(answer(200), at(0s));
  for (int i = 1; i <= 2; ++i) EXPECT_EQ(patience.hear(page("", "/no-such-path"), at(1s)), Trouble::page);
  EXPECT_EQ(patience.hear(page("", "/no-such-path"), at(2s)), Trouble::none);
  for (int i = 1; i <= 4; ++i)
    EXPECT_EQ(patience.hear(page("ListTasks"), at(3s)), Trouble::page) << "JSON is due";
}

TEST(Patience, KnowsAGatewayByPagesThatComeAndGo) {
  for (const bool page_first : {true, false}) {
    Patience patience;
    patience.hear(page_first ? page("ListRuns") : answer(200), at(0s));
    patience.hear(page_first ? answer(200) : page("ListRuns"), at(1s));
    for (int i = 1; i <= 5; ++i) EXPECT_EQ(patience.hear(page("", "/no-such-path"), at(2s)), Trouble::page);
  }
}

TEST(Patience, IsShortWithPagesWhereNothingWasEverRead) {
  Patience patience;
  patience.hear(page("GetServiceInfo"), at(0s));
  EXPECT_LT(patience.patience(page("GetServiceInfo"), Trouble::page, at(0s), at(0s)), 5s);
  patience.hear(answer(200), at(1s));
  EXPECT_EQ(patience.patience(page("GetServiceInfo"), Trouble::page, at(2s), at(2s)), kPatience);
}

TEST(Patience, KnowsWhatHangs) {
  Patience patience;
  patience.hear(lost(TransportFault::timeout), at(60s));
  EXPECT_NE(patience.hangs(lost(TransportFault::none)), "") << "it was never answered";
  EXPECT_EQ(patience.hangs(answer(200, "GetRunLog")), "");
  patience.hear(answer(200, "GetRunLog"), at(61s));
  patience.hear(lost(TransportFault::timeout, "GetRunLog"), at(121s));
  EXPECT_EQ(patience.hangs(answer(200, "GetRunLog")), "");
  EXPECT_EQ(patience.deadline(answer(200, "GetRunLog")), 5s);
}

TEST(Patience, HearsOfCredentialsByGoodAnswersAlone) {
  Patience patience;
  patience.hear(answer(200, "GetServiceInfo"), at(0s));
  EXPECT_FALSE(patience.accepted("main")) << "service-info is open to all";
  EXPECT_EQ(patience.hear(answer(401), at(1s)), Trouble::credentials);
  EXPECT_EQ(patience.patience(answer(401), Trouble::credentials, at(1s), at(1s)), 0s) << "never accepted";
  patience.hear(answer(200), at(2s));
  EXPECT_EQ(patience.hear(answer(401), at(3s)), Trouble::credentials);
  EXPECT_EQ(patience.accepted_until("main"), at(2s));
}

}  // namespace
}  // namespace assay::conformance
