// SPDX-License-Identifier: Apache-2.0
#include "mock_server/journal/journal.hpp"

#include <gtest/gtest.h>

#include "tests/mock_server/site_support.hpp"

namespace assay::mock {
namespace {

Options with_journal(std::size_t capacity, Options options = {}) {
  options.journal = capacity;
  return options;
}

TEST(Journal, IsOffByDefault) {
  Bench bench;
  bench.submit();
  EXPECT_TRUE(bench.site->journal().empty());
}

TEST(Journal, TellsWhatWasAskedAndAnswered) {
  Bench bench(with_journal(10));
  const auto id = bench.submit();
  bench.clock->advance(150us);
  bench.state(id);
  bench.get("/nowhere");
  const auto entries = bench.site->journal();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries[0].operation, "RunWorkflow");
  EXPECT_NE(entries[0].sent.find("workflow_type=CWL"), std::string::npos);
  EXPECT_EQ(entries[1].run_id, id);
  EXPECT_EQ(journal_line(entries[1]), "2026-01-31T12:00:00.000150Z GET /ga4gh/wes/v1/runs/" + id +
                                          "/status -> 200 {\"run_id\":\"" + id + "\",\"state\":\"QUEUED\"}");
  EXPECT_EQ(entries[2].status, 404);
  EXPECT_EQ(entries[2].number, 3u);
}

TEST(Journal, ForgetsTheOldest) {
  Bench bench(with_journal(3));
  for (int i = 0; i < 5; ++i) bench.get("/service-info?i=" + std::to_string(i));
  const auto entries = bench.site->journal();
  ASSERT_EQ(entries.size(), 3u);
  EXPECT_EQ(entries.front().number, 3u);
  EXPECT_EQ(entries.back().target, "/ga4gh/wes/v1/service-info?i=4");
  for (const auto& entry : entries) EXPECT_LE(entry.answer.size(), journal_body);
}

TEST(Journal, HoldsNoCredentials) {
  Bench bench(with_journal(3, two_users()));
  bench.authorization = "Bearer secret-a";
  bench.get("/runs");
  const auto line = journal_line(bench.site->journal().at(0));
  EXPECT_EQ(line.find("secret-a"), std::string::npos) << line;
  EXPECT_NE(line.find(" ann: GET"), std::string::npos) << line;
}

}  // namespace
}  // namespace assay::mock
