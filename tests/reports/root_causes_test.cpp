// SPDX-License-Identifier: Apache-2.0
#include "reports/root_causes.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "reports/refusal.hpp"
#include "reports/server_words.hpp"

namespace assay::reports {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

core::Exchange answer(std::string operation, int status, std::string body = "{}",
                      std::string type = "application/json") {
  core::Exchange exchange;
  exchange.operation = std::move(operation);
  exchange.request.method = exchange.operation == "RunWorkflow" ? "POST" : "GET";
  exchange.request.target = exchange.operation == "RunWorkflow" ? "/wes/runs" : "/wes/runs/r1/status?x=1";
  exchange.response = core::Response{status, "", 11, {{"Content-Type", std::move(type)}}, std::move(body)};
  return exchange;
}

RunResult run_of(std::vector<core::Exchange> exchanges) {
  RunResult result;
  result.header.target = "http://h:1/wes";
  result.header.config = {{"auth", "none"}};
  result.footer.complete = true;
  for (core::Exchange& exchange : exchanges) {
    exchange.id = result.exchanges.size() + 1;
    result.exchanges.push_back(std::make_shared<const core::Exchange>(std::move(exchange)));
  }
  return result;
}

void judge(RunResult& result, std::string id, Verdict verdict, std::vector<std::uint64_t> exchanges,
           Because because = {}) {
  Judgement judgement;
  judgement.requirement = std::move(id);
  judgement.check = "a.b";
  judgement.verdict = verdict;
  judgement.reason = "why " + judgement.requirement;
  judgement.exchanges = exchanges;
  judgement.because = std::move(because);
  if (verdict != Verdict::inconclusive) judgement.findings = {{"r", "m", "", "", {}, std::move(exchanges)}};
  result.judgements.push_back(std::move(judgement));
}

TEST(RootCauses, OneRefusalIsOneCauseHoweverOftenItIsMet) {
  RunResult result = run_of({answer("RunWorkflow", 401, R"({"msg":"who are you?"})"),
                             answer("RunWorkflow", 401), answer("RunWorkflow", 200)});
  judge(result, "A", Verdict::inconclusive, {2});
  judge(result, "B", Verdict::inconclusive, {1});
  judge(result, "C", Verdict::fail, {1});
  judge(result, "D", Verdict::pass, {1});
  const auto causes = root_causes(result);
  ASSERT_THAT(causes, SizeIs(1));
  EXPECT_THAT(causes[0].requirements, ElementsAre("A", "B", "C"));
  EXPECT_THAT(causes[0].exchanges, ElementsAre(1, 2));
  EXPECT_EQ(
      told(causes[0]),
      "POST /runs -> 401 on 2 of 3 requests (#1): \"who are you?\": 2 undecided, 1 broken; give credentials "
      "(--auth)");
}

TEST(RootCauses, AdviseByWhatWasSeen) {
  const auto advice = [](core::Exchange refused, bool anonymous, bool taken_before) {
    RunResult result = run_of({answer("ListRuns", taken_before ? 200 : 500), std::move(refused)});
    if (!anonymous) result.header.config = {{"auth", "Authorization: Bearer $T"}};
    judge(result, "A", Verdict::inconclusive, {2});
    return root_causes(result).at(0).advice;
  };
  EXPECT_EQ(advice(answer("ListRuns", 401), true, false), "give credentials (--auth)");
  EXPECT_EQ(advice(answer("ListRuns", 401), false, false), "give other credentials (--auth)");
  EXPECT_EQ(advice(answer("ListRuns", 401), false, true),
            "the credentials were accepted before: --auth with cmd:COMMAND or file:PATH can give fresh ones");
  EXPECT_EQ(advice(answer("ListRuns", 404), true, false), "check the base URL: it ends before /service-info");
  EXPECT_EQ(advice(answer("ListRuns", 404), true, true), "");
  EXPECT_EQ(advice(answer("ListRuns", 429), true, true), "send fewer requests per second (--rate)");
  EXPECT_EQ(advice(answer("ListRuns", 200, "<html>", "text/html"), true, true),
            "this is a login page or another site: give credentials (--auth) or another base URL");
  EXPECT_EQ(advice(answer("RunWorkflow", 400), true, true),
            "a target file can give what the service asks for (docs/targets/README.md)");
}

TEST(RootCauses, WhatWasSeenInsteadIsACauseOfItsOwn) {
  RunResult result = run_of({answer("GetRunStatus", 200), answer("GetRunStatus", 200)});
  judge(result, "A", Verdict::inconclusive, {2}, {"runs stay QUEUED", "longer waits"});
  judge(result, "B", Verdict::inconclusive, {1}, {"runs stay QUEUED", "longer waits"});
  judge(result, "C", Verdict::inconclusive, {1});
  judge(result, "D", Verdict::inconclusive, {});
  const auto causes = root_causes(result);
  ASSERT_THAT(causes, SizeIs(3));
  EXPECT_EQ(told(causes[0]), "runs stay QUEUED (#1): 2 undecided; longer waits");
  EXPECT_EQ(told(causes[1]), "why C: 1 undecided");
  EXPECT_EQ(told(causes[2]), "why D: 1 undecided");
}

TEST(RootCauses, AStretchWithoutAnswersHasItsTimes) {
  core::Exchange lost = answer("ListRuns", 0);
  lost.response.reset();
  lost.fault = core::TransportFault::closed;
  core::Exchange later = lost;
  lost.timings = {core::Time(12100ms), core::Time(12100ms), core::Time(12200ms)};
  later.timings = {core::Time(14s), core::Time(14s), core::Time(15300ms)};
  RunResult result = run_of({answer("ListRuns", 200), lost, later});
  judge(result, "A", Verdict::inconclusive, {2});
  judge(result, "B", Verdict::inconclusive, {3});
  const auto causes = root_causes(result);
  ASSERT_THAT(causes, SizeIs(1));
  EXPECT_EQ(causes[0].text, "no response to 2 of 3 requests between 12.1 and 15.3 s (closed)");
}

TEST(RootCauses, WhatEndedTheRunComesFirst) {
  RunResult result = run_of({answer("ListRuns", 429)});
  judge(result, "A", Verdict::inconclusive, {1});
  result.footer.complete = false;
  result.footer.why_incomplete = "the target is busy";
  const auto causes = root_causes(result);
  ASSERT_THAT(causes, SizeIs(2));
  EXPECT_EQ(told(causes[0]), "the target is busy");
}

TEST(RootCauses, OfWhatIsDecidedAreNone) {
  RunResult result = run_of({answer("ListRuns", 500)});
  judge(result, "A", Verdict::fail, {1});
  judge(result, "A", Verdict::inconclusive, {1});
  judge(result, "B", Verdict::pass, {1});
  EXPECT_THAT(root_causes(result), IsEmpty());
}

TEST(ServerWords, AreThoseOfTheRefusal) {
  const auto words = [](int status, const std::string& body, const std::string& type = "application/json") {
    return server_words(answer("ListRuns", status, body, type));
  };
  EXPECT_EQ(words(400, R"({"msg":"no  such\n page","status_code":400})"), "no such page");
  EXPECT_EQ(words(422, R"({"detail":[{"loc":["body"],"msg":"field required"}]})"), "field required");
  EXPECT_EQ(words(404, R"({"type":"about:blank","title":"Not Found","status":404})"), "Not Found");
  EXPECT_EQ(words(400, R"({"code":1,"message":"Bad project","more_info":"http://x"})"), "Bad project");
  EXPECT_EQ(words(403, R"({"Message":"denied"})"), "denied");
  EXPECT_EQ(words(500, R"({"error":{"message":"boom"}})"), "boom");
  EXPECT_EQ(words(502, "Bad Gateway\n", "text/plain"), "Bad Gateway");
  EXPECT_EQ(words(200, "<!DOCTYPE html><title>Sign\x1b[2J in</title>", "text/html"),
            "a page of HTML: Sign\\x1b[2J in");
  EXPECT_EQ(words(200, R"({"msg":"fine"})"), "");
  EXPECT_EQ(words(500, "{}"), "");
  EXPECT_EQ(words(500, ""), "");
  EXPECT_LT(words(500, std::string(5000, 'x'), "text/plain").size(), 200u);
}

TEST(OnlyRefusal, IsWhatNineOfTenOperationsMet) {
  const auto seen = [](std::vector<core::Exchange> exchanges) {
    return only_refusal(run_of(std::move(exchanges)).exchanges);
  };
  core::Exchange probe = answer("", 405);
  core::Exchange stranger = answer("ListRuns", 200);
  stranger.user = "none";
  EXPECT_EQ(seen({answer("GetServiceInfo", 200), answer("ListRuns", 401), answer("RunWorkflow", 401), probe,
                  stranger}),
            "401");
  EXPECT_EQ(seen({answer("ListRuns", 404), answer("RunWorkflow", 404)}), "404");
  EXPECT_EQ(seen({answer("ListRuns", 200, "<html>", "text/html")}), "a page of HTML");
  EXPECT_EQ(seen({answer("ListRuns", 401), answer("ListRuns", 200)}), "");
  EXPECT_EQ(seen({answer("ListRuns", 401), answer("ListRuns", 404)}), "");
  EXPECT_EQ(seen({answer("ListRuns", 500), answer("RunWorkflow", 500)}), "");
  EXPECT_EQ(seen({}), "");
}

TEST(OnlyRefusal, IsBlamedForNothing) {
  RunResult result = run_of({answer("GetServiceInfo", 200), answer("RunWorkflow", 404)});
  judge(result, "A", Verdict::fail, {2});
  judge(result, "B", Verdict::fail, {1});
  judge(result, "C", Verdict::pass, {2});
  result.footer.only_refusal = "404";
  for (int twice = 0; twice < 2; ++twice) {
    withhold_blame(result);
    const auto words = roll_up(result);
    EXPECT_EQ(words.at("A"), Verdict::inconclusive);
    EXPECT_EQ(words.at("B"), Verdict::fail) << "its own answer broke it";
    EXPECT_EQ(words.at("C"), Verdict::pass);
    EXPECT_EQ(result.judgements[0].reason, "m; 404 is all that was seen of the service");
  }
}

}  // namespace
}  // namespace assay::reports
