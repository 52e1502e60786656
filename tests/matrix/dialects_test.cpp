// SPDX-License-Identifier: Apache-2.0
// The kill matrix of each dialect beside WES: silent on its clean mock, never silent on a defect. The toy is
// a folder of tests/data, and no source file knows it.
#include <gtest/gtest.h>

#include <algorithm>

#include "selftest/kill_matrix.hpp"
#include "tests/support/paths.hpp"

namespace assay::cli {
namespace {

struct Row {
  const char* name;
  const char* version;
  std::size_t least_defects;
  std::size_t least_checks;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

const char* const toy_folder = "tests/data/dialects/toy/1.0";

Spoken dialect_of(const Row& row) {
  if (std::string_view(row.name) == "toy")
    return schemas::load_dialect_folder(tests::source_path(toy_folder)).value();
  return schemas::load_dialect(row.name, row.version).value();
}

class DialectMatrix : public testing::TestWithParam<Row> {};

TEST_P(DialectMatrix, CleanMockIsSilent) {
  const std::vector<CleanRun> runs = run_clean(dialect_of(GetParam()));
  EXPECT_EQ(runs.size(), 2u);
  for (const CleanRun& run : runs) EXPECT_EQ(run.trouble, std::vector<std::string>{}) << run.name;
}

TEST_P(DialectMatrix, EveryDefectIsCaughtAndEveryCheckIsKilled) {
  const KillMatrix matrix = make_kill_matrix("*", 2, dialect_of(GetParam()));
  EXPECT_GE(matrix.defects.size(), GetParam().least_defects);
  for (const DefectRun& run : matrix.defects) {
    EXPECT_EQ(run.trouble, std::vector<std::string>{}) << run.defect->id;
    EXPECT_FALSE(run.tripped.empty()) << run.defect->id;
  }
  EXPECT_GE(matrix.killers.size(), GetParam().least_checks);
  for (const auto& [check, killers] : matrix.killers)
    EXPECT_FALSE(killers.empty()) << check << " was killed by nothing";
}

INSTANTIATE_TEST_SUITE_P(Each, DialectMatrix,
                         testing::Values(Row{"toy", "1.0", 34, 23}, Row{"healthomics", "2022-11-28", 45, 33},
                                         Row{"sevenbridges", "v2", 56, 37}, Row{"cavatica-wes", "1.0", 3, 3}),
                         [](const testing::TestParamInfo<Row>& each) {
                           std::string name = each.param.name;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace assay::cli
