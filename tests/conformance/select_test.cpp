// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/runner/preflight.hpp"
#include "conformance/runner/runner.hpp"

namespace assay::conformance {
namespace {

TEST(Select, ProfilesGrow) {
  const std::size_t smoke = select_checks("smoke", {}).value().size();
  const std::size_t core = select_checks("core", {}).value().size();
  const std::size_t full = select_checks("full", {}).value().size();
  EXPECT_GT(smoke, 0u);
  EXPECT_LT(smoke, core);
  EXPECT_LE(core, full);
  EXPECT_EQ(full, all_checks().size());
}

TEST(Select, ReadOnlyNeverWrites) {
  const auto checks = select_checks("read-only", {}).value();
  EXPECT_FALSE(checks.empty());
  EXPECT_TRUE(std::none_of(checks.begin(), checks.end(), [](const Check* check) { return check->writes; }));
  EXPECT_FALSE(select_checks("read-only", {"PAG-05"}).has_value());
}

TEST(Select, GlobsNameChecksAndRequirements) {
  EXPECT_EQ(select_checks("core", {"PAG-05"}).value().size(), 1u);
  for (const Check* check : select_checks("smoke", {"pagination.*"}).value())
    EXPECT_EQ(check->id.rfind("pagination.", 0), 0u);
}

TEST(Select, ATypoIsAnErrorWithASuggestion) {
  const auto refused = select_checks("core", {"pagination.walk-is-hole"});
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().text().find("pagination.walk-is-whole"), std::string::npos)
      << refused.error().text();
}

TEST(Select, ChecksComeInTheOrderOfTheirStages) {
  const auto checks = select_checks("full", {}).value();
  EXPECT_TRUE(std::is_sorted(checks.begin(), checks.end(),
                             [](const Check* a, const Check* b) { return a->stage < b->stage; }));
}

TEST(Version, AutoReadsServiceInfoByItsNumbers) {
  struct Row {
    const char* listed;
    const char* version;
  };
  const std::vector<Row> rows = {
      {R"(["1.1.0"])", "1.1.0"},
      {R"(["1.0"])", "1.0.0"},
      {R"(["v1.1"])", "1.1.0"},
      {R"(["1.0.0","1.1.0"])", "1.1.0"},
      {R"(["0.3.0","1.0.0"])", "1.0.0"},
      {R"(["sapporo-wes-1.1.0"])", "1.1.0"},
      {R"(["sapporo-wes-2.1.0"])", "1.0.0"},
      {R"([])", "1.0.0"},
      {R"("1.1.0")", "1.0.0"},
      {R"([7])", "1.0.0"},
  };
  for (const Row& row : rows) {
    const nlohmann::json info{{"supported_wes_versions", nlohmann::json::parse(row.listed)}};
    const auto chosen = choose_version("auto", &info);
    ASSERT_TRUE(chosen.has_value());
    EXPECT_EQ(chosen->version, row.version) << row.listed;
    EXPECT_FALSE(chosen->reason.empty());
  }
  EXPECT_EQ(rows.size(), 10u);
  EXPECT_EQ(choose_version("auto", nullptr)->version, "1.0.0");
}

TEST(Version, AnAskedVersionIsTakenOrRefused) {
  EXPECT_EQ(choose_version("1.0.1", nullptr)->version, "1.0.1");
  EXPECT_FALSE(choose_version("1.1", nullptr).has_value());
}

}  // namespace
}  // namespace assay::conformance
