// SPDX-License-Identifier: Apache-2.0
#include "mock_server/server.hpp"

#include <gtest/gtest.h>

#include <set>

#include "mock_server/site.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

using namespace testing;

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
  const auto clock = std::make_shared<core::VirtualClock>(noon());
  Options options;
  options.clock = clock;
  options.threads = 2;
  Server server{options};
  EXPECT_EQ(server.site().clock().now(), noon());
  BlockingClient client(server.port());
  client.send(last_get);
  EXPECT_NE(client.read_all().find("Date: Fri, 04 Oct 2024 12:00:00 GMT\r\n"), std::string::npos);
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
