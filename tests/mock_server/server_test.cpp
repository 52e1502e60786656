// SPDX-License-Identifier: Apache-2.0
#include "mock_server/server.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

#include "mock_server/scenario_builder.hpp"
#include "mock_server/site/site.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

using namespace wire_tests;

const std::string last_get =
    "GET /ga4gh/wes/v1/service-info HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

TEST(Server, AnswersAtItsUrl) {
  Server server{Options{}};
  EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()) + "/ga4gh/wes/v1");
  BlockingClient client(server.port());
  client.send(last_get);
  const auto answer = client.read_all();
  EXPECT_EQ(statuses(answer), "200");
  EXPECT_NE(answer.find("\"supported_wes_versions\""), std::string::npos) << answer;
}

TEST(Server, RunsManyInOneProcess) {
  std::vector<std::unique_ptr<Server>> servers;
  std::set<std::uint16_t> ports;
  for (int i = 0; i < 8; ++i) {
    servers.push_back(std::make_unique<Server>(Options{}));
    ports.insert(servers.back()->port());
  }
  EXPECT_EQ(ports.size(), 8u);
  for (const auto& server : servers) {
    BlockingClient client(server->port());
    client.send(last_get);
    EXPECT_EQ(statuses(client.read_all()), "200");
  }
}

TEST(Server, ReadsTheClockItIsGiven) {
  const auto clock = std::make_shared<core::VirtualClock>(october_noon());
  Options options;
  options.clock = clock;
  options.threads = 2;
  Server server{options};
  EXPECT_EQ(server.site().clock().now(), october_noon());
  BlockingClient client(server.port());
  client.send(last_get);
  EXPECT_NE(client.read_all().find("Date: Fri, 04 Oct 2024 12:00:00 GMT\r\n"), std::string::npos);
}

TEST(Server, FreezesAndMovesItsOwnClock) {
  Options options;
  options.speed = 0;
  options.journal = 5;
  options.scenario_text = ScenarioBuilder()
                              .state("QUEUED")
                              .trigger("go", "RUNNING")
                              .after(std::chrono::hours(24), "COMPLETE")
                              .text();
  Server server{options};
  const auto before = server.clock()->now();
  core::Request form{
      .method = "POST",
      .target = server.site().base_path() + "/runs",
      .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
      .body = "workflow_url=https%3A%2F%2Fa.example%2Fb&workflow_type=CWL&workflow_type_version=v1.2"};
  EXPECT_EQ(server.site().handle(form).response.status, 200);
  EXPECT_FALSE(advance_to_next_event(*server.clock(), server.site())) << "the run waits for the test";
  EXPECT_EQ(server.trigger("go"), 1u);
  EXPECT_EQ(run_until_idle(*server.clock(), server.site()), 1u);
  EXPECT_EQ(server.clock()->now(), before + std::chrono::hours(24));
  EXPECT_EQ(server.journal().at(0).operation, "RunWorkflow");
  EXPECT_THROW(server.trigger("go", "no such run"), core::BadInput);
}

TEST(Server, ADelayedAnswerWaitsForTheClock) {
  Options options;
  options.speed = 0;
  options.scenario_text = "delay: 1h\nruns: [{timeline: [{state: QUEUED}]}]";
  Server server{options};
  BlockingClient client(server.port());
  client.send(last_get);
  while (!server.clock()->next()) std::this_thread::yield();
  server.clock()->advance_to_next();
  EXPECT_EQ(statuses(client.read_all()), "200");
}

TEST(Server, ThrowsWhereItCannotBeMade) {
  Options port_taken;
  Server server{Options{}};
  port_taken.port = server.port();
  EXPECT_THROW(Server{port_taken}, core::BadInput);
  Options bad_version;
  bad_version.wes_version = "9.9";
  EXPECT_THROW(Server{bad_version}, core::BadInput);
}

TEST(Server, EndsWithConnectionsOpen) {
  auto server = std::make_unique<Server>(Options{});
  BlockingClient client(server->port());
  client.send("GET /ga4gh/wes/v1/service-info HTTP/1.1\r\nHost: a\r\n\r\nGET");
  client.read_until("\r\n\r\n");
  server.reset();
  client.read_all();
  EXPECT_TRUE(client.error());
}

}  // namespace
}  // namespace assay::mock
