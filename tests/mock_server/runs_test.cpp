// SPDX-License-Identifier: Apache-2.0
#include "mock_server/runs/runs.hpp"

#include <gtest/gtest.h>

#include <regex>
#include <set>

namespace assay::mock {
namespace {

Run with_id(const std::string& id) {
  Run run;
  run.id = id;
  return run;
}

TEST(RunStore, IdsComeFromTheSeed) {
  RunStore a(1), again(1), other(2);
  const auto id = a.add({}).id;
  EXPECT_EQ(id, again.add({}).id);
  EXPECT_NE(id, other.add({}).id);
  EXPECT_TRUE(
      std::regex_match(id, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
      << id;
}

TEST(RunStore, FindsEachOfManyRuns) {
  RunStore store(7);
  std::set<std::string> ids;
  for (int i = 0; i < 5000; ++i) ids.insert(store.add({}).id);
  EXPECT_EQ(ids.size(), 5000u);
  for (const auto& id : ids) ASSERT_EQ(store.find(id)->id, id);
  EXPECT_FALSE(store.find("nothing"));
  EXPECT_EQ(store.last_serial(), 5000u);
}

TEST(RunStore, KeepsAnIdThatItIsGiven) {
  RunStore store(1);
  EXPECT_EQ(store.add(with_id("odd id/1")).serial, 1u);
  EXPECT_EQ(store.find("odd id/1")->serial, 1u);
}

TEST(TaskId, DiffersBetweenRunsAndTasks) {
  std::set<std::string> ids;
  for (const char* run : {"a", "b", "c"}) {
    for (std::size_t task = 0; task < 4; ++task) ids.insert(task_id(with_id(run), task));
  }
  EXPECT_EQ(ids.size(), 12u);
}

}  // namespace
}  // namespace assay::mock
