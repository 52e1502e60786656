// SPDX-License-Identifier: Apache-2.0
// The control API on its own port, and the same for a test that embeds the mock.
#include <gtest/gtest.h>

#include <thread>

#include "core/url.hpp"
#include "mock_server/scenario_builder.hpp"
#include "mock_server/server.hpp"
#include "mock_server/site/site.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

using namespace std::chrono_literals;
using namespace wire_tests;

Options with_control(ControlOptions control = {}) {
  Options options;
  options.control = std::move(control);
  return options;
}

std::uint16_t port_of(const Server& server) {
  return static_cast<std::uint16_t>(std::stoi(core::parse_base_url(server.control_url())->port));
}

std::string head(const Server& server, const std::string& line, const std::string& fields = {}) {
  return line + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_of(server)) +
         "\r\nAuthorization: Bearer " + server.control_token() + "\r\nConnection: close\r\n" + fields +
         "\r\n";
}

std::string ask(const Server& server, const std::string& bytes) {
  BlockingClient client(port_of(server));
  client.send(bytes);
  return client.read_all();
}

TEST(ControlServer, IsOffUnlessAskedFor) {
  Server server{Options{}};
  EXPECT_EQ(server.control_url(), "");
  EXPECT_EQ(server.control_token(), "");
  BlockingClient client(server.port());
  client.send("GET /control/v1/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(statuses(client.read_all()), "404") << "it is no path of the mock";
}

TEST(ControlServer, AnswersOnAPortOfItsOwn) {
  Server server{with_control()};
  EXPECT_NE(port_of(server), server.port());
  EXPECT_EQ(server.control_token().size(), 48u);
  EXPECT_EQ(statuses(ask(server, head(server, "GET /control/v1/health"))), "200");
  EXPECT_EQ(statuses(ask(server, head(server, "GET /ga4gh/wes/v1/runs"))), "404") << "it is no WES";
  Server other{with_control({.token = server.control_token()})};
  EXPECT_EQ(other.control_token(), server.control_token());
  EXPECT_NE(Server{with_control()}.control_token(), server.control_token());
}

TEST(ControlServer, RefusesOverTheWire) {
  Server server{with_control()};
  const auto port = std::to_string(port_of(server));
  const std::string get = "GET /control/v1/clock HTTP/1.1\r\nConnection: close\r\n";
  const std::string host = "Host: 127.0.0.1:" + port + "\r\n";
  const std::string token = "Authorization: Bearer " + server.control_token() + "\r\n";
  struct {
    std::string bytes, statuses;
  } const rows[] = {
      {get + host + token + "\r\n", "200"},
      {get + host + "Authorization: Bearer " + std::string(48, '0') + "\r\n\r\n", "401"},
      {get + host + token + "Origin: http://evil.example\r\n\r\n", "403"},
      {get + "Host: evil.example:" + port + "\r\n" + token + "\r\n", "421"},
      {"GET http://evil.example/control/v1/clock HTTP/1.1\r\nConnection: close\r\n" + host + token + "\r\n",
       "421"},
      {get + host + host + token + "\r\n", "400"},
      {head(server, "PUT /control/v1/clock",
            "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 7\r\n") +
           "speed=0",
       "415"},
      {head(server, "PUT /control/v1/clock",
            "Content-Type: application/json\r\nContent-Length: 2000000\r\n") +
           std::string(2'000'000, ' '),
       "413"},
      {head(server, "PUT /control/v1/clock",
            "Content-Type: application/json\r\nContent-Length: 20000000\r\n"),
       "413"},
  };
  int ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(statuses(ask(server, row.bytes)), row.statuses) << row.bytes.substr(0, 200);
    ++ran;
  }
  EXPECT_EQ(ran, 9);
}

TEST(ControlServer, FreezesTheClockThatTheServerMade) {
  Server server{with_control()};
  const auto put = [&](const std::string& body) {
    return ask(
        server,
        head(server, "PUT /control/v1/clock",
             "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
            body);
  };
  EXPECT_EQ(statuses(put(R"({"speed": 0})")), "200");
  const auto frozen = server.clock()->now();
  EXPECT_EQ(server.clock()->speed(), 0);
  EXPECT_EQ(server.clock()->now(), frozen);
  EXPECT_EQ(statuses(put(R"({"speed": 1000})")), "200");
  while (server.clock()->now() == frozen) std::this_thread::yield();
}

// A habit of the connection, which is chosen before there is a request.
TEST(ControlServer, SwitchesWhatConnectionsDo) {
  Server server{Options{}};
  const auto without_host = [&] {
    BlockingClient client(server.port());
    client.send("GET /ga4gh/wes/v1/service-info HTTP/1.1\r\nConnection: close\r\n\r\n");
    return statuses(client.read_all());
  };
  EXPECT_EQ(without_host(), "400");
  ASSERT_TRUE(server.site().set_defects({"http_hygiene.needs-no-host"}));
  EXPECT_EQ(without_host(), "200");
  ASSERT_TRUE(server.site().set_defects({}));
  EXPECT_EQ(without_host(), "400");
}

TEST(ControlServer, EndsWhileSomebodyWaits) {
  auto server = std::make_unique<Server>(with_control());
  const std::string body = R"({"filter": {}, "within": "30s"})";
  BlockingClient client(port_of(*server));
  client.send(
      head(*server, "POST /control/v1/journal/wait",
           "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n") +
      body);
  EXPECT_EQ(statuses(ask(*server, head(*server, "GET /control/v1/health"))), "200")
      << "a wait holds up nobody";
  server.reset();
  client.read_all();
}

TEST(ControlServer, RefusesATokenThatNoFieldCanCarry) {
  for (const char* token : {"short", "with white space in it", "with\r\nline: ends in it"})
    EXPECT_THROW(Server{with_control({.token = token})}, core::BadInput) << token;
  Server server{with_control()};
  EXPECT_THROW(Server{with_control({.port = port_of(server)})}, core::BadInput) << "the port is taken";
}

TEST(Server, TellsAnEmbeddingTestWhatWasAsked) {
  Options options;
  options.journal = 10;
  std::vector<std::string> log;
  options.log = [&](const JournalEntry& entry) { log.push_back(entry.operation); };
  Server server{options};
  const auto ask_mock = [&](const std::string& path) {
    return server.site().handle({.target = server.site().base_path() + path}).response.status;
  };
  EXPECT_EQ(ask_mock("/service-info"), 200);
  EXPECT_EQ(ask_mock("/runs"), 200);
  EXPECT_EQ(ask_mock("/runs/none/status"), 404);
  EXPECT_EQ(server.count({.operation = "ListRuns"}), 1u);
  EXPECT_EQ(server.journal({.status = 404}).at(0).run_id, "none");
  EXPECT_EQ(server.journal({.after = 2}).size(), 1u);
  EXPECT_TRUE(server.verify_order({{.operation = "GetServiceInfo"}, {.status = 404}}));
  EXPECT_FALSE(server.verify_order({{.status = 404}, {.operation = "GetServiceInfo"}}));
  EXPECT_TRUE(server.wait_for({.operation = "ListRuns"}, 1, 0ms));
  EXPECT_FALSE(server.wait_for({.operation = "ListRuns"}, 2, 1ms));
  std::thread client([&] { ask_mock("/runs"); });
  EXPECT_TRUE(server.wait_for({.operation = "ListRuns"}, 2, 30s));
  client.join();
  EXPECT_EQ(log, (std::vector<std::string>{"GetServiceInfo", "ListRuns", "GetRunStatus", "ListRuns"}));
}

}  // namespace
}  // namespace assay::mock
