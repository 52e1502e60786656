// SPDX-License-Identifier: Apache-2.0
// A check that is killed at any moment leaves evidence that is read, and runs that are found again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>
#include <set>
#include <sstream>

#include "core/files.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using Ids = std::set<std::string>;

constexpr int kRounds = 50;

Ids alive(const std::string& url) {
  Ids ids;
  std::string token;
  do {
    const std::string query = "?page_size=500" + (token.empty() ? "" : "&page_token=" + token);
    const auto page = nlohmann::json::parse(run_shell("curl -sS '" + url + "/runs" + query + "'").out);
    for (const auto& run : page.at("runs")) {
      const std::string state = run.at("state");
      if (state == "QUEUED" || state == "INITIALIZING" || state == "RUNNING") ids.insert(run.at("run_id"));
    }
    token = page.value("next_page_token", "");
  } while (!token.empty());
  return ids;
}

Ids lines_of(const std::string& text) {
  Ids all;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) all.insert(line);
  return all;
}

// A run of somebody else's that lives for longer than the test.
std::string foreign_run(const std::string& url, const std::string& tags) {
  const Outcome outcome = run_shell(
      "curl -sS '" + url + "/runs' -F workflow_params='{\"seconds\": 3600}' -F workflow_type=CWL -F " +
      "workflow_type_version=v1.0 -F workflow_url=sleep.cwl -F 'workflow_attachment=@" +
      source_path("workloads/cwl/sleep.cwl") + ";filename=sleep.cwl' -F tags='" + tags + "'");
  return nlohmann::json::parse(outcome.out).at("run_id");
}

Ids without(Ids ids, const Ids& others) {
  for (const std::string& id : others) ids.erase(id);
  return ids;
}

TEST(Cleanup, CancelsExactlyTheRunsThatAKilledCheckLeft) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const Ids foreign = {foreign_run(mock.url(), "{}"),
                       foreign_run(mock.url(), R"({"wes-assay": "cancellation.live-0123456789ab"})")};
  ASSERT_EQ(alive(mock.url()), foreign);
  std::random_device device;
  const unsigned seed = device();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  int partial = 0;
  std::size_t cancelled = 0;
  for (int round = 0; round < kRounds; ++round) {
    const std::string evidence = folder.file(std::to_string(round));
    const auto delay = random() % 300;
    // Of two rounds in three the delay begins when something was answered; where that never comes, it ends.
    const std::string first =
        round % 3 == 0 ? "" : "for i in $(seq 400); do [ -s " + evidence + " ] && break; sleep 0.02; done; ";
    run_shell("'" + program_path() + "' check " + mock.url() +
              " --only 'cancellation.*' --only 'transitions.*'" + " --report evidence=" + evidence +
              " & check=$!; " + first + "sleep 0." + std::to_string(1000 + delay).substr(1) +
              "; kill -KILL $check; wait $check");
    const std::string text = core::read_file(evidence).has_value() ? core::read_file(evidence).value() : "";
    if (text.find('\n') == std::string::npos) {
      EXPECT_EQ(alive(mock.url()), foreign) << "nothing was made before the first answer";
      continue;
    }
    const Outcome report = run_program({"report", evidence});
    EXPECT_EQ(report.code, 0) << report.err;
    EXPECT_THAT(report.err, HasSubstr("is a partial run: no footer"));
    EXPECT_THAT(report.out, HasSubstr("NOT ENOUGH SEEN"));
    ++partial;
    const Ids before = alive(mock.url());
    const Outcome cleanup = run_program({"cleanup", evidence});
    EXPECT_EQ(cleanup.code, 0) << cleanup.err;
    const Ids told = lines_of(cleanup.out);
    EXPECT_EQ(without(told, before), Ids{}) << "cancelled what was not alive";
    EXPECT_EQ(without(told, foreign), told) << "cancelled another's run";
    EXPECT_EQ(alive(mock.url()), foreign) << cleanup.err;
    cancelled += told.size();
  }
  EXPECT_GE(partial, kRounds / 3);
  EXPECT_GT(cancelled, 0u);
}

TEST(Cleanup, OfAWholeRunFindsNothingToDo) {
  const MockProcess mock;
  const TemporaryFolder folder;
  const std::string evidence = folder.file("e");
  run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=" + evidence});
  const Outcome cleanup = run_program({"cleanup", evidence});
  EXPECT_EQ(cleanup.code, 0) << cleanup.err;
  EXPECT_EQ(cleanup.out, "");
  EXPECT_THAT(cleanup.err, HasSubstr("0 cancelled, 1 had ended, 0 may live on"));
}

TEST(Cleanup, SaysWhatItCannotReach) {
  const TemporaryFolder folder;
  const std::string evidence = folder.file("e");
  {
    const MockProcess mock;
    run_program({"check", mock.url(), "--profile", "smoke", "--report", "evidence=" + evidence});
  }
  const Outcome gone = run_program({"cleanup", evidence});
  EXPECT_EQ(gone.code, 3);
  EXPECT_THAT(gone.err, HasSubstr("1 may live on"));
  const Outcome empty = run_program({"cleanup", folder.write("empty", "")});
  EXPECT_EQ(empty.code, 0);
  EXPECT_THAT(empty.err, HasSubstr("it made no runs"));
  EXPECT_EQ(run_program({"cleanup", folder.write("other", "{}\n")}).code, 2);
}

}  // namespace
}  // namespace assay::tests
