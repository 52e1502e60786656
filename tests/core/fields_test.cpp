// SPDX-License-Identifier: Apache-2.0
#include "core/fields.hpp"

#include <gtest/gtest.h>

namespace assay::core {
namespace {

using std::chrono::microseconds;

Document yaml(std::string_view text) { return load_document("t.yaml", text).value(); }

// The error text of `read`, or "read".
template <class F>
std::string outcome(const Document& document, F read) {
  try {
    Fields fields(document, document.root, "a run");
    read(fields);
    return "read";
  } catch (const BadInput& bad) {
    return bad.error.text();
  }
}

TEST(Fields, ReadsEachKindOfMember) {
  const Document document = yaml(
      "name: x\nversion: 1.10\ncount: -3\nhex: 0x10\nflag: true\nwait: 1.5s\none: a\nmany: [a, 'b', 3]\n"
      "none: []\nword: red\nempty: ''\n");
  Fields fields(document, document.root, "a run");
  EXPECT_EQ(fields.text("name"), "x");
  EXPECT_EQ(fields.text("version"), "1.10");
  EXPECT_EQ(fields.text_or("empty", "no"), "");
  EXPECT_EQ(fields.text_or("absent", "no"), "no");
  EXPECT_EQ(fields.integer_or("count", 1), -3);
  EXPECT_EQ(fields.integer_or("hex", 1), 16);
  EXPECT_EQ(fields.integer_or("absent", 1), 1);
  EXPECT_TRUE(fields.flag_or("flag", false));
  EXPECT_TRUE(fields.flag_or("absent", true));
  EXPECT_EQ(fields.duration_or("wait", microseconds(1)), microseconds(1'500'000));
  EXPECT_EQ(fields.duration_or("absent", microseconds(1)), microseconds(1));
  EXPECT_EQ(fields.texts("one"), std::vector<std::string>{"a"});
  EXPECT_EQ(fields.texts("many"), (std::vector<std::string>{"a", "b", "3"}));
  EXPECT_TRUE(fields.texts("none").empty());
  EXPECT_TRUE(fields.texts("absent").empty());
  EXPECT_EQ(fields.word_or("word", {"red", "blue"}, "blue"), "red");
  EXPECT_EQ(fields.word_or("absent", {"red", "blue"}, "blue"), "blue");
  EXPECT_NO_THROW(fields.finish());
}

TEST(Fields, FinishNamesTheFirstMemberThatNobodyAskedFor) {
  const Document document = yaml("name: x\nstpes: []\nother: 1\n");
  Fields fields(document, document.root, "a run");
  fields.find("name");
  fields.find("steps");
  try {
    fields.finish();
    FAIL() << "finish() did not refuse";
  } catch (const BadInput& bad) {
    EXPECT_EQ(bad.error.where, "t.yaml:2:1");
    EXPECT_EQ(bad.error.what, "a run has no member 'stpes'");
    EXPECT_EQ(bad.error.hint, "did you mean 'steps'?");
  }
}

TEST(Fields, FinishListsTheMembersWhereNoneIsNear) {
  const Document document = yaml("zzzzzz: x\n");
  EXPECT_EQ(outcome(document,
                    [](Fields& f) {
                      f.find("name");
                      f.find("steps");
                      f.finish();
                    }),
            "t.yaml:1:1: a run has no member 'zzzzzz' (known: name, steps)");
}

struct Bad {
  const char* yaml;
  void (*read)(Fields&);
  const char* expected;
};

TEST(Fields, SaysWhatIsWrongAndWhere) {
  const std::vector<Bad> rows = {
      {"[a]", [](Fields&) {}, "t.yaml:1:1: a run must be a mapping"},
      {"", [](Fields&) {}, "t.yaml:1:1: a run must be a mapping"},
      {"text", [](Fields&) {}, "t.yaml:1:1: a run must be a mapping"},
      {"a: 1", [](Fields& f) { f.need("name"); }, "t.yaml:1:1: a run needs the member 'name'"},
      {"a: 1", [](Fields& f) { f.text("name"); }, "t.yaml:1:1: a run needs the member 'name'"},
      {"a: [1]", [](Fields& f) { f.text("a"); }, "t.yaml:1:4: 'a' must be text"},
      {"b: 1\na:\n", [](Fields& f) { f.text_or("a", ""); }, "t.yaml:2:1: 'a' must be text"},
      {"a: 1.5", [](Fields& f) { f.integer_or("a", 0); }, "t.yaml:1:4: 'a' must be a whole number"},
      {"a: '1'", [](Fields& f) { f.integer_or("a", 0); }, "t.yaml:1:4: 'a' must be a whole number"},
      {"a: 9223372036854775808", [](Fields& f) { f.integer_or("a", 0); },
       "t.yaml:1:4: 'a' must be a whole number"},
      {"a:\n", [](Fields& f) { f.integer_or("a", 0); }, "t.yaml:1:1: 'a' must be a whole number"},
      {"a: {}", [](Fields& f) { f.integer_or("a", 0); }, "t.yaml:1:4: 'a' must be a whole number"},
      {"a: yes", [](Fields& f) { f.flag_or("a", false); }, "t.yaml:1:4: 'a' must be true or false"},
      {"a: 'true'", [](Fields& f) { f.flag_or("a", false); }, "t.yaml:1:4: 'a' must be true or false"},
      {"a: 5", [](Fields& f) { f.duration_or("a", {}); }, "t.yaml:1:4: 'a' must be a duration (like 250ms"},
      {"a: -5s", [](Fields& f) { f.duration_or("a", {}); }, "t.yaml:1:4: 'a' must be a duration"},
      {"a: [5s]", [](Fields& f) { f.duration_or("a", {}); }, "t.yaml:1:4: 'a' must be a duration"},
      {"a: {b: c}", [](Fields& f) { f.texts("a"); }, "t.yaml:1:4: 'a' must be text or a sequence of texts"},
      {"a:\n- x\n- [y]\n", [](Fields& f) { f.texts("a"); }, "t.yaml:3:3: each item of 'a' must be text"},
      {"a: bleu",
       [](Fields& f) {
         f.word_or("a", {"red", "blue"}, "");
       },
       "t.yaml:1:4: 'a' cannot be 'bleu' (did you mean 'blue'?)"},
      {"a: green",
       [](Fields& f) {
         f.word_or("a", {"red", "blue"}, "");
       },
       "t.yaml:1:4: 'a' cannot be 'green' (known: red, blue)"},
      {"a: [red]",
       [](Fields& f) {
         f.word_or("a", {"red", "blue"}, "");
       },
       "t.yaml:1:4: 'a' must be text"},
  };
  std::size_t ran = 0;
  for (const Bad& row : rows) {
    const Document document = yaml(row.yaml);
    const std::string got = outcome(document, row.read);
    EXPECT_TRUE(got.starts_with(row.expected)) << got << "\nexpected: " << row.expected;
    ++ran;
  }
  EXPECT_EQ(ran, 22u);
}

TEST(Reading, TurnsBadInputIntoAResult) {
  const Document document = yaml("a: 1\n");
  const auto good = reading([&] { return Fields(document, document.root, "a run").text("a"); });
  ASSERT_TRUE(good);
  EXPECT_EQ(*good, "1");
  const auto bad = reading([&] { return Fields(document, document.root, "a run").text("b"); });
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().what, "a run needs the member 'b'");
}

TEST(ParseDuration, KnowsItsUnitsAndNothingElse) {
  struct Row {
    const char* text;
    std::int64_t expected;  // -1: refused
  };
  const std::vector<Row> rows = {
      {"0", 0},
      {"0s", 0},
      {"1us", 1},
      {"250ms", 250'000},
      {"1.5s", 1'500'000},
      {"0.1s", 100000},
      {"2m", 120'000'000},
      {"1h", 3600000000},
      {"1d", 86400000000},
      {"0.25d", 21600000000},
      {"0.000001s", 1},
      {"007s", 7'000'000},
      {"36500d", 3153600000000000},
      {"", -1},
      {"s", -1},
      {"1", -1},
      {"1.0", -1},
      {"-1s", -1},
      {"+1s", -1},
      {"1 s", -1},
      {" 1s", -1},
      {"1s ", -1},
      {"1S", -1},
      {"1ns", -1},
      {"1w", -1},
      {"1min", -1},
      {".5s", -1},
      {"1.s", -1},
      {"1.2.3s", -1},
      {"1e3s", -1},
      {"infs", -1},
      {"nan", -1},
      {"1h30m", -1},
      {"0x10s", -1},
      {"99999999999999d", -1},
  };
  std::size_t ran = 0;
  for (const Row& row : rows) {
    const std::optional<Duration> got = parse_duration(row.text);
    EXPECT_EQ(got ? got->count() : -1, row.expected) << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 35u);
}

TEST(Closest, FindsATypoAndNoMore) {
  struct Row {
    const char* word;
    std::vector<std::string> candidates;
    const char* expected;
  };
  const std::vector<Row> rows = {
      {"stpes", {"name", "steps"}, "steps"},
      {"step", {"name", "steps"}, "steps"},
      {"stepss", {"name", "steps"}, "steps"},
      {"STEPS", {"step", "steps"}, "steps"},
      {"pagination", {"pagination.x", "Pagination"}, "Pagination"},
      {"PAG-1", {"PAG-01", "PAG-02"}, "PAG-01"},
      {"bearer", {"basic", "bearre"}, "bearre"},
      {"no-such", {"name", "steps", "PAG-01"}, ""},
      {"ab", {"ba"}, "ba"},
      {"ab", {"cd"}, ""},
      {"a", {"b", "c"}, ""},
      {"x", {"xy"}, "xy"},
      {"", {"a"}, ""},
      {"name", {}, ""},
      {"cat", {"bat", "hat"}, "bat"},
      {"abcdefghi", {"abcxyzghi"}, "abcxyzghi"},
      {"abcdefghi", {"abwxyzghi"}, ""},
  };
  std::size_t ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(closest(row.word, row.candidates), row.expected) << row.word;
    ++ran;
  }
  EXPECT_EQ(ran, 17u);
}

TEST(Closest, ALongHostileWordCostsNothing) {
  EXPECT_EQ(closest(std::string(4'000'000, 'a'), {"name", "steps"}), "");
}

}  // namespace
}  // namespace assay::core
