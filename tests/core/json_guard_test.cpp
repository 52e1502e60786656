// SPDX-License-Identifier: Apache-2.0
#include "core/json_guard.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace assay::core {
namespace {

using nlohmann::json;

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(JsonGuard, AgreesWithTheParserOnGoodText) {
  const std::vector<const char*> rows = {
      "null",
      "true",
      "0",
      "-0",
      "-1.5e-3",
      "18446744073709551615",
      "123456789012345678901234567890",
      "\"\"",
      R"("\u00e9\ud83d\ude00\/\n")",
      "[]",
      "{}",
      " [ 1 , [ ] , { } ] \r\n\t",
      R"({"a": {"b": [1, {"c": null}, "x"]}, "": false, "a/b~": 1})",
      R"([[[[1], 2], 3], {"a": [[], {}, {"b": {}}]}])",
      "\"\x7f\xc2\x80\"",
  };
  std::size_t ran = 0;
  for (const char* text : rows) {
    JsonFacts facts;
    const Result<json> value = parse_json(text, {}, &facts);
    ASSERT_TRUE(value) << text << ": " << value.error().text();
    EXPECT_EQ(*value, json::parse(text)) << text;
    EXPECT_EQ(value->type(), json::parse(text).type()) << text;
    EXPECT_FALSE(facts.byte_order_mark || facts.invalid_utf8 || !facts.duplicate_members.empty()) << text;
    ++ran;
  }
  EXPECT_EQ(ran, 15u);
}

struct Refusal {
  std::string text;
  std::string expected;
};

TEST(JsonGuard, SaysAtWhichByteAndWhy) {
  const std::vector<Refusal> rows = {
      {"", "byte 1: there is no value"},
      {" \r\n\t", "byte 5: there is no value"},
      {"[1, 2", "byte 6: unexpected end of input"},
      {"[1, 2,]", "byte 7: unexpected ']'"},
      {"{\"a\": 1,}", "byte 9: unexpected '}'; expected string literal"},
      {"{\"a\" 1}", "byte 6: unexpected number literal; expected ':'"},
      {"{a: 1}", "byte 2: invalid literal"},
      {"{'a': 1}", "byte 2: invalid literal"},
      {"[NaN]", "byte 2: invalid literal"},
      {"[Infinity]", "byte 2: invalid literal"},
      {"[-Infinity]", "byte 3: invalid number"},
      {"[01]", "byte 3: unexpected number literal"},
      {"[+1]", "byte 2: invalid literal"},
      {"[1.]", "byte 4: invalid number"},
      {"[.5]", "byte 2: invalid literal"},
      {"[0x10]", "byte 3: invalid literal"},
      {"[1e999]", "byte 6: a number too large"},
      {"{} {}", "byte 4: unexpected '{'; expected end of input"},
      {"{}]", "byte 3: unexpected ']'; expected end of input"},
      {"true false", "byte 10: unexpected false literal"},
      {"[1] // remark", "byte 5: invalid literal"},
      {"[1, /* x */ 2]", "byte 5: invalid literal"},
      {"<html>", "byte 1: invalid literal"},
      {"\"\x01\"", "byte 2: invalid string: control character"},
      {"\"a\nb\"", "byte 3: invalid string: control character"},
      {"\"\\x41\"", "byte 3: invalid string: forbidden character after backslash"},
      {"\"\\ud800\"", "byte 8: invalid string: surrogate"},
      {"\"a\xff\"", "byte 3: invalid string: ill-formed UTF-8 byte"},
      {"\"abc", "byte 5: invalid string: missing closing quote"},
      {"\xEF\xBB\xBF[1,]", "byte 7: unexpected ']'"},
      {"\xEF\xBB\xBF\xEF\xBB\xBF{}", "byte 4: a second byte order mark"},
      {"\xEF\xBB\xBF", "byte 4: there is no value"},
      {std::string("[1]\0", 4), "byte 4: unexpected NUL"},
      {std::string("[1]\0[2]", 7), "byte 4: unexpected NUL"},
      {std::string("[1\0]", 4), "byte 3: unexpected end of input"},
  };
  std::size_t ran = 0;
  for (const Refusal& row : rows) {
    const Result<json> value = parse_json(row.text);
    ASSERT_FALSE(value) << row.text;
    EXPECT_TRUE(value.error().what.starts_with("not acceptable as JSON at " + row.expected))
        << value.error().what << "\nexpected: " << row.expected;
    ++ran;
  }
  EXPECT_EQ(ran, 35u);
}

TEST(JsonGuard, DoesNotQuoteHostileTextInItsError) {
  const Result<json> value = parse_json("[\"\x1b[31m', '; expected \xff\"]");
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().what.find("[31m"), std::string::npos) << value.error().what;
}

