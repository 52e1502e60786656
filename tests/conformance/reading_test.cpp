// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/reading.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using namespace std::chrono_literals;

ExchangePtr get(std::uint64_t id, std::string operation, std::string target, int status) {
  core::Exchange exchange;
  exchange.id = id;
  exchange.operation = std::move(operation);
  exchange.request.target = std::move(target);
  exchange.response = core::Response{.status = status};
  exchange.timings.sent = core::Time{} + std::chrono::seconds(id);
  exchange.timings.received = exchange.timings.sent + 100ms;
  return std::make_shared<const core::Exchange>(std::move(exchange));
}

TEST(Reading, FindsTheRunThatAskingMade) {
  const std::vector<ExchangePtr> exchanges = {get(1, "ListRuns", "/runs", 200),
                                              get(2, "GetRunStatus", "/runs/old/status", 200),
                                              get(3, "GetRunStatus", "/runs/own/status", 200),
                                              get(4, "GetRunLog", "/runs/gh%6Fst", 404),
                                              get(5, "", "/runs/never/status", 404),
                                              get(6, "ListRuns", "/runs", 200)};
  const nlohmann::json first = {{"runs", {{{"run_id", "old"}}}}};
  const nlohmann::json last = {
      {"runs", {{{"run_id", "old"}}, {{"run_id", "own"}}, {{"run_id", "ghost"}}, {{"run_id", "foreign"}}}}};
  const auto made = made_by_reading(exchanges, {"own"}, [&](const ExchangePtr& each) {
    return each->id == 1 ? &first : each->id == 6 ? &last : nullptr;
  });
  ASSERT_EQ(made.size(), 1U);
  EXPECT_EQ(made.front().id, "ghost");
  EXPECT_EQ(made.front().asked->id, 4U);
  EXPECT_EQ(made.front().listed->id, 6U);
}

// The list may have been made before the question came.
TEST(Reading, BlamesNoQuestionThatWasStillOpenWhenTheListWasAsked) {
  core::Exchange slow = *get(2, "GetRunStatus", "/runs/ghost/status", 404);
  slow.timings.received += 10s;
  const std::vector<ExchangePtr> exchanges = {get(1, "ListRuns", "/runs", 200),
                                              std::make_shared<const core::Exchange>(slow),
                                              get(3, "ListRuns", "/runs", 200)};
  const nlohmann::json first = {{"runs", nlohmann::json::array()}};
  const nlohmann::json last = {{"runs", {{{"run_id", "ghost"}}}}};
  const auto made = made_by_reading(exchanges, {}, [&](const ExchangePtr& each) {
    return each->id == 1 ? &first : each->id == 3 ? &last : nullptr;
  });
  EXPECT_TRUE(made.empty());
}

TEST(Reading, NamesTheFactThatChanged) {
  const nlohmann::json log = {{"state", "COMPLETE"},
                              {"outputs", {{"a", 1}}},
                              {"run_log", {{"end_time", "2026-01-01T00:00:00Z"}, {"stdout", "http://x/1"}}}};
  EXPECT_EQ(changed_fact(&log, &log), "");
  nlohmann::json other = log;
  other["run_log"]["stdout"] = "http://x/2";  // may be signed anew
  EXPECT_EQ(changed_fact(&log, &other), "");
  other["run_log"]["end_time"] = "2026-01-01T00:00:09Z";
  EXPECT_EQ(changed_fact(&log, &other), "run_log/end_time");
  other.erase("outputs");
  EXPECT_EQ(changed_fact(&log, &other), "outputs");
  EXPECT_EQ(changed_fact(nullptr, nullptr), "");
}

}  // namespace
}  // namespace assay::conformance
