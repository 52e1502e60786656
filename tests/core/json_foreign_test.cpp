// SPDX-License-Identifier: Apache-2.0
#include "core/json_foreign.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace assay::core {
namespace {

TEST(ForeignJson, TakesWhatTheGrammarAllows) {
  struct Row {
    const char* text;
    const char* pointer;
    nlohmann::json read;
    const char* noted;
  } rows[] = {
      {R"(["caf\udce9.txt"])", "/0", "caf\xef\xbf\xbd.txt", "\\udce9"},
      {R"({"a":"\ud83d\ude00"})", "/a", "\xf0\x9f\x98\x80", ""},
      {R"({"a":"\ud83dx"})", "/a", "\xef\xbf\xbdx", "\\ud83d"},
      {R"({"\udead":1})", "/\xef\xbf\xbd", 1, "\\udead"},
      {R"(["\\udce9"])", "/0", "\\udce9", ""},
      {R"(["a 1e400"])", "/0", "a 1e400", ""},
      {R"([7])", "/0", 7, ""},
  };
  for (const Row& row : rows) {
    ForeignFacts facts;
    const auto read = parse_foreign_json(row.text, &facts);
    ASSERT_TRUE(read) << row.text << ": " << read.error().text();
    EXPECT_EQ(read->at(nlohmann::json::json_pointer(row.pointer)), row.read) << row.text;
    EXPECT_EQ(facts.unholdable.empty() ? "" : facts.unholdable.front(), row.noted) << row.text;
  }
}

TEST(ForeignJson, HoldsANumberBeyondDoubleAsALargeOne) {
  for (const std::string& text :
       {std::string("1e400"), std::string("-1e400"), std::string("1.7976931348623159e308"),
        std::string(400, '9'), std::string("12345678901e999")}) {
    ForeignFacts facts;
    const auto read = parse_foreign_json("[" + text + "]", &facts);
    ASSERT_TRUE(read) << text << ": " << read.error().text();
    EXPECT_GT(std::abs(read->at(0).get<double>()), 1e29) << text;
    EXPECT_EQ(facts.unholdable.size(), 1u) << text;
  }
}

TEST(ForeignJson, RefusesWhatBreaksTheGrammar) {
  for (const char* text :
       {R"(["\udce9)", R"(["\udcg9"])", "[1e400", "[01e400]", "[1e400e1]", R"(["\ud800",])", "[1e]"}) {
    EXPECT_FALSE(parse_foreign_json(text)) << text;
  }
}

}  // namespace
}  // namespace assay::core