TEST(JsonGuard, RefusesAMillionLevelsAtTheFirstTooMany) {
  for (const std::string& text : {repeat("[", 1'000'000), repeat("[", 500'000) + repeat("]", 500'000)}) {
    const Result<json> value = parse_json(text);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().what, "not acceptable as JSON at byte 65: nested more than 64 levels deep");
  }
  EXPECT_FALSE(parse_json(repeat("{\"a\":", 1'000'000)));
  EXPECT_TRUE(parse_json(repeat("[", 64) + repeat("]", 64)));
  EXPECT_TRUE(parse_json(repeat("{\"a\":", 64) + "1" + repeat("}", 64)));
  EXPECT_FALSE(parse_json(repeat("[", 65) + repeat("]", 65)));
}

TEST(JsonGuard, CountsDepthNotContainers) { EXPECT_TRUE(parse_json("[" + repeat("[],", 1000) + "[]]")); }

TEST(JsonGuard, HoldsTheNumberOfValuesAndBytes) {
  JsonLimits limits;
  limits.values = 4;
  EXPECT_TRUE(parse_json("[1, 2, 3]", limits));
  EXPECT_TRUE(parse_json(R"({"a": 1, "b": 2, "c": 3})", limits));
  const Result<json> many = parse_json("[1, 2, 3, \"4\"]", limits);
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().what, "not acceptable as JSON at byte 13: more than 4 values");
  limits.bytes = 5;
  EXPECT_TRUE(parse_json("[1,2]", limits));
  const Result<json> big = parse_json("[1,2] ", limits);
  ASSERT_FALSE(big);
  EXPECT_EQ(big.error().what, "not acceptable as JSON at byte 6: longer than 5 bytes");
}

TEST(JsonFacts, NotesAByteOrderMark) {
  JsonFacts facts;
  const Result<json> value = parse_json("\xEF\xBB\xBF{\"a\": 1}", {}, &facts);
  ASSERT_TRUE(value) << value.error().text();
  EXPECT_EQ(*value, json::parse("{\"a\": 1}"));
  EXPECT_TRUE(facts.byte_order_mark);
}

TEST(JsonFacts, NotesInvalidUtf8WhereverItStands) {
  const std::vector<const char*> rows = {
      "\"\xff\"",     "\"\xc0\xaf\"",  "\"\xed\xa0\x80\"", "\"\xf4\x90\x80\x80\"",
      "\"\xe2\x82\"", "{\"\x80\": 1}", "[1] \xff",         "[,\"\xff\"]"};
  std::size_t ran = 0;
  for (const char* text : rows) {
    JsonFacts facts;
    EXPECT_FALSE(parse_json(text, {}, &facts)) << ran;
    EXPECT_TRUE(facts.invalid_utf8) << ran;
    ++ran;
  }
  EXPECT_EQ(ran, 8u);
}

TEST(JsonFacts, PointsAtDuplicateMembers) {
  JsonFacts facts;
  const Result<json> value = parse_json(
      R"({"a": 1, "runs": [{"x/y~": 1}, {"x/y~": 1, "z": {"q": 1, "q": 2}, "x/y~": 2}], "a": {"b": 1}, "a": [3]})",
      {}, &facts);
  ASSERT_TRUE(value) << value.error().text();
  EXPECT_EQ(facts.duplicate_members, (std::vector<std::string>{"/runs/1/z/q", "/runs/1/x~1y~0", "/a"}));
  EXPECT_EQ((*value)["a"], json::parse("[3]")) << "the last value stays";
  EXPECT_EQ((*value)["runs"][1]["z"]["q"], 2);
}

TEST(JsonFacts, NotesAtMostTwentyDuplicates) {
  std::string text = "{";
  for (int i = 0; i < 60; ++i) text += "\"" + std::to_string(i % 30) + "\":1,";
  JsonFacts facts;
  ASSERT_TRUE(parse_json(text + "\"z\":1}", {}, &facts));
  EXPECT_EQ(facts.duplicate_members.size(), 20u);
  EXPECT_EQ(facts.duplicate_members.front(), "/0");
}

}  // namespace
}  // namespace assay::core
