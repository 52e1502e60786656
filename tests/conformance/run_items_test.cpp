// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/run_items.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using Kind = ItemFault::Kind;

std::vector<ItemFault> faults(const char* items, bool summaries = true) {
  static const auto dialect = schemas::load_dialect("wes", "1.1.0").value();
  return item_faults(json::parse(items), *dialect, summaries);
}

TEST(RunItems, HasNothingAgainstTheTwoKindsOfItems) {
  int rows = 0;
  for (const char* items :
       {"[]", R"([{"run_id":"a","state":"QUEUED"}])",
        R"([{"run_id":"a","state":"COMPLETE","start_time":"x","end_time":"y","tags":{"k":"v"}}])",
        R"([{"run_id":"a","state":"RUNNING","tags":{},"name":null,"extra":{"of":["any","kind"]}}])"}) {
    EXPECT_TRUE(faults(items).empty()) << items;
    ++rows;
  }
  EXPECT_EQ(rows, 4);
}

TEST(RunItems, NamesEachFaultAndItsPlace) {
  struct Row {
    const char* items;
    Kind kind;
    const char* pointer;
  };
  const std::vector<Row> rows = {
      {R"([{"state":"QUEUED"}])", Kind::run_id, "/0/run_id"},
      {R"([{"run_id":7,"state":"QUEUED"}])", Kind::run_id, "/0/run_id"},
      {R"([{"run_id":null,"state":"QUEUED"}])", Kind::run_id, "/0/run_id"},
      {R"([{"run_id":"","state":"QUEUED"}])", Kind::run_id, "/0/run_id"},
      {R"(["a"])", Kind::run_id, "/0/run_id"},
      {R"([{"run_id":"a","state":"DONE"}])", Kind::state, "/0/state"},
      {R"([{"run_id":"a","state":3}])", Kind::state, "/0/state"},
      {R"([{"run_id":"a"}])", Kind::state_missing, "/0/state"},
      {R"([{"run_id":"a","state":null}])", Kind::null_member, "/0/state"},
      {R"([{"run_id":"a","state":"QUEUED"},{"run_id":"a","state":"QUEUED"}])", Kind::repeated, "/1/run_id"},
      {R"([{"run_id":"a","state":"QUEUED","end_time":"x"}])", Kind::tags_missing, "/0/tags"},
      {R"([{"run_id":"a","state":"QUEUED","tags":null}])", Kind::null_member, "/0/tags"},
      {R"([{"run_id":"a","state":"QUEUED","tags":["k"]}])", Kind::summary_type, "/0/tags"},
      {R"([{"run_id":"a","state":"QUEUED","tags":{"k":1}}])", Kind::summary_type, "/0/tags"},
      {R"([{"run_id":"a","state":"QUEUED","tags":{},"start_time":5}])", Kind::summary_type, "/0/start_time"},
      {R"([{"run_id":"a","state":"QUEUED","tags":{},"end_time":null}])", Kind::null_member, "/0/end_time"},
  };
  for (const Row& row : rows) {
    const auto found = faults(row.items);
    ASSERT_EQ(found.size(), 1u) << row.items;
    EXPECT_EQ(found[0].kind, row.kind) << row.items;
    EXPECT_EQ(found[0].pointer, row.pointer) << row.items;
    EXPECT_NE(found[0].actual, "") << row.items;
  }
  EXPECT_EQ(rows.size(), 16u);
}

TEST(RunItems, LeavesSummariesAloneWhereTheVersionHasNone) {
  EXPECT_TRUE(faults(R"([{"run_id":"a","state":"QUEUED","tags":["k"],"end_time":null}])", false).empty());
}

TEST(RunItems, ShowsHostileTextHarmless) {
  const auto found = faults("[{\"run_id\":\"a\",\"state\":\"\\u001b[31mred\"}]");
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].actual.find('\x1b'), std::string::npos);
}

TEST(RunItems, TellsSummariesFromStatuses) {
  EXPECT_FALSE(is_summary(json::parse(R"({"run_id":"a","state":"QUEUED"})")));
  EXPECT_TRUE(is_summary(json::parse(R"({"run_id":"a","tags":{}})")));
  EXPECT_TRUE(is_summary(json::parse(R"({"run_id":"a","end_time":"x"})")));
  EXPECT_FALSE(is_summary(json::parse("3")));
}

TEST(ListedTags, AreThoseThatWereSentAndMaybeMore) {
  const json sent = {{"project", "demo"}, {"attempt", 1}};
  EXPECT_EQ(tags_differ(sent, {{"project", "demo"}, {"owner", "the service"}}), "");
  EXPECT_EQ(tags_differ(sent, json::object()), "the tag project is missing");
  EXPECT_EQ(tags_differ(sent, {{"project", "other"}}), "the tag project has another value");
  EXPECT_EQ(tags_differ(sent, "no object"), "the tag project is missing");
  EXPECT_EQ(tags_differ(json::object(), json::object()), "");
}

TEST(Sample, TakesFromBothEnds) {
  EXPECT_EQ(sample({"a", "b"}, 3), (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(sample({"a", "b", "c", "d", "e"}, 3), (std::vector<std::string>{"a", "c", "e"}));
}

}  // namespace
}  // namespace assay::conformance
