// SPDX-License-Identifier: Apache-2.0
// The suite against its own mock: silent on the clean one, never silent on a defect.
#include <gtest/gtest.h>

#include "conformance/catalogue/catalogue.hpp"
#include "conformance/checks/checks.hpp"
#include "reports/writer.hpp"
#include "selftest/in_process.hpp"
#include "selftest/kill_matrix.hpp"

namespace assay::cli {
namespace {

TEST(Matrix, CleanMockIsSilentInEveryVersion) {
  const std::vector<CleanRun> runs = run_clean();
  EXPECT_EQ(runs.size(), 6u);
  for (const CleanRun& run : runs) EXPECT_EQ(run.trouble, std::vector<std::string>{}) << run.name;
}

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
// Sanitizers make a run many times slower: a sample, and the whole of it in every other build.
TEST(Matrix, EveryTwelfthDefectIsCaught) {
  const std::vector<const mock::Defect*> defects = mock::all_defects();
  std::size_t ran = 0;
  for (std::size_t i = 0; i < defects.size(); i += 12, ++ran) {
    EXPECT_EQ(run_defect(*defects[i]).trouble, std::vector<std::string>{}) << defects[i]->id;
  }
  EXPECT_EQ(ran, (defects.size() + 11) / 12);
}
#else
TEST(Matrix, EveryDefectIsCaughtAndEveryCheckIsKilled) {
  const KillMatrix matrix = make_kill_matrix("*", 2);
  EXPECT_EQ(matrix.defects.size(), mock::all_defects().size());
  EXPECT_GE(matrix.defects.size(), 100u);
  for (const DefectRun& run : matrix.defects) {
    EXPECT_EQ(run.trouble, std::vector<std::string>{}) << run.defect->id;
    EXPECT_FALSE(run.tripped.empty()) << run.defect->id;
  }
  EXPECT_EQ(matrix.killers.size(), conformance::checks_of(conformance::Catalogue::shipped()).size());
  for (const auto& [check, killers] : matrix.killers) {
    EXPECT_FALSE(killers.empty()) << check << " was killed by nothing";
  }
}
#endif

TEST(Matrix, TheSameSeedGivesTheSameBytes) {
  const auto evidence = [](std::uint64_t seed) {
    const auto run = std::make_unique<InProcessRun>();  // on the stack, g++ 12 warns of what is not there
    run->suite.seed = seed;
    return reports::write_evidence(run_in_process(std::move(*run)));
  };
  const std::string first = evidence(7);
  EXPECT_GT(first.size(), 100'000u);
  EXPECT_EQ(first, evidence(7));
  EXPECT_NE(first, evidence(8));
}

}  // namespace
}  // namespace assay::cli
