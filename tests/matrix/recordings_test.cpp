// SPDX-License-Identifier: Apache-2.0
// The suite against recorded answers of real servers: what it finds equals a reviewed table in
// tests/data/recordings. What was not recorded is a 503, as of a gateway, and must never be a fail.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "selftest/in_process.hpp"
#include "tests/support/paths.hpp"
#include "tests/support/recording.hpp"
#include "tests/support/verdict_table.hpp"

namespace assay::cli {
namespace {

constexpr struct {
  const char* table;
  const char* file;
  const char* base;
} recordings[] = {
    {"toil", "toil-5.9.2.ndjson", "http://127.0.0.1:18080/ga4gh/wes/v1"},
    {"wes-service", "wes-service-4.0.ndjson", "http://127.0.0.1:18081/ga4gh/wes/v1"},
    {"sapporo", "sapporo-1.7.1.ndjson", "http://127.0.0.1:18082"},
    {"sapporo-run", "sapporo-1.7.1.ndjson", "http://127.0.0.1:18082"},
    {"agc", "agc-wes-adapter.ndjson", "http://127.0.0.1:18085/ga4gh/wes/v1"},
    {"agc-run", "agc-wes-adapter.ndjson", "http://127.0.0.1:18085/ga4gh/wes/v1"},
};

TEST(JudgedRecordings, AreJudgedAsReviewed) {
  if (!std::filesystem::exists(tests::shared_path("recordings")))
    GTEST_SKIP() << "the folder " << tests::shared_path("recordings") << " is not on this host";
  int judged = 0;
  for (const auto& row : recordings) {
    const auto table = tests::read_table("tests/data/recordings/" + std::string(row.table) + ".yaml");
    const auto recording = tests::read_recording(row.file);
    const auto clock = std::make_shared<core::VirtualClock>(tests::moment_of(recording, table.moment));
    auto suite = table.suite;
    suite.base = core::parse_base_url(row.base).value();
    const auto result = run_on_handler(tests::replay(recording, table.moment), suite, clock);
    tests::expect_verdicts(table, result);
    const auto answered = std::ranges::count_if(
        result.exchanges, [](const auto& exchange) { return exchange->response.has_value(); });
    EXPECT_GE(answered, 10) << row.table;
    ++judged;
  }
  EXPECT_EQ(judged, 6);
}

TEST(JudgedRecordings, WhatWasNotRecordedDecidesNothing) {
  const auto clock = std::make_shared<core::VirtualClock>(core::Time(std::chrono::hours(24)));
  conformance::RunOptions suite;
  suite.base = core::parse_base_url("http://recorded.invalid").value();
  const auto result = run_on_handler(tests::replay({}, ""), suite, clock);
  EXPECT_EQ(reports::exit_code(result), 3) << result.footer.why_incomplete;
  EXPECT_TRUE(result.judgements.empty());
}

}  // namespace
}  // namespace assay::cli
