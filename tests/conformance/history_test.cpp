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

std::shared_ptr<const schemas::Dialect> dialect(const char* name, const char* version) {
  return schemas::load_dialect(name, version).value();
}

std::map<std::string, History> histories_of(
    const std::vector<ExchangePtr>& exchanges,
    const std::shared_ptr<const schemas::Dialect>& spoken = dialect("wes", "1.1.0")) {
  std::map<std::uint64_t, nlohmann::json> bodies;
  for (const ExchangePtr& each : exchanges) bodies[each->id] = nlohmann::json::parse(each->response->body);
  return histories(exchanges, *spoken, [&](const ExchangePtr& each) { return &bodies.at(each->id); });
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

TEST(Histories, ReadAListThatIsNamedWorkflows) {
  const auto runs = histories_of(
      {answered("ListRuns", "/runs",
                R"({"workflows":[{"run_id":"x","state":"QUEUED"},{"run_id":7,"state":"RUNNING"}]})")});
  ASSERT_EQ(runs.size(), 2u);
  EXPECT_EQ(runs.at("x").front().state, "QUEUED");
  EXPECT_EQ(runs.at("7").front().state, "RUNNING");
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

TEST(Histories, AreReadByTheNamesOfTheDialect) {
  const auto omics = histories_of(
      {answered("GetRunStatus", "/run/12?export=DEFINITION", R"({"id":"12","status":"PENDING","runId":"7"})"),
       answered("ListRuns", "/run?maxResults=1",
                R"({"items":[{"id":"12","status":"STARTING"}],"nextToken":"t"})", 4),
       answered("ListRuns", "/run?startingToken=t", R"({"items":[{"id":"13","status":"RUNNING"}]})", 6),
       answered("ListRuns", "/run?startingToken=u", R"({"items":[{"id":"13","status":"FAILED"}]})", 8)},
      dialect("healthomics", "2022-11-28"));
  ASSERT_EQ(omics.size(), 2u);
  ASSERT_EQ(omics.at("12").size(), 2u);
  EXPECT_EQ(omics.at("12")[1].state, "STARTING");
  ASSERT_EQ(omics.at("13").size(), 1u);
  EXPECT_EQ(omics.at("13")[0].since, core::Time(std::chrono::seconds(4)));

  const char* page = R"({"items":[{"id":"a","status":"DRAFT"}],
                         "links":[{"rel":"next","href":"http://h/v2/tasks?offset=50&limit=50"}]})";
  const auto tasks = histories_of(
      {answered("ListRuns", "/v2/tasks", page, 1), answered("ListRuns", "/v2/tasks?offset=50", page, 5),
       answered("ListRuns", "/v2/tasks?offset=70", page, 9)},
      dialect("sevenbridges", "v2"));
  ASSERT_EQ(tasks.at("a").size(), 2u);
  EXPECT_EQ(tasks.at("a")[1].since, core::Time(std::chrono::seconds(1)));
}

}  // namespace
}  // namespace assay::conformance
