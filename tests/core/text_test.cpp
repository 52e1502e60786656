// SPDX-License-Identifier: Apache-2.0
#include "core/text.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <random>

namespace assay::core {
namespace {

using namespace std::string_literals;

TEST(Printable, EscapesWhatIsHostile) {
  struct Row {
    std::string text, expected;
  };
  static const Row rows[] = {
      {"plain text", "plain text"},
      {"\x1b[31mred", "\\x1b[31mred"},
      {"a\0b"s, "a\\x00b"},
      {"a\r\n\tb", "a\\r\\n\\tb"},
      {"\x7f", "\\x7f"},
      {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
      {"\xc2\x9b"
       "31m",
       "\\x9b31m"},                 // C1: control sequence introducer
      {"\xe2\x80\xae", "\\u202e"},  // right-to-left override
      {"\xe2\x80\xaa", "\\u202a"},
      {"\xe2\x81\xa6", "\\u2066"},
      {"\xe2\x81\xa9", "\\u2069"},
      {"\xe2\x80\x8e\xe2\x80\x8f", "\\u200e\\u200f"},
      {"\xe2\x80\xa8\xe2\x80\xa9", "\\u2028\\u2029"},
      {"\xef\xbb\xbfx", "\\ufeffx"},
      {"\xe2\x82\xac", "\xe2\x82\xac"},
      {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xc0\xaf", "\\xc0\\xaf"},                    // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},           // surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},  // above U+10FFFF
      {"\xe2\x82", "\\xe2\\x82"},                    // cut short
      {"\xe2\x82z", "\\xe2\\x82z"},
      {"\x80", "\\x80"},
  };
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(printable(row.text), row.expected);
    ++ran;
  }
  EXPECT_EQ(ran, 23);
}

TEST(Printable, KeepsLinesWhenAsked) {
  EXPECT_EQ(printable("a\n\tb\r\x1b", true), "a\n\tb\\r\\x1b");
  EXPECT_EQ(printable("a\xe2\x80\xa8", true), "a\\u2028");
}

TEST(Printable, MakesAnyBytesValidAndHarmless) {
  std::mt19937 random(1);
  std::uniform_int_distribution<int> byte(0, 255);
  for (int round = 0; round < 2000; ++round) {
    std::string text(static_cast<std::size_t>(byte(random) % 20), '\0');
    for (char& c : text) c = static_cast<char>(byte(random));
    const std::string shown = printable(text);
    ASSERT_TRUE(is_valid_utf8(shown));
    ASSERT_EQ(printable(shown), shown);
    for (const char c : shown) ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  }
}

// One code point as the encoding of RFC 3629 has it.
std::string utf8(std::uint32_t code) {
  const auto low = [](std::uint32_t bits) { return static_cast<char>(0x80 | (bits & 0x3f)); };
  if (code < 0x80) return {static_cast<char>(code)};
  if (code < 0x800) return {static_cast<char>(0xc0 | code >> 6), low(code)};
  if (code < 0x10000) return {static_cast<char>(0xe0 | code >> 12), low(code >> 6), low(code)};
  return {static_cast<char>(0xf0 | code >> 18), low(code >> 12), low(code >> 6), low(code)};
}

TEST(Utf8, AcceptsEveryCharacterAndNoSurrogate) {
  std::uint32_t wrong = 0;
  for (std::uint32_t code = 0; code <= 0x110010; ++code) {
    const bool expected = code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
    if (is_valid_utf8(utf8(code)) != expected) ++wrong;
  }
  EXPECT_EQ(wrong, 0u);
}

TEST(Utf8, AcceptsTwoBytesOnlyWhereTheyAreOneOrTwoCharacters) {
  int valid = 0;
  for (int a = 0; a < 256; ++a)
    for (int b = 0; b < 256; ++b)
      if (is_valid_utf8(std::string{static_cast<char>(a), static_cast<char>(b)})) ++valid;
  EXPECT_EQ(valid, 128 * 128 + (0x800 - 0x80));
  EXPECT_TRUE(is_valid_utf8(""));
}

TEST(Shortened, CutsOnACharacter) {
  EXPECT_EQ(shortened("abc", 3), "abc");
  EXPECT_EQ(shortened("abcd", 3), "abc ... (4 bytes)");
  EXPECT_EQ(shortened("ab\xe2\x82\xac", 4), "ab ... (5 bytes)");
  EXPECT_EQ(shortened("ab\xe2\x82\xac", 5), "ab\xe2\x82\xac");
  EXPECT_EQ(shortened("a\xf0\x9f\x98\x80z", 4), "a ... (6 bytes)");
  EXPECT_EQ(shortened("abc", 0), " ... (3 bytes)");
  EXPECT_EQ(shortened(std::string(9, '\x80'), 6), "\x80\x80\x80\x80\x80\x80 ... (9 bytes)");
  EXPECT_EQ(shortened("", 0), "");
}

TEST(Glob, MatchesTheTable) {
  struct Row {
    const char *pattern, *text;
    bool expected;
  };
  static const Row rows[] = {
      {"", "", true},
      {"", "a", false},
      {"*", "", true},
      {"*", "anything", true},
      {"?", "", false},
      {"?", "a", true},
      {"?", "ab", false},
      {"PAG-*", "PAG-01", true},
      {"PAG-*", "PAG", false},
      {"PAG-*", "pag-01", false},
      {"*-01", "PAG-01", true},
      {"*-01", "PAG-01x", false},
      {"P?G-0?", "PAG-01", true},
      {"a*b*c", "aXbYc", true},
      {"a*b*c", "acb", false},
      {"a**c", "abc", true},
      {"*a*", "bab", true},
      {"*ab", "aab", true},
      {"*aab", "aaab", true},
      {"a", "a", true},
      {"a", "ab", false},
      {"ab", "a", false},
      {"[a]", "a", false},
      {"[a]", "[a]", true},
      {"a.c", "abc", false},
      {"*?", "a", true},
      {"*?", "", false},
      {"**", "", true},
  };
  int ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(glob_match(row.pattern, row.text), row.expected) << row.pattern << " on " << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 28);
}

TEST(Glob, EndsSoonOnAHostilePattern) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "a*";
  EXPECT_FALSE(glob_match(pattern + "b", std::string(2000, 'a')));
}

std::string said_by_shell(const std::string& command) {
  std::string output;
  FILE* shell = popen(command.c_str(), "r");
  if (!shell) return "no shell";
  std::array<char, 4096> chunk;
  for (std::size_t got = 0; (got = std::fread(chunk.data(), 1, chunk.size(), shell)) > 0;)
    output.append(chunk.data(), got);
  pclose(shell);
  return output;
}

TEST(ShellQuote, QuotesOnlyWhereNeeded) {
  EXPECT_EQ(shell_quote("http://h:80/a-b_c.d"), "http://h:80/a-b_c.d");
  EXPECT_EQ(shell_quote(""), "''");
  EXPECT_EQ(shell_quote("a b"), "'a b'");
  EXPECT_EQ(shell_quote("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_quote("~"), "'~'");
}

TEST(ShellQuote, GivesTheShellTheSameWordBack) {
  std::string all;
  for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
  static const std::string words[] = {all, "$HOME `id` $(id)", "a\nb",  "-n", "'", "''\\''",
                                      "*", "a?c=1&b=2",        "~root", "#x"};
  int ran = 0;
  for (const std::string& word : words) {
    EXPECT_EQ(said_by_shell("printf %s " + shell_quote(word)), word);
    ++ran;
  }
  EXPECT_EQ(ran, 10);
}

}  // namespace
}  // namespace assay::core
