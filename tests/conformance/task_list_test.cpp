// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/task_list.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using Pair = std::pair<std::string, std::string>;

TEST(TaskLogs, AreTheItemsOfAnArray) {
  const json array = json::parse(R"([{"id":"a"},{"id":"b"}])");
  ASSERT_EQ(task_logs_of(&array).size(), 2U);
  EXPECT_EQ(task_logs_of(&array)[1], &array[1]);
  const json none = nullptr;
  EXPECT_TRUE(task_logs_of(&none).empty());
  EXPECT_TRUE(task_logs_of(nullptr).empty());
}

TEST(TaskIdentity, IsTheIdAndTheNameOfATask) {
  struct {
    schemas::Violation violation;
    bool identity;
  } const rows[] = {
      {{"/task_logs/0", "", "required", "member id", "missing"}, true},
      {{"/task_logs/3", "", "required", "member name", "missing"}, true},
      {{"/task_logs/0/id", "", "type", "string", "7"}, true},
      {{"/task_logs/12/name", "", "type", "string", "null"}, true},
      {{"/task_logs/0/exit_code", "", "type", "integer", "\"0\""}, false},
      {{"/task_logs/0/cmd/0", "", "type", "string", "1"}, false},
      {{"/next_page_token", "", "type", "string", "null"}, false},
  };
  int ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(is_of_task_identity(row.violation), row.identity) << row.violation.instance;
    ++ran;
  }
  EXPECT_EQ(ran, 7);
}

TEST(SharedTaskId, IsFoundAndEmptyIdsAreNot) {
  const json twice = json::parse(R"([{"id":"a"},{"id":"b"},{"id":"a"}])");
  EXPECT_EQ(shared_task_id(task_logs_of(&twice)), "a");
  const json without = json::parse(R"([{"id":""},{"id":""},{"name":"x"},{"name":"x"}])");
  EXPECT_EQ(shared_task_id(task_logs_of(&without)), std::nullopt);
}

TEST(TaskDisorder, ComparesByIdElseByNameAndStart) {
  struct {
    const char* a;
    const char* b;
    std::optional<Pair> found;
  } const rows[] = {
      {R"([{"id":"a"},{"id":"b"}])", R"([{"id":"a"},{"id":"x"},{"id":"b"}])", std::nullopt},
      {R"([{"id":"a"},{"id":"b"}])", R"([{"id":"b"},{"id":"a"}])", Pair("a", "b")},
      {R"([{"name":"p"},{"name":"q"}])", R"([{"id":"1","name":"q"},{"id":"2","name":"p"}])", Pair("p", "q")},
      // Scattered tasks of one name cannot be told apart.
      {R"([{"name":"p"},{"name":"q"},{"name":"p"}])", R"([{"name":"p"},{"name":"q"},{"name":"p"}])",
       std::nullopt},
      {R"([{"name":"p","start_time":"1"},{"name":"p","start_time":"2"}])",
       R"([{"name":"p","start_time":"2"},{"name":"p","start_time":"1"}])", Pair("p of 1", "p of 2")},
      {"[]", R"([{"id":"a"}])", std::nullopt},
  };
  int ran = 0;
  for (const auto& row : rows) {
    const json a = json::parse(row.a), b = json::parse(row.b);
    EXPECT_EQ(task_disorder(task_logs_of(&a), task_logs_of(&b)), row.found) << row.a << row.b;
    ++ran;
  }
  EXPECT_EQ(ran, 6);
}

TEST(TaskDifferences, PassOverUrlsAndNulls) {
  const json item =
      json::parse(R"({"id":"a","name":"n","stdout":"http://x/1","exit_code":null,"cmd":["a"]})");
  const json same = json::parse(R"({"id":"a","name":"n","stdout":"http://x/2","cmd":["a"],"extra":1})");
  EXPECT_TRUE(task_differences(item, same).empty());
  const json other = json::parse(R"({"id":"a","name":"m","exit_code":0,"cmd":["a"]})");
  EXPECT_EQ(task_differences(item, other), (std::vector<std::string>{"name", "exit_code"}));
}

TEST(NeedsEncoding, IsTrueOfReservedCharacters) {
  EXPECT_FALSE(needs_encoding("8f3a-1._~"));
  for (const char* id : {"a/b", "a b", "50%", "\xC3\xBC", "a:b"}) EXPECT_TRUE(needs_encoding(id)) << id;
}

TEST(OddExitCodes, DependOnTheStateOfTheRun) {
  const json good = json::parse(R"([{"exit_code":0},{"exit_code":0}])");
  const json bad = json::parse(R"([{"exit_code":0},{"exit_code":3}])");
  const json unknown = json::parse(R"([{"name":"x"},{"exit_code":null}])");
  EXPECT_EQ(odd_exit_codes("COMPLETE", task_logs_of(&good)), "");
  EXPECT_NE(odd_exit_codes("COMPLETE", task_logs_of(&bad)), "");
  const json late = json::array({json::object(), {{"exit_code", 1}}});
  EXPECT_NE(odd_exit_codes("COMPLETE", task_logs_of(&late)), "") << "after a task without a code";
  EXPECT_NE(odd_exit_codes("EXECUTOR_ERROR", task_logs_of(&good)), "");
  EXPECT_EQ(odd_exit_codes("EXECUTOR_ERROR", task_logs_of(&bad)), "");
  EXPECT_EQ(odd_exit_codes("EXECUTOR_ERROR", task_logs_of(&unknown)), "");
  EXPECT_EQ(odd_exit_codes("CANCELED", task_logs_of(&bad)), "");
}

TEST(OutsideOfRun, ComparesPlainTimesOnly) {
  const json run = json::parse(R"({"start_time":"2026-01-01T00:00:10Z","end_time":"2026-01-01T00:00:20Z"})");
  struct {
    const char* task;
    bool outside;
  } const rows[] = {
      {R"({"start_time":"2026-01-01T00:00:10Z","end_time":"2026-01-01T00:00:20Z"})", false},
      {R"({"start_time":"2026-01-01T00:00:09Z"})", true},
      {R"({"end_time":"2026-01-01T00:00:21Z"})", true},
      {R"({"start_time":"2026-01-01T00:00:09.5Z"})", false},
      {R"({})", false},
  };
  int ran = 0;
  for (const auto& row : rows) {
    EXPECT_EQ(!outside_of_run(&run, json::parse(row.task)).empty(), row.outside) << row.task;
    ++ran;
  }
  EXPECT_EQ(ran, 5);
  EXPECT_EQ(outside_of_run(nullptr, json::parse(rows[1].task)), "");
}

TEST(Unlike, KeepsTheLookAndChangesTheId) {
  EXPECT_EQ(unlike("a1-09"), "a4-32");
  EXPECT_EQ(unlike("abc"), "abc0");
  EXPECT_EQ(unlike("12"), "987654309") << "no neighbour of a number that a service counts up";
}

}  // namespace
}  // namespace assay::conformance
