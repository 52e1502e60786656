// SPDX-License-Identifier: Apache-2.0
#include "bench/shard.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace assay::bench {
namespace {

using Table = std::map<std::string, std::string>;

Variables of(const Table& table) {
  return [&table](const char* name) {
    const auto at = table.find(name);
    return at == table.end() ? nullptr : at->second.c_str();
  };
}

TEST(Shard, IsReadFromTextOrFromAScheduler) {
  struct Row {
    const char* text;
    Table variables;
    const char* shard;  // or what the error says
  };
  const Row rows[] = {
      {"1/1", {}, "1/1"},
      {"3/8", {}, "3/8"},
      {"0/8", {}, "no shard"},
      {"9/8", {}, "no shard"},
      {"3", {}, "'3' is no shard"},
      {"a/b", {}, "no shard"},
      {"1/0", {}, "no shard"},
      {"auto", {}, "neither a task"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "1"}, {"SLURM_ARRAY_TASK_MIN", "1"}, {"SLURM_ARRAY_TASK_COUNT", "4"}},
       "1/4"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "3"}, {"SLURM_ARRAY_TASK_MIN", "0"}, {"SLURM_ARRAY_TASK_COUNT", "4"}},
       "4/4"},
      {"auto",
       {{"SLURM_ARRAY_TASK_ID", "9"}, {"SLURM_ARRAY_TASK_MIN", "1"}, {"SLURM_ARRAY_TASK_COUNT", "4"}},
       "task 9"},
      {"auto", {{"JOB_COMPLETION_INDEX", "0"}, {"JOB_COMPLETIONS", "4"}}, "1/4"},
      {"auto", {{"JOB_COMPLETION_INDEX", "0"}}, "JOB_COMPLETIONS"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    const auto shard = parse_shard(row.text, of(row.variables));
    const std::string said = shard ? shard->text() : shard.error().text();
    EXPECT_NE(said.find(row.shard), std::string::npos) << row.text << ": " << said;
    ++ran;
  }
  EXPECT_EQ(ran, 13);
}

TEST(Shard, EachRunIsInExactlyOneOfThemWhateverTheOrderOfTheList) {
  const std::vector<std::string> all = {"c", "a", "e", "b", "d"}, other = {"a", "b", "c", "d", "e"};
  std::multiset<std::string> seen;
  std::size_t shares = 0;
  for (int i = 1; i <= 3; ++i) {
    const auto own = runs_of({i, 3}, i == 2 ? other : all);
    seen.insert(own.begin(), own.end());
    shares += share_of({i, 3}, all.size());
    EXPECT_EQ(own.size(), share_of({i, 3}, all.size()));
  }
  EXPECT_EQ(seen, std::multiset<std::string>(all.begin(), all.end()));
  EXPECT_EQ(shares, 5u);
}

}  // namespace
}  // namespace assay::bench
