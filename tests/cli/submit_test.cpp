// SPDX-License-Identifier: Apache-2.0
// `report submit` against a stub that takes a report, refuses it, or is not there.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/local_peer.hpp"
#include "tests/support/program.hpp"

namespace assay::tests {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Submit : public ::testing::Test {
 protected:
  void SetUp() override {
    const MockProcess mock;
    evidence_ = folder_.file("evidence.ndjson");
    const Outcome checked =
        run_program({"check", mock.url(), "--only", "SI-01", "--report", "evidence=" + evidence_});
    ASSERT_EQ(checked.code, 0) << checked.err;
  }
  Outcome submit(std::uint16_t port, std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {
        "report",   "submit",   evidence_, "http://127.0.0.1:" + std::to_string(port) + "/reports",
        "--series", "series-1", "--token", "env:TESTBED_TOKEN"};
    words.insert(words.end(), more.begin(), more.end());
    return run_program(words, {"TESTBED_TOKEN=canary-of-the-testbed"});
  }
  TemporaryFolder folder_;
  std::string evidence_;
};

std::string answer(const std::string& status, const std::string& body) {
  return "HTTP/1.1 " + status +
         "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

TEST_F(Submit, TellsWhatTheTestbedSays) {
  const test::LocalPeer taking(answer("200 OK", R"({"id":"report-7"})"));
  const Outcome taken = submit(taking.port());
  EXPECT_EQ(taken.code, 0) << taken.err;
  EXPECT_THAT(taken.out, HasSubstr("report-7"));
  for (const char* status : {"401 Unauthorized", "404 Not Found"}) {
    const test::LocalPeer refusing(answer(status, R"({"message":"no such series"})"));
    const Outcome refused = submit(refusing.port());
    EXPECT_EQ(refused.code, 1) << status;
    EXPECT_THAT(refused.err, HasSubstr("no such series"));
    EXPECT_THAT(refused.err, Not(HasSubstr("canary")));
  }
  EXPECT_EQ(submit(test::refused_port()).code, 3);
}

TEST_F(Submit, ADryRunShowsTheReportAndNoToken) {
  const Outcome shown = submit(1, {"--dry-run", "--platform-name", "Example WES"});
  ASSERT_EQ(shown.code, 0) << shown.err;
  const auto report = nlohmann::json::parse(shown.out);
  EXPECT_EQ(report["platform_name"], "Example WES");
  EXPECT_EQ(report["schema_name"], "ga4gh-testbed-report");
  EXPECT_THAT(shown.out, Not(HasSubstr("canary")));
}

}  // namespace
}  // namespace assay::tests
