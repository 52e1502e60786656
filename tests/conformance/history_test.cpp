// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/history.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using Source = Observation::Source;

ExchangePtr answered(const char* operation, const char* target, const char* body, int at = 0) {
  static std::uint64_t id = 0;
  auto made = std::make_shared<core::Exchange>();
  made->id = ++id;
  made->operation = operation;
  made->request.target = target;
  made->timings.started = core::Time(std::chrono::seconds(at));
  made->timings.received = core::Time(std::chrono::seconds(at + 1));
  made->response.emplace();
  made->response->status = 200;
  made->response->body = body;
  return made;
}

std::map<std::string, History> histories_of(const std::vector<ExchangePtr>& exchanges) {
  std::map<std::uint64_t, nlohmann::json> bodies;
  for (const ExchangePtr& each : exchanges) bodies[each->id] = nlohmann::json::parse(each->response->body);
  return histories(exchanges, [&](const ExchangePtr& each) { return &bodies.at(each->id); });
}

TEST(Histories, GoByTheRunThatWasAskedFor) {
  const auto runs = histories_of({
      answered("GetRunStatus", "/ga4gh/wes/v1/runs/a%2Fb/status", R"({"run_id":"other","state":"RUNNING"})"),
      answered("ListRuns", "/ga4gh/wes/v1/runs?page_size=2",
               R"({"runs":[{"run_id":"a/b","state":"QUEUED"},{"state":"QUEUED"}]})"),
      answered("GetRunStatus", "/ga4gh/wes/v1/runs/silent/status", R"({})"),
  });
  ASSERT_EQ(runs.size(), 1u);
  EXPECT_EQ(runs.at("a/b").size(), 2u);
  EXPECT_EQ(only(runs.at("a/b"), {Source::list}).size(), 1u);
}

TEST(Histories, ALaterPageMayShowTheMomentOfTheFirst) {
  const char* more = R"({"runs":[{"run_id":"x","state":"RUNNING"}],"next_page_token":"a+b"})";
  const auto runs = histories_of({
      answered("ListRuns", "/runs", more, 10),
      answered("ListRuns", "/runs?page_token=a%2Bb", more, 20),
      answered("ListRuns", "/runs?page_size=2&page_token=a%2Bb", more, 30),
      answered("ListRuns", "/runs?page_token=never-given", more, 40),
      answered("ListRuns", "/runs?page_token=", more, 50),
  });
  std::vector<long> since;
  for (const Observation& seen : runs.at("x"))
    since.push_back(static_cast<long>(seen.since.time_since_epoch() / std::chrono::seconds(1)));
  EXPECT_EQ(since, (std::vector<long>{10, 10, 10, 50}));
}

}  // namespace
}  // namespace assay::conformance
