// SPDX-License-Identifier: Apache-2.0
// A lie that stands in many places, told by many checks, is one finding of each requirement it breaks.
#include <gtest/gtest.h>

#include <algorithm>

#include "reports/summary.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Cause;
using reports::Verdict;

struct Row {
  const char* defect;
  const char* requirement;    // that it breaks
  std::size_t most_causes;    // of any requirement
  std::size_t most_pointers;  // of the first cause: places, not items
};

TEST(OneCause, IsOneFinding) {
  const std::vector<Row> rows = {
      {"service_info.nulls", "SI-02", 1, 8},         {"listing.no-state", "LST-04", 1, 2},
      {"listing.tags-hold-numbers", "LST-07", 1, 2}, {"listing.times-are-numbers", "LST-07", 1, 4},
      {"timestamps.no-zone", "TIM-01", 1, 6},        {"timestamps.fractions", "TIM-01", 1, 6},
      {"run_log.cmd-is-a-string", "RUN-06", 1, 4},   {"run_log.nulls-before-the-end", "RUN-22", 1, 4},
      {"tasks.have-no-ids", "TSK-02", 1, 2},         {"tasks.exit-codes-are-text", "TSK-04", 1, 2},
      {"content.html-type", "CT-01", 1, 1},          {"errors.detail-body", "ERR-04", 1, 2},
  };
  int ran = 0;
  for (const Row& row : rows) {
    InProcessRun run;
    run.mock.defects = {row.defect};
    run.suite.repeat = 1;
    const reports::RunResult result = run_in_process(std::move(run));
    const reports::Summary summary = reports::summarise(result);
    bool broken = false;
    for (const reports::Row& told : summary.rows) {
      const auto causes = static_cast<std::size_t>(std::count_if(
          told.causes.begin(), told.causes.end(), [](const Cause& c) { return c.verdict >= Verdict::warn; }));
      std::string all;
      for (const Cause& cause : told.causes) {
        all += "\n  " + cause.finding.reason + ": " + cause.finding.message;
        for (const std::string& pointer : cause.finding.pointers) all += " " + pointer;
      }
      EXPECT_LE(causes, row.most_causes) << row.defect << " " << told.requirement.id << all;
      if (told.requirement.id != row.requirement) continue;
      broken = causes > 0;
      if (broken) {
        EXPECT_LE(told.causes.front().finding.pointers.size(), row.most_pointers) << row.defect << all;
      }
    }
    EXPECT_TRUE(broken) << row.defect << " breaks no " << row.requirement;
    ++ran;
  }
  EXPECT_EQ(ran, 12);
}

}  // namespace
}  // namespace assay::cli
