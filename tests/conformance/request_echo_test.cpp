// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/request_echo.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;

TEST(RequestEcho, WhatWasSentMustStandInWhatIsShown) {
  struct Row {
    const char* sent;
    const char* shown;
    bool same;
  };
  const std::vector<Row> rows = {
      {R"("a")", R"("a")", true},
      {R"("a")", R"("b")", false},
      {R"({"class":"File","path":"x"})", R"({"class":"File","path":"x","name":"y"})", true},
      {R"({"class":"File","path":"x"})", R"({"class":"File"})", false},
      {R"({"class":"File","size":null})", R"({"class":"File"})", true},
      {"[1,2]", "[1,2]", true},
      {"[1,2]", "[1,2,3]", false},
      {R"([{"a":1}])", R"([{"a":1,"b":2}])", true},
      {"5", R"("5")", false},
  };
  for (const Row& row : rows) {
    const auto members =
        echoed_members({{"it", json::parse(row.sent)}}, {{"it", json::parse(row.shown)}, {"id", "7"}});
    ASSERT_EQ(members.size(), 1u);
    EXPECT_EQ(members.front().same, row.same) << row.sent << " and " << row.shown;
  }
  EXPECT_EQ(rows.size(), 9u);
}

TEST(RequestEcho, ComparesOnlyWhatBothHave) {
  const auto members = echoed_members({{"requestId", "r"}, {"name", "n"}, {"gone", nullptr}},
                                      {{"name", "n"}, {"status", "PENDING"}, {"gone", 1}});
  ASSERT_EQ(members.size(), 1u);
  EXPECT_EQ(members.front().name, "name");
  EXPECT_TRUE(echoed_members(json::array(), {{"name", "n"}}).empty());
  EXPECT_TRUE(echoed_members(json::array({"n"}), {{"0", "n"}}).empty());
}

}  // namespace
}  // namespace assay::conformance
