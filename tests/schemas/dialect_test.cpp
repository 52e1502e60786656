// SPDX-License-Identifier: Apache-2.0
#include "schemas/dialect.hpp"

#include <gtest/gtest.h>

namespace assay::schemas {
namespace {

const std::vector<std::string> shipped = {"1.0.0", "1.0.1", "1.1.0"};

struct MatchRow {
  std::string claimed;
  std::string matched;  // "" is none
};

TEST(MatchVersion, GoesByLeadingNumbers) {
  const std::vector<MatchRow> rows = {
      {"1.0.0", "1.0.0"},
      {"1.0.1", "1.0.1"},
      {"1.1.0", "1.1.0"},
      {"v1.0.0", "1.0.0"},
      {"V1.1", "1.1.0"},
      {"1.0", "1.0.0"},
      {"1", "1.0.0"},
      {"1.", "1.0.0"},
      {"1.1", "1.1.0"},
      {"sapporo-wes-1.1.0", "1.1.0"},
      {"sapporo-wes-2.1.0", ""},
      {"ga4gh wes v1.0.1", "1.0.1"},
      {"1.1.0-rc1", "1.1.0"},
      {"1.1.0+build.7", "1.1.0"},
      {"1.1.0.2", "1.1.0"},
      {"1.0.2", ""},
      {"1.10", ""},
      {"11.0", ""},
      {"0.3.0", ""},
      {"2.0.0", ""},
      {"99999999999999999999.1", ""},
      {"", ""},
      {"wes", ""},
      {"v", ""},
      {"ga4gh", ""},
      {"...", ""},
  };
  std::size_t ran = 0;
  for (const MatchRow& row : rows) {
    EXPECT_EQ(match_version(row.claimed, shipped).value_or(""), row.matched) << row.claimed;
    ++ran;
  }
  EXPECT_EQ(ran, 26u);
}

TEST(MatchVersion, TakesTheLowestWhateverTheOrder) {
  EXPECT_EQ(match_version("1.0", {"1.1.0", "1.0.10", "1.0.9"}), "1.0.9");
  EXPECT_EQ(match_version("1.0", {}), std::nullopt);
}

TEST(FillPath, PutsInEncodedValues) {
  EXPECT_EQ(fill_path("/runs/{run_id}/status", {{"run_id", "a b/../%"}}), "/runs/a%20b%2F..%2F%25/status");
  EXPECT_EQ(fill_path("/runs/{run_id}/tasks/{task_id}", {{"task_id", "2"}, {"run_id", "1"}}),
            "/runs/1/tasks/2");
}

TEST(FillPath, LeavesWhatHasNoValue) {
  EXPECT_EQ(fill_path("/runs/{run_id}/x", {{"id", "1"}}), "/runs/{run_id}/x");
  EXPECT_EQ(fill_path("/runs", {{"run_id", "1"}}), "/runs");
  EXPECT_EQ(fill_path("/runs/{run_id", {{"run_id", "1"}}), "/runs/{run_id");
}

TEST(LoadDialect, ListsWhatIsShipped) {
  EXPECT_EQ(dialect_versions("wes"), shipped);
  EXPECT_TRUE(dialect_versions("service-info").empty());
  const auto missing = load_dialect("wes", "3.0.0");
  ASSERT_TRUE(missing.has_error());
  EXPECT_EQ(missing.error().text(), "there is no dialect wes 3.0.0 (one of 1.0.0, 1.0.1, 1.1.0)");
}

TEST(LoadDialect, KnowsOperationsAndStates) {
  const auto loaded = load_dialect("wes", "1.1.0");
  ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
  const Dialect& wes = **loaded;
  EXPECT_EQ(wes.name, "wes");
  EXPECT_EQ(wes.version, "1.1.0");
  EXPECT_EQ(wes.base_path, "/ga4gh/wes/v1");
  EXPECT_EQ(wes.page_size_parameter, "page_size");
  EXPECT_EQ(wes.page_token_parameter, "page_token");
  EXPECT_EQ(wes.next_token_member, "next_page_token");
  ASSERT_TRUE(wes.has("ListTasks"));
  EXPECT_EQ(wes.operation("CancelRun")->method, "POST");
  EXPECT_EQ(wes.operation("GetTask")->path, "/runs/{run_id}/tasks/{task_id}");
  EXPECT_EQ(wes.operation("GetTask")->errors, (std::vector<int>{401, 403, 404, 500}));
  EXPECT_EQ(wes.state("EXECUTOR_ERROR")->phase, Phase::executor_error);
  EXPECT_EQ(wes.state("PREEMPTED")->phase, Phase::preempted);
  EXPECT_EQ(wes.state("executor_error"), nullptr);
  EXPECT_FALSE(wes.is_terminal("NONSENSE"));
}

TEST(LoadDialect, OlderVersionsHaveFewerOperationsAndStates) {
  for (const char* version : {"1.0.0", "1.0.1"}) {
    const auto loaded = load_dialect("wes", version);
    ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
    EXPECT_EQ((*loaded)->operations.size(), 6u);
    EXPECT_EQ((*loaded)->states.size(), 10u);
    EXPECT_FALSE((*loaded)->has("ListTasks"));
    EXPECT_EQ((*loaded)->state("PREEMPTED"), nullptr);
  }
  EXPECT_EQ((*load_dialect("wes", "1.1.0"))->operations.size(), 8u);
  EXPECT_EQ((*load_dialect("wes", "1.1.0"))->states.size(), 11u);
}

TEST(LoadDialect, FourStatesAreTerminal) {
  for (const std::string& version : shipped) {
    std::vector<std::string> terminal;
    const auto loaded = load_dialect("wes", version);
    ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
    for (const StateWord& state : (*loaded)->states) {
      if (state.terminal) {
        terminal.push_back(state.word);
      }
    }
    EXPECT_EQ(terminal, (std::vector<std::string>{"COMPLETE", "EXECUTOR_ERROR", "SYSTEM_ERROR", "CANCELED"}));
  }
}

}  // namespace
}  // namespace assay::schemas
