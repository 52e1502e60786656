// SPDX-License-Identifier: Apache-2.0
#include "schemas/pattern.hpp"

#include <gtest/gtest.h>

namespace assay::schemas {
namespace {

using Found = Pattern::Found;

Found find(const std::string& pattern, const std::string& text) {
  const auto compiled = Pattern::compile(pattern);
  EXPECT_NE(compiled, nullptr) << pattern;
  return compiled ? compiled->find_in(text) : Found::too_many_steps;
}

TEST(Pattern, ReadsWhatEcmaScriptReads) {
  struct Row {
    const char* pattern;
    const char* text;
    Found found;
  } rows[] = {
      {"b", "abc", Found::yes},
      {"^b", "abc", Found::no},
      {"^[0-9a-f]{2}-\\d+$", "af-12", Found::yes},
      {"^a$", "a\n", Found::no},
      {"\\u0041", "A", Found::yes},
      {"^(?=.*x)[a-z]+$", "axb", Found::yes},
      {"^(?!no)", "no", Found::no},
      {"^(a)?b\\1$", "b", Found::yes},
      {"[]", "a", Found::no},
      {"^[^]$", "a", Found::yes},
      {"^.$", "\xc3\xa9", Found::yes},
      {"^\\w+$", "", Found::no},
  };
  for (const Row& row : rows) EXPECT_EQ(find(row.pattern, row.text), row.found) << row.pattern;
}

TEST(Pattern, WhatIsNoExpressionOrTooLargeAOneIsRefused) {
  for (const std::string& bad :
       {std::string("("), std::string("a{2,1}"), std::string("[z-a]"), std::string(3'000, 'a'),
        std::string(200, '(') + std::string(200, ')'), std::string(100'000, '('), std::string("\xff"),
        std::string("(((a{1,30000}){1,30000}){1,30000}){1,30000}")})
    EXPECT_EQ(Pattern::compile(bad), nullptr) << bad.substr(0, 40);
}

TEST(Pattern, ASearchThatWouldTakeForeverDecidesNothing) {
  const std::string id = "3fa85f64-5717-4562-b3fc-2c963f66afa6";
  EXPECT_EQ(find("^(([0-9a-f-]+)+)+[YZ]$", id), Found::too_many_steps);
  EXPECT_EQ(find("(.*)*(.*)*(.*)*\\1[xy]", std::string(2'000, 'a')), Found::too_many_steps);
  EXPECT_NE(find("^(([0-9a-f-]+)+)+Z$", id), Found::yes);
  EXPECT_NE(find("^(a|a)*$", std::string(2'000, 'a') + "b"), Found::yes);
}

TEST(Pattern, TextThatIsNoUtf8DecidesNothing) { EXPECT_NE(find("^a*$", "\xff\xfe"), Found::no); }

}  // namespace
}  // namespace assay::schemas
