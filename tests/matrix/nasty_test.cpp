// SPDX-License-Identifier: Apache-2.0
// A mock that is nasty and legal: the suite may not blame it, and a seed says all that it does.
#include <gmock/gmock.h>

#include <set>

#include "mock_server/serving/connection.hpp"
#include "mock_server/site/site.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

std::vector<std::string> blamed(const reports::RunResult& result) {
  std::vector<std::string> lines;
  for (const auto& judgement : result.judgements) {
    if (judgement.verdict != Verdict::fail && judgement.verdict != Verdict::error &&
        judgement.verdict != Verdict::flaky)
      continue;
    lines.push_back(judgement.requirement + " by " + judgement.check + ": " +
                    (judgement.findings.empty() ? judgement.reason : judgement.findings.front().message));
  }
  if (!result.footer.complete) lines.push_back("incomplete: " + result.footer.why_incomplete);
  return lines;
}

class NastySeeds : public testing::TestWithParam<std::uint64_t> {};

TEST_P(NastySeeds, AreWithoutFailInAnyVersion) {
  for (const char* version : {"1.0.0", "1.0.1", "1.1.0"}) {
    InProcessRun run;
    run.mock.nasty = true;
    run.mock.seed = GetParam();
    run.mock.wes_version = version;
    run.suite.deadline = std::chrono::hours(24);
    const auto result = run_in_process(run);
    EXPECT_EQ(blamed(result), std::vector<std::string>{}) << version;
    int decided = 0;
    for (const auto& [requirement, verdict] : reports::roll_up(result)) decided += verdict == Verdict::pass;
    EXPECT_GT(decided, 100) << version << ": most can be decided all the same";
  }
}

INSTANTIATE_TEST_SUITE_P(Each, NastySeeds, testing::Values(1, 2, 3, 4, 5, 6));

// What a client that polls, lists and cancels is sent, with its times.
std::string bytes_of(std::uint64_t seed) {
  mock::Options options;
  options.nasty = true;
  options.seed = seed;
  const auto clock = std::make_shared<core::VirtualClock>(
      core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 1)));
  options.clock = clock;
  const auto site = mock::make_site(options).value();
  mock::Connection connection(*site);
  std::string all;
  const auto ask = [&](const std::string& line, const std::string& form = {}) {
    const auto type = form.empty() ? "" : "Content-Type: application/x-www-form-urlencoded\r\n";
    for (const auto& output : connection.feed(line + " HTTP/1.1\r\nHost: x\r\n" + type + "Content-Length: " +
                                              std::to_string(form.size()) + "\r\n\r\n" + form)) {
      all += std::to_string(output.delay.count()) + ": " + output.bytes + "\n";
      clock->advance(output.delay + std::chrono::milliseconds(7));
    }
  };
  for (int i = 0; i < 60; ++i) {
    ask("POST " + site->base_path() + "/runs",
        "workflow_url=https%3A%2F%2Fa.example%2Fa.cwl&workflow_type=CWL&workflow_type_version=v1.0"
        "&workflow_params=%7B%7D");
    ask("GET " + site->base_path() + "/runs");
  }
  return all;
}

TEST(Nasty, TheSameSeedTheSameBytes) {
  const auto first = bytes_of(11);
  EXPECT_EQ(first, bytes_of(11));
  EXPECT_NE(first, bytes_of(12));
  for (const char* sign : {"HTTP/1.1 429 ", "HTTP/1.1 503 ", "Retry-After: ", "x_server_time"})
    EXPECT_THAT(first, testing::HasSubstr(sign));
}

}  // namespace
}  // namespace assay::cli
