// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/echo.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using Kind = EchoDifference::Kind;

TEST(EchoDifferences, ComparesFieldByField) {
  static const struct {
    const char* name;
    const char* sent;
    const char* echoed;  // the member as JSON; "" is no member
    int kind;            // of the difference; -1: none
  } rows[] = {
      {"workflow_type", "CWL", R"("CWL")", -1},
      {"workflow_type", "CWL", R"("cwl")", static_cast<int>(Kind::other)},
      {"workflow_type", "CWL", "null", static_cast<int>(Kind::missing)},
      {"workflow_type", "CWL", "", static_cast<int>(Kind::missing)},
      {"workflow_type_version", "1.0", "1.0", static_cast<int>(Kind::other)},
      {"workflow_params", R"({"a":1,"b":[2]})", R"({"b":[2],"a":1})", -1},
      {"workflow_params", R"({"a":1})", R"({"a":1.0})", -1},
      {"workflow_params", R"({"a":1})", R"("{\"a\":1}")", static_cast<int>(Kind::other)},
      {"workflow_params", R"({"a":1})", R"({"a":1,"b":2})", static_cast<int>(Kind::other)},
      {"workflow_params", "{}", "{}", -1},
      {"workflow_params", "no JSON", R"("no JSON")", -1},
      {"tags", R"({"a":"1"})", R"({"a":"1"})", -1},
      {"tags", R"({"a":"1"})", R"({"a":"1","owner":"x"})", static_cast<int>(Kind::added)},
      {"tags", R"({"a":"1"})", R"({"a":"2","owner":"x"})", static_cast<int>(Kind::other)},
      {"tags", R"({"a":"1"})", "[]", static_cast<int>(Kind::other)},
      {"workflow_url", "echo.cwl", R"("echo.cwl")", -1},
      {"workflow_url", "echo.cwl", R"("file:///srv/runs/1/echo.cwl")", static_cast<int>(Kind::rewritten)},
      {"workflow_url", "echo.cwl", R"("")", static_cast<int>(Kind::other)},
      {"workflow_url", "echo.cwl", R"("file:///srv/noecho.cwl")", static_cast<int>(Kind::other)},
      {"workflow_url", "https://a.example/echo.cwl", R"("file:///https://a.example/echo.cwl")",
       static_cast<int>(Kind::other)},
  };
  int judged = 0;
  for (const auto& row : rows) {
    json request = json::object();
    if (*row.echoed != '\0') request[row.name] = json::parse(row.echoed);
    const auto differences = echo_differences({{row.name, row.sent}}, &request);
    ASSERT_EQ(differences.size(), row.kind < 0 ? 0U : 1U) << row.name << " " << row.echoed;
    if (row.kind >= 0) {
      EXPECT_EQ(static_cast<int>(differences[0].kind), row.kind) << row.name << " " << row.echoed;
      EXPECT_EQ(differences[0].field, row.name);
    }
    ++judged;
  }
  EXPECT_EQ(judged, 20);
}

TEST(EchoDifferences, MissesEverythingWhereThereIsNoRequest) {
  const std::vector<SentField> sent = {{"workflow_type", "CWL"}, {"workflow_url", "echo.cwl"}};
  EXPECT_EQ(echo_differences(sent, nullptr).size(), 2U);
  const json null;
  EXPECT_EQ(echo_differences(sent, &null).size(), 2U);
  EXPECT_EQ(echo_differences(sent, &null)[0].kind, Kind::missing);
}

}  // namespace
}  // namespace assay::conformance
