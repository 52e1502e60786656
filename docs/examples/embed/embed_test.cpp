// SPDX-License-Identifier: Apache-2.0
// A client of yours in a test of yours: it waits for a run by asking for the status every minute, and gives
// up after a day. The mock plays the day; nobody waits.
#include <mock_server/testing.hpp>

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <string>

namespace {

using namespace std::chrono_literals;
using assay::mock::MockTest;
using assay::mock::ScenarioBuilder;

// Stands for the HTTP client that you have.
std::string http(std::uint16_t port, const std::string& method, const std::string& path,
                 const std::string& body = {}) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  std::string answer;
  if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
    const auto request = method + " /ga4gh/wes/v1" + path +
                         " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                         "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                         std::to_string(body.size()) + "\r\n\r\n" + body;
    ::send(socket, request.data(), request.size(), 0);
    char buffer[4096];
    for (ssize_t got; (got = ::recv(socket, buffer, sizeof buffer, 0)) > 0;)
      answer.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(socket);
  return answer;
}

std::string member(const std::string& json, const std::string& name) {
  const auto at = json.find("\"" + name + "\":\"");
  if (at == std::string::npos) return "";
  const auto from = at + name.size() + 4;
  return json.substr(from, json.find('"', from) - from);
}

// The client: what you would test.
struct Watcher {
  std::uint16_t port;
  std::function<void(assay::core::Duration)> sleep;

  std::string submit() const {
    return member(http(port, "POST", "/runs",
                       "workflow_url=https%3A%2F%2Fflows.example%2Falign.cwl&workflow_type=CWL&workflow_type_"
                       "version=v1.2"),
                  "run_id");
  }
  std::string wait(const std::string& run) const {
    for (int minute = 0; minute < 24 * 60; ++minute) {
      const auto state = member(http(port, "GET", "/runs/" + run + "/status"), "state");
      if (state == "COMPLETE" || state == "CANCELED" || state == "EXECUTOR_ERROR") return state;
      sleep(1min);
    }
    http(port, "POST", "/runs/" + run + "/cancel");
    return "gave up";
  }
};

class WatcherTest : public MockTest {
 protected:
  Watcher watcher() {
    return {server().port(), [this](assay::core::Duration time) { advance(time); }};
  }
};

TEST_F(WatcherTest, WaitsForARunThatTakesTwelveHours) {
  start(ScenarioBuilder().state("QUEUED").after(1h, "RUNNING").after(11h, "COMPLETE"));
  const auto run = watcher().submit();
  EXPECT_EQ(watcher().wait(run), "COMPLETE");
  EXPECT_EQ(calls("GetRunStatus", run), 12u * 60 + 1);
}

TEST_F(WatcherTest, CancelsWhatNeverEnds) {
  start(ScenarioBuilder().state("RUNNING"));
  const auto run = watcher().submit();
  EXPECT_EQ(watcher().wait(run), "gave up");
  EXPECT_EQ(calls("CancelRun", run), 1u);
}

TEST_F(WatcherTest, ABlipOfUnknownIsNoEnd) {
  start(ScenarioBuilder()
            .state("RUNNING")
            .polls(2, "UNKNOWN")
            .trigger("back", "RUNNING")
            .after(1min, "COMPLETE"));
  const auto run = watcher().submit();
  auto impatient = watcher();
  int naps = 0;
  impatient.sleep = [&](assay::core::Duration time) {
    advance(time);
    if (++naps == 5) {
      EXPECT_EQ(server().trigger("back", run), 1u);
    }
  };
  EXPECT_EQ(impatient.wait(run), "COMPLETE");
  EXPECT_GT(naps, 5);
}

TEST_F(WatcherTest, TimeMayJumpToWhatHappensNext) {
  start(ScenarioBuilder().state("QUEUED").after(24h * 30, "RUNNING").after(24h * 30, "COMPLETE"));
  const auto run = watcher().submit();
  EXPECT_EQ(run_until_idle(), 2u);
  EXPECT_EQ(watcher().wait(run), "COMPLETE");
}

}  // namespace
