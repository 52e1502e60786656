// SPDX-License-Identifier: Apache-2.0
// A server that runs one language only is checked in that language.
#include <gtest/gtest.h>

#include "core/embedded.hpp"
#include "selftest/in_process.hpp"

namespace assay::cli {
namespace {

using reports::Verdict;

TEST(Languages, TheCleanMockIsSilentInEach) {
  struct Row {
    const char* types;
    const char* workloads;  // of the report's header
    const char* version;    // of WES
  } rows[] = {{"{WDL: ['1.0', '1.1']}", "WDL 1.1: service-info declares it", "1.1.0"},
              {"{NFL: [DSL2]}", "NFL DSL2: service-info declares it", "1.1.0"},
              {"{SMK: ['7.4', '7.32']}", "SMK 7.32: service-info declares it", "1.1.0"},
              {"{Snakemake: ['8']}", "Snakemake 8: service-info declares it", "1.0.1"},
              {"{nextflow: ['24.10.0']}", "nextflow 24.10.0: service-info declares it", "1.0.0"}};
  int ran = 0;
  for (const auto& row : rows) {
    InProcessRun run;
    run.mock.wes_version = row.version;
    run.mock.scenario_text = std::string("workflow_types: ") + row.types + "\n" +
                             std::string(*core::embedded_file("scenarios/default.yaml"));
    const reports::RunResult result = run_in_process(std::move(run));
    EXPECT_TRUE(result.footer.complete) << result.footer.why_incomplete;
    ASSERT_FALSE(result.header.config.empty());
    EXPECT_EQ(result.header.config.back().first, "workloads");
    EXPECT_EQ(result.header.config.back().second, row.workloads);
    int decided = 0;
    for (const reports::Judgement& judgement : result.judgements) {
      const bool reasoned =
          (judgement.verdict == Verdict::not_applicable || judgement.verdict == Verdict::skipped) &&
          !judgement.reason.empty();
      decided += judgement.verdict == Verdict::pass ? 1 : 0;
      EXPECT_TRUE(judgement.verdict == Verdict::pass || judgement.verdict == Verdict::info || reasoned)
          << row.types << " " << judgement.requirement << " by " << judgement.check << ": "
          << judgement.reason << (judgement.findings.empty() ? "" : judgement.findings.front().message);
    }
    EXPECT_GT(decided, 100) << row.types;
    ++ran;
  }
  EXPECT_EQ(ran, 5);
}

}  // namespace
}  // namespace assay::cli
