// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/history.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

namespace assay::conformance {
namespace {

using Source = Observation::Source;

const schemas::Dialect& wes() {
  static const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  return *dialect;
}

core::Time at(int milliseconds) { return core::Time(std::chrono::milliseconds(milliseconds)); }

Observation seen(const char* state, int sent, int received, Source source = Source::status) {
  return {source, state, at(sent), at(received), static_cast<std::uint64_t>(received)};
}

TEST(History, TerminalIsFinal) {
  const auto found =
      leaves_terminal({seen("RUNNING", 0, 10), seen("COMPLETE", 20, 30), seen("RUNNING", 40, 50)}, wes());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->text(at(0)),
            "The status said COMPLETE at 0.030 s; the status, asked 0.010 s after that, said RUNNING.");
}

TEST(History, AnswersThatOverlapProveNothing) {
  // The second was asked before the first had come: the server may have looked in either order.
  EXPECT_FALSE(leaves_terminal({seen("COMPLETE", 0, 30), seen("RUNNING", 20, 50)}, wes()));
}

TEST(History, SourcesAreNotComparedHere) {
  EXPECT_FALSE(leaves_terminal({seen("COMPLETE", 0, 10), seen("RUNNING", 20, 30, Source::list)}, wes()));
}

TEST(History, OneTerminalStateIsNotAnother) {
  EXPECT_TRUE(leaves_terminal({seen("COMPLETE", 0, 10), seen("EXECUTOR_ERROR", 20, 30)}, wes()));
  EXPECT_FALSE(leaves_terminal({seen("COMPLETE", 0, 10), seen("COMPLETE", 20, 30)}, wes()));
}

TEST(History, StatesMayBeSkippedButNotTakenBack) {
  EXPECT_FALSE(goes_back({seen("QUEUED", 0, 1), seen("RUNNING", 2, 3), seen("COMPLETE", 4, 5)}, wes()));
  EXPECT_FALSE(goes_back({seen("COMPLETE", 0, 1)}, wes()));
  EXPECT_TRUE(goes_back({seen("INITIALIZING", 0, 1), seen("QUEUED", 2, 3)}, wes()));
  EXPECT_FALSE(goes_back(
      {seen("RUNNING", 0, 1), seen("PAUSED", 2, 3), seen("UNKNOWN", 4, 5), seen("RUNNING", 6, 7)}, wes()));
}

TEST(History, CancelingLeadsToAnEnd) {
  EXPECT_FALSE(resumes_after_canceling(
      {seen("CANCELING", 0, 1), seen("UNKNOWN", 2, 3), seen("CANCELED", 4, 5)}, wes()));
  EXPECT_FALSE(resumes_after_canceling({seen("CANCELING", 0, 1), seen("COMPLETE", 2, 3)}, wes()));
  EXPECT_TRUE(resumes_after_canceling({seen("CANCELING", 0, 1), seen("RUNNING", 2, 3)}, wes()));
}

// The definition, pair by pair, against what the rule makes of the extremes of each state.
bool brute_force(const History& history) {
  for (const Observation& a : history) {
    for (const Observation& b : history) {
      if (a.source == b.source &&
          (a.received < b.sent || (a.received == b.sent && a.exchange < b.exchange)) &&
          wes().is_terminal(a.state) && a.state != b.state)
        return true;
    }
  }
  return false;
}

TEST(History, AgreesWithBruteForceOnRandomHistories) {
  std::mt19937 random(20260101);
  const char* const states[] = {"QUEUED", "RUNNING", "COMPLETE", "CANCELED", "UNKNOWN"};
  int violations = 0;
  constexpr int kHistories = 2'000;
  for (int i = 0; i < kHistories; ++i) {
    History history;
    const int length = static_cast<int>(random() % 6);
    for (int n = 0; n < length; ++n) {
      const int sent = static_cast<int>(random() % 100);
      history.push_back(seen(states[random() % 5], sent, sent + static_cast<int>(random() % 40),
                             random() % 3 == 0 ? Source::log : Source::status));
    }
    const bool violated = brute_force(history);
    violations += violated ? 1 : 0;
    ASSERT_EQ(leaves_terminal(history, wes()).has_value(), violated) << "history " << i;
  }
  EXPECT_GT(violations, kHistories / 10);
  EXPECT_LT(violations, kHistories * 9 / 10);
}

TEST(Histories, GoByTheRunThatWasAskedFor) {
  const auto exchange = [](const char* operation, const char* target, const char* body) {
    auto made = std::make_shared<core::Exchange>();
    made->operation = operation;
    made->request.target = target;
    made->response.emplace();
    made->response->status = 200;
    made->response->body = body;
    return made;
  };
  const std::vector<ExchangePtr> exchanges = {
      exchange("GetRunStatus", "/ga4gh/wes/v1/runs/a%2Fb/status", R"({"run_id":"other","state":"RUNNING"})"),
      exchange("ListRuns", "/ga4gh/wes/v1/runs?page_size=2",
               R"({"runs":[{"run_id":"a/b","state":"QUEUED"},{"state":"QUEUED"}]})"),
      exchange("ListRuns", "/ga4gh/wes/v1/runs?page_token=x",
               R"({"runs":[{"run_id":"late","state":"QUEUED"}]})"),
      exchange("GetRunStatus", "/ga4gh/wes/v1/runs/silent/status", R"({})"),
  };
  std::vector<nlohmann::json> bodies;
  for (const ExchangePtr& each : exchanges) bodies.push_back(nlohmann::json::parse(each->response->body));
  const auto runs = histories(exchanges, [&](const ExchangePtr& each) -> const nlohmann::json* {
    for (std::size_t i = 0; i < exchanges.size(); ++i) {
      if (exchanges[i] == each) return &bodies[i];
    }
    return nullptr;
  });
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs.at("a/b").size(), 2u);
}

}  // namespace
}  // namespace assay::conformance
