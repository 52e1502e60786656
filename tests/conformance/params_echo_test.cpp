// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/params_echo.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using Kind = ParamChange::Kind;

TEST(ParamsEcho, EqualParametersHaveNoChange) {
  const json sent =
      json::parse(R"({"a":{"":[1,{"b":null}]},"u":"\u00fc\ud83d\ude00","n":1,"big":9007199254740993})");
  const json got =
      json::parse(R"({"u":"\u00fc\ud83d\ude00","big":9007199254740993,"n":1.0,"a":{"":[1,{"b":null}]}})");
  EXPECT_TRUE(params_changes(sent, got).empty());
}

TEST(ParamsEcho, NamesEachChangeByPlaceAndKind) {
  struct {
    const char *sent, *got, *pointer;
    Kind kind;
  } const rows[] = {{R"({"a":1})", R"({})", "/a", Kind::lost},
                    {R"({})", R"({"x/y":1})", "/x~1y", Kind::added},
                    {R"({"a":"1"})", R"({"a":1})", "/a", Kind::changed},
                    {R"({"a":[1,2]})", R"({"a":[1]})", "/a", Kind::changed},
                    {R"({"a":[1,2]})", R"({"a":[1,3]})", "/a/1", Kind::changed},
                    {R"({"a":1e-7})", R"({"a":0})", "/a", Kind::changed},
                    {R"({"a":{}})", R"({"a":null})", "/a", Kind::changed},
                    {R"({"":0})", R"({})", "/", Kind::lost},
                    {R"({"a":9007199254740993})", R"({"a":9007199254740992})", "/a", Kind::rounded},
                    {R"({"a":9007199254740993})", R"({"a":9007199254740992.0})", "/a", Kind::rounded},
                    {R"({"a":-9007199254740993})", R"({"a":-9007199254740992})", "/a", Kind::rounded},
                    {R"({"a":9007199254740993})", R"({"a":90071992547409})", "/a", Kind::changed},
                    {R"({"a":12})", R"({"a":13})", "/a", Kind::changed},
                    {R"({"a":1})", R"("{\"a\":1}")", "", Kind::changed}};
  int ran = 0;
  for (const auto& row : rows) {
    const auto changes = params_changes(json::parse(row.sent), json::parse(row.got));
    ASSERT_EQ(changes.size(), 1u) << row.sent << " " << row.got;
    EXPECT_EQ(changes.front().pointer, row.pointer) << row.sent;
    EXPECT_EQ(changes.front().kind, row.kind) << row.sent << " " << row.got;
    ++ran;
  }
  EXPECT_EQ(ran, 14);
}

}  // namespace
}  // namespace assay::conformance
