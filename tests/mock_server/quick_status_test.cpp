// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site/quick_status.hpp"

#include <gtest/gtest.h>

#include <set>

#include "mock_server/serving/connection.hpp"
#include "tests/mock_server/site_support.hpp"
#include "tests/mock_server/wire_support.hpp"

namespace assay::mock {
namespace {

constexpr const char* living = R"(
says: Runs of all kinds.
population:
  runs: 200
  ages: {from: 0s, to: 1h}
  mix:
    - weight: 3
      timeline: [{state: QUEUED}, {after: 1m, state: RUNNING}, {after: 20m, state: COMPLETE}]
    - weight: 1
      timeline: [{state: QUEUED}, {after: 5m, state: EXECUTOR_ERROR}]
runs:
  - timeline: [{state: QUEUED}, {after: 10s, state: RUNNING}, {after: 30s, state: COMPLETE}]
)";

// The same mock twice, asked by the bytes of a connection: one as it is, one whose journal makes it go the
// long way.
struct Both {
  explicit Both(Options options) : quick(without_validation(options)), slow(with_journal(options)) {
    get("/service-info");  // a head that the next ones repeat
  }
  static Options without_validation(Options options) {
    options.validate_answers = false;
    return options;
  }
  static Options with_journal(Options options) {
    options.journal = 1;
    return options;
  }
  std::string send(const std::string& method, const std::string& path) {
    const auto wire = method + " " + quick.site->base_path() + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
    const auto one = wire_tests::bytes_of(to_quick.feed(wire));
    EXPECT_EQ(one, wire_tests::bytes_of(to_slow.feed(wire))) << path;
    return one;
  }
  std::string get(const std::string& path) { return send("GET", path); }
  json read(const std::string& path) {
    const auto text = get(path);
    return json::parse(text.substr(text.find("\r\n\r\n") + 4));
  }
  std::uint64_t quickly() const { return quick.site->figures().quick; }
  void advance(core::Duration time) {
    quick.clock->advance(time);
    slow.clock->advance(time);
  }
  Bench quick, slow;
  Connection to_quick{*quick.site}, to_slow{*slow.site};
};

TEST(QuickStatus, SaysWhatTheLongWaySays) {
  for (const std::string version : {"1.0.0", "1.0.1", "1.1.0"}) {
    Both mock({.wes_version = version, .scenario_text = living});
    std::vector<std::string> ids;
    const auto page = mock.read("/runs?page_size=200");
    for (const auto& run : page.at("runs")) ids.push_back(run.at("run_id"));
    ASSERT_EQ(ids.size(), 200u);
    const auto submitted = mock.quick.submit();
    ASSERT_EQ(mock.slow.submit(), submitted);
    ids.push_back(submitted);
    std::set<std::string> states;
    for (int step = 0; step < 4; ++step) {
      for (const auto& id : ids) states.insert(mock.read("/runs/" + id + "/status").at("state"));
      if (step == 0) {
        EXPECT_EQ(mock.quick.post("/runs/" + submitted + "/cancel").status, 200);
        EXPECT_EQ(mock.slow.post("/runs/" + submitted + "/cancel").status, 200);
      }
      mock.advance(7min + 123'457us);
    }
    EXPECT_GE(states.size(), 5u);  // queued, running, complete, executor error, cancelled
    EXPECT_EQ(mock.quickly(), 4 * ids.size());
    EXPECT_EQ(mock.slow.site->figures().quick, 0u);
    EXPECT_EQ(mock.quick.site->figures().answered, mock.slow.site->figures().answered);
  }
}

TEST(QuickStatus, LeavesOtherRequestsToTheLongWay) {
  Both mock({.scenario_text = living});
  const std::string id = mock.read("/runs?page_size=1").at("runs").at(0).at("run_id");
  const auto encoded =
      "%" + std::string(1, "0123456789abcdef"[id[0] >> 4]) + "0123456789abcdef"[id[0] & 15] + id.substr(1);
  auto upper = id;
  for (auto& c : upper) c = static_cast<char>(std::toupper(c));
  auto other = id;
  other.back() = other.back() == '0' ? '1' : '0';
  const struct {
    std::string path;
    int status;
  } rows[] = {
      {"/runs/" + id + "/status?x=y", 200},
      {"/runs/" + encoded + "/status", 200},
      {"/runs/" + upper + "/status", 404},
      {"/runs/" + other + "/status", 404},
      {"/runs/" + id + "/status/", 404},
      {"/runs/" + id + "//status", 404},
      {"/runs//status", 404},
      {"/runs/status", 404},
      {"/runs/status/status", 404},
      {"/runs/" + id, 200},
      {"/runs/0b6f3a61-0c3c-4c5e-9a53-2a8b4c1d7e90/status", 404},
      {"/runs/a/b/status", 404},
  };
  int ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(mock.get(row.path).substr(9, 3), std::to_string(row.status)) << row.path;
    ++ran;
  }
  EXPECT_EQ(ran, 12);
  for (const std::string method : {"HEAD", "POST", "OPTIONS", "DELETE"})
    mock.send(method, "/runs/" + id + "/status");
  EXPECT_EQ(mock.quickly(), 0u);
  mock.get("/runs/" + id + "/status");
  EXPECT_EQ(mock.quickly(), 1u);
}

// How many of three polls went the short way.
std::uint64_t quick_of(Options options) {
  Bench mock(std::move(options));
  Connection connection(*mock.site);
  const auto wire = "GET " + mock.site->base_path() + "/runs/" + mock.site->runs().by_serial(1).id +
                    "/status HTTP/1.1\r\nHost: a\r\n\r\n";
  for (int i = 0; i < 3; ++i) connection.feed(wire);
  return mock.site->figures().quick;
}

TEST(QuickStatus, IsForAMockThatOnlyShowsItsScript) {
  const Options plain{.scenario_text = living, .validate_answers = false};
  EXPECT_EQ(quick_of(plain), 2u);
  int ran = 0;
  const auto is_slow = [&](auto change) {
    auto options = plain;
    change(options);
    EXPECT_EQ(quick_of(options), 0u) << "row " << ran;
    ++ran;
  };
  is_slow([](Options& o) { o.journal = 1; });
  is_slow([](Options& o) { o.log = [](const JournalEntry&) {}; });
  is_slow([](Options& o) { o.truth = true; });
  is_slow([](Options& o) { o.validate_answers = true; });
  is_slow([](Options& o) { o.defects = {"transitions.leaves-a-terminal-state"}; });
  is_slow([](Options& o) { o.nasty = true; });
  is_slow([](Options& o) { o.dialect = "cavatica-wes"; });
  is_slow([](Options& o) { o.auth = two_users().auth; });
  is_slow([](Options& o) { o.scenario_text += "faults: [{do: reset, match: {operation: CancelRun}}]\n"; });
  is_slow([](Options& o) { o.scenario_text += "delay: 1ms\n"; });
  is_slow([](Options& o) {
    o.scenario_text =
        "population: {runs: 1, ages: {from: 0s, to: 1s}, mix: [{weight: 1, timeline: "
        "[{state: QUEUED}, {polls: 3, state: RUNNING}]}]}\n"
        "runs: [{timeline: [{state: RUNNING}]}]\n";
  });
  EXPECT_EQ(ran, 11);
}

// Answers of both ways that were asked for at once come in order, as one write where nothing keeps them
// apart.
TEST(QuickStatus, KeepsTheOrderOfAPipeline) {
  Both mock({.scenario_text = living});
  const auto path = mock.quick.site->base_path() + "/runs/" + mock.quick.site->runs().by_serial(1).id;
  const auto ask = [&](const std::string& what) {
    return "GET " + path + what + " HTTP/1.1\r\nHost: a\r\n\r\n";
  };
  const auto wire = ask("/status") + ask("/status") + ask("") + ask("/status") + ask("/status");
  const auto sent = mock.to_quick.feed(wire);
  EXPECT_EQ(wire_tests::bytes_of(sent), wire_tests::bytes_of(mock.to_slow.feed(wire)));
  EXPECT_EQ(sent.size(), 2u);
  EXPECT_EQ(mock.quickly(), 4u);
}

}  // namespace
}  // namespace assay::mock
