// SPDX-License-Identifier: Apache-2.0
// Servers that do not answer, or ask for patience: every wait ends by the time that the user gave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "conformance/runner/cleanup.hpp"
#include "conformance/runner/runner.hpp"
#include "tests/support/scripted_stream.hpp"

namespace assay::conformance {
namespace {

namespace asio = boost::asio;
using std::chrono::seconds;
using test::Reply;
using test::Script;
using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kBase = "http://wes.example/ga4gh/wes/v1";

struct Peer {
  const char* name;
  Script script;  // of each connection
};

std::vector<Peer> slow_peers() {
  const std::string busy =
      "HTTP/1.1 429 Busy\r\nRetry-After: 9223372036854775807\r\nContent-Length: 0\r\n\r\n";
  Reply drip;
  for (const char c : std::string("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n") + std::string(900, ' '))
    drip.push_back({std::string(1, c), seconds(1)});
  return {{"silent", {}},
          {"connects late", {.connect_delay = std::chrono::hours(1)}},
          {"reads slowly", {.write_delay = std::chrono::hours(1)}},
          {"asks for patience", {.replies = std::vector<Reply>(10, test::whole(busy))}},
          {"one byte a second", {.replies = {drip}}}};
}

asio::awaitable<void> check(const RunOptions& options, core::Clock& clock, Connector& connector,
                            reports::EvidenceWriter& evidence, StopSource& stop, reports::RunResult& result) {
  auto done = co_await run_suite(options, clock, connector, evidence, {}, stop);
  result = std::move(done).value();
}

struct Ended {
  reports::RunResult result = {};
  core::Duration after = {};
};

Ended check_against(const Script& script, core::Duration deadline, core::Duration wait_for = {},
                    core::Duration interrupt = {}) {
  core::VirtualClock clock(test::test_start());
  asio::io_context context;
  test::ScriptedConnector connector(clock, std::vector<Script>(50, script));
  RunOptions options;
  options.base = core::parse_base_url(kBase).value();
  options.profile = "smoke";
  options.deadline = deadline;
  options.wait_for = wait_for;
  const auto evidence = reports::EvidenceWriter::open("").value();
  StopSource stop;
  if (interrupt > core::Duration{})
    clock.call_at(clock.now() + interrupt, [&stop] { stop.request("it was interrupted"); });
  Ended ended;
  EXPECT_TRUE(
      test::run_to_end(context, clock, check(options, clock, connector, *evidence, stop, ended.result)));
  ended.after = ended.result.footer.finished - test::test_start();
  return ended;
}

TEST(Deadlines, TheRunEndsAtItsDeadlineWhateverTheServerDoes) {
  int peers = 0;
  for (const Peer& peer : slow_peers()) {
    const Ended ended = check_against(peer.script, seconds(10));
    EXPECT_LE(ended.after, seconds(11)) << peer.name;
    EXPECT_FALSE(ended.result.footer.complete) << peer.name;
    EXPECT_THAT(ended.result.footer.why_incomplete, HasSubstr("the deadline of the whole run passed"))
        << peer.name;
    ++peers;
  }
  EXPECT_EQ(peers, 5);
}

TEST(Deadlines, WaitingForATargetEndsAtItsTime) {
  for (const Peer& peer : slow_peers()) {
    if (std::string_view(peer.name) == "asks for patience") continue;  // it is up
    const Ended ended = check_against(peer.script, seconds(60), seconds(3));
    EXPECT_LE(ended.after, seconds(4)) << peer.name;
    EXPECT_THAT(ended.result.footer.why_incomplete, HasSubstr("not there within 3 s (--wait-for)"))
        << peer.name;
  }
}

TEST(Deadlines, AnInterruptEndsWhateverIsWaitedFor) {
  for (const Peer& peer : slow_peers()) {
    for (const core::Duration wait_for : {core::Duration{}, core::Duration(seconds(30))}) {
      const Ended ended = check_against(peer.script, seconds(60), wait_for, seconds(2));
      EXPECT_LE(ended.after, seconds(3)) << peer.name;
      EXPECT_THAT(ended.result.footer.why_incomplete, HasSubstr("it was interrupted")) << peer.name;
    }
  }
}

asio::awaitable<void> clean(const reports::RunResult& evidence, const CleanupOptions& options,
                            HttpClient& http, core::Clock& clock, Cleanup& done) {
  done = co_await clean_up(evidence, options, http, clock);
}

TEST(Deadlines, ACleanUpEndsAndNamesTheRunsThatItDidNotReach) {
  for (const Peer& peer : slow_peers()) {
    core::VirtualClock clock(test::test_start());
    asio::io_context context;
    test::ScriptedConnector connector(clock, std::vector<Script>(50, peer.script));
    HttpClient http(clock, connector, core::parse_base_url(kBase).value(), {});
    reports::RunResult evidence;
    evidence.header.dialect = "wes";
    evidence.header.wes_version = "1.1.0";
    for (int i = 1; i <= 5; ++i) {
      core::Exchange made;
      made.id = static_cast<std::uint64_t>(i);
      made.request.method = "POST";
      made.request.target = "/ga4gh/wes/v1/runs";
      made.response.emplace().body = "{\"run_id\": \"r" + std::to_string(i) + "\"}";
      evidence.exchanges.push_back(std::make_shared<const core::Exchange>(std::move(made)));
    }
    CleanupOptions options;
    options.deadline = seconds(30);
    Cleanup done;
    EXPECT_TRUE(test::run_to_end(context, clock, clean(evidence, options, http, clock, done))) << peer.name;
    EXPECT_LE(clock.now() - test::test_start(), seconds(31)) << peer.name;
    EXPECT_THAT(done.cancelled, SizeIs(0)) << peer.name;
    EXPECT_THAT(done.trouble, SizeIs(5)) << peer.name;
  }
}

}  // namespace
}  // namespace assay::conformance
