// SPDX-License-Identifier: Apache-2.0
#include "core/document.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/embedded.hpp"

namespace assay::core {
namespace {

using nlohmann::json;

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

std::string where_and_what(const Result<Document>& result) {
  return result ? "no error" : result.error().where + " " + result.error().what;
}

std::string place(const Mark& mark) { return std::to_string(mark.line) + ":" + std::to_string(mark.column); }

struct Value {
  const char* yaml;
  json expected;
};

TEST(ToJson, ReadsPlainScalarsByTheCoreSchema) {
  const std::vector<Value> rows = {
      {"", nullptr},
      {"# only a remark\n", nullptr},
      {"---\n", nullptr},
      {"~", nullptr},
      {"null", nullptr},
      {"Null", nullptr},
      {"NULL", nullptr},
      {"nULL", "nULL"},
      {"true", true},
      {"True", true},
      {"FALSE", false},
      {"yes", "yes"},
      {"no", "no"},
      {"on", "on"},
      {"0", 0},
      {"-17", -17},
      {"+17", 17},
      {"007", 7},
      {"0x1F", 31},
      {"0o17", 15},
      {"0x-1", "0x-1"},
      {"0xFFFFFFFFFFFFFFFF", UINT64_MAX},
      {"0xZZ", "0xZZ"},
      {"0x", "0x"},
      {"-0x1F", "-0x1F"},
      {"9223372036854775807", INT64_MAX},
      {"-9223372036854775808", INT64_MIN},
      {"18446744073709551615", UINT64_MAX},
      {"18446744073709551616", 18446744073709551616.0},
      {"1.5", 1.5},
      {"-.5", -0.5},
      {"1.", 1.0},
      {"1e3", 1000.0},
      {"1.5E-3", 0.0015},
      {"1e", "1e"},
      {".", "."},
      {"+-1", "+-1"},
      {"-", json::array({nullptr})},
      {"1e999", "1e999"},
      {".inf", ".inf"},
      {".nan", ".nan"},
      {"1.1.0", "1.1.0"},
      {"1_000", "1_000"},
      {"2026-01-31", "2026-01-31"},
      {"2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"},
      {"12:30", "12:30"},
      {"'1'", "1"},
      {"\"true\"", "true"},
      {"''", ""},
      {"!!str 1", "1"},
      {"! 1", "1"},
      {"!!int '1'", 1},
      {"|\n  1\n", "1\n"},
      {">-\n  a\n  b\n", "a b"},
      {"[1, [], {}, {a: }]", json::parse(R"([1, [], {}, {"a": null}])")},
      {"a: 1\nb:\n- x\n- y: z\n", json::parse(R"({"a": 1, "b": ["x", {"y": "z"}]})")},
      {"a: &x {p: 1}\nb: *x\n", json::parse(R"({"a": {"p": 1}, "b": {"p": 1}})")},
      {"- &x 1\n- &x 2\n- *x\n", json::parse("[1, 2, 2]")},
      {"- &x ~\n- *x\n", json::parse("[null, null]")},
      {"&r [a, &s [b, *r2]]", nullptr},  // refused: see below
  };
  std::size_t ran = 0;
  for (const Value& row : rows) {
    const Result<Document> document = load_document("t.yaml", row.yaml);
    if (!document) {
      EXPECT_EQ(std::string_view(row.yaml), "&r [a, &s [b, *r2]]") << where_and_what(document);
    } else {
      EXPECT_EQ(to_json(document->root), row.expected) << row.yaml;
      EXPECT_EQ(to_json(document->root).type(), row.expected.type()) << row.yaml;
    }
    ++ran;
  }
  EXPECT_EQ(ran, 60u);
}

TEST(Document, KnowsWhereEachValueStands) {
  const Result<Document> document =
      load_document("t.yaml", "# remark\nname: x\nlist:\n  - 1\n  - {a: 'b'}\nempty:\nlast: \"q\"\r\n");
  ASSERT_TRUE(document) << where_and_what(document);
  const Node& root = document->root;
  EXPECT_EQ(place(root.mark), "2:1");
  EXPECT_EQ(place(root.find("name")->mark), "2:7");
  EXPECT_EQ(place(root.members[1].mark), "3:1");
  const Node& list = *root.find("list");
  EXPECT_EQ(place(list.mark), "4:3");
  EXPECT_EQ(place(list.items[0].mark), "4:5");
  EXPECT_EQ(place(list.items[1].find("a")->mark), "5:9");
  EXPECT_TRUE(list.items[1].find("a")->quoted);
  EXPECT_FALSE(list.items[0].quoted);
  EXPECT_EQ(place(root.find("empty")->mark), "6:1");
  EXPECT_EQ(place(root.find("last")->mark), "7:7");
  EXPECT_EQ(root.find("nothing"), nullptr);
}

TEST(Document, KnowsWhereEachJsonValueStands) {
  const std::string text =
      "{\n\t\"a\" : -12.5e1,\n  \"b\": [1,true , null\n,\"x,]\"],\"\": {\"c\":{}},\n \"d\"\n:\n7}";
  for (const std::string& start : {std::string(), std::string("\xEF\xBB\xBF")}) {
    const Result<Document> document = load_document("t.json", start + text);
    ASSERT_TRUE(document) << where_and_what(document);
    const Node& root = document->root;
    EXPECT_EQ(to_json(root), json::parse(text));
    EXPECT_EQ(place(root.mark), "1:1");
    EXPECT_EQ(place(root.members[0].mark), "2:2");
    EXPECT_EQ(place(root.find("a")->mark), "2:8");
    EXPECT_EQ(root.find("a")->scalar, "-12.5e1");
    const Node& b = *root.find("b");
    EXPECT_EQ(place(b.mark), "3:8");
    EXPECT_EQ(place(b.items[0].mark), "3:9");
    EXPECT_EQ(place(b.items[1].mark), "3:11");
    EXPECT_EQ(place(b.items[2].mark), "3:18");
    EXPECT_EQ(place(b.items[3].mark), "4:2");
    EXPECT_EQ(b.items[3].scalar, "x,]");
    EXPECT_TRUE(b.items[3].quoted);
    EXPECT_EQ(place(root.members[2].mark), "4:9");
    EXPECT_EQ(place(root.find("")->find("c")->mark), "4:18");
    EXPECT_EQ(place(root.find("d")->mark), "7:1");
  }
}

TEST(Document, ReadsAJsonEscapeThatYamlParsersLack) {
  const Result<Document> document = load_document("t.json", R"({"a": "\ud83d\ude00\/\u0000"})");
  ASSERT_TRUE(document) << where_and_what(document);
  EXPECT_EQ(document->root.find("a")->scalar, std::string("\xF0\x9F\x98\x80/\0", 6));
}

TEST(Document, AnAliasIsACopyThatKeepsItsMarks) {
  const Result<Document> document = load_document("t.yaml", "a: &x\n  p: [1]\nb: {c: *x}\n");
  ASSERT_TRUE(document) << where_and_what(document);
  EXPECT_EQ(place(document->root.find("b")->find("c")->find("p")->mark), "2:6");
}

struct Refusal {
  const char* name;
  std::string text;
  const char* expected;  // the start of "where what"
};

TEST(Document, SaysWhereAndWhyItRefuses) {
  const std::vector<Refusal> rows = {
      {"t.yaml", "a: 1\nb: 2\n\na: 3\n", "t.yaml:4:1 duplicate key 'a', first at line 1"},
      {"t.yaml", "{a: 1, \"a\": 2}", "t.yaml:1:8 duplicate key 'a', first at line 1"},
      {"t.yaml", "b: 1\na: 1\na: 2\nb: 2\n", "t.yaml:3:1 duplicate key 'a', first at line 2"},
      {"t.json", "{\"a\": 1,\n \"a\": 2}", "t.json:2:2 duplicate key 'a', first at line 1"},
      {"t.yaml", "a: 1\n---\nb: 2\n", "t.yaml:2:1 there is more than one document"},
      {"t.yaml", "- a\nb: c\n", "t.yaml:2:1 this does not belong to what stands above it"},
      {"t.yaml", "? [1]\n: 2\n", "t.yaml:1:3 a key must be plain text"},
      {"t.yaml", "{{a: 1}: 2}", "t.yaml:1:2 a key must be plain text"},
      {"t.yaml", "~: 1\n", "t.yaml:1:1 a key is empty or null"},
      {"t.yaml", "- &a x\n- *a : 1\n", "t.yaml:2:3 an alias as a key"},
      {"t.yaml", "a:\n\tb: 1\n", "t.yaml:2:3 a ':' cannot stand here"},
      {"t.yaml", "a: 1\n b: 2\n", "t.yaml:2:3 a ':' cannot stand here"},
      {"t.yaml", "a: b: c\n", "t.yaml:1:5 a ':' cannot stand here"},
      {"t.yaml", "a: [1, 2\nb: 3\n", "t.yaml:2:2 a '[' is not closed"},
      {"t.yaml", "a: {b: 1\n", "t.yaml:2:1 a '{' is not closed"},
      {"t.yaml", "a: {b: 1]\n", "t.yaml:1:9 this bracket closes nothing"},
      {"t.yaml", "a: 'x\n", "t.yaml:1:4 a quoted text is not closed"},
      {"t.yaml", "a: 'it''s\n", "t.yaml:1:4 a quoted text is not closed"},
      {"t.yaml", "a: &b \"x\\\"\n", "t.yaml:1:4 a quoted text is not closed"},
      {"t.yaml", "a: \"\\q\"\n", "t.yaml:1:7 this escape is unknown"},
      {"t.yaml", "a: *x\n", "t.yaml:1:4 the alias names no anchor"},
      {"t.yaml", "a: &x [*x]\n", "t.yaml:1:8 the alias stands inside the node that it names"},
      {"t.yaml", "a: @x\n", "t.yaml:1:4 this character cannot start a value"},
      {"t.yaml", "a: !secret x\n", "t.yaml:1:4 the tag '!secret' is not known here"},
      {"t.yaml", "a: 1\nb: \x01\n", "t.yaml:2:4 a control character"},
      {"t.yaml", std::string("a: 1\0", 5), "t.yaml:1:5 a control character"},
      {"t.yaml", "a: 1\nb: \xff\n", "t.yaml:2:1 the line is not UTF-8"},
      {"t.json", "", "t.json:1:1 this is not JSON: unexpected end of input"},
      {"t.json", "a: 1", "t.json:1:1 this is not JSON: invalid literal"},
      {"t.json", "{\"a\": 1,}", "t.json:1:9 this is not JSON: unexpected '}'"},
      {"t.json", "{\"a\": 1\n \"b\": 2}", "t.json:2:4 this is not JSON: unexpected string literal"},
      {"t.json", "[1, 2]\n]", "t.json:2:1 this is not JSON: unexpected ']'; expected end of input"},
      {"t.json", "[NaN]", "t.json:1:2 this is not JSON: invalid literal"},
      {"t.json", "[1e999]", "t.json:1:6 this is not JSON: a number too large"},
      {"t.json", std::string("[1]\n\0[2]", 8), "t.json:2:1 this is not JSON: unexpected NUL"},
      {"target", "  {a: 1}", "target:1:4 this is not JSON"},
      {"target", "[1,\n 'x']", "target:2:2 this is not JSON: invalid literal"},
  };
  std::size_t ran = 0;
  for (const Refusal& row : rows) {
    const Result<Document> document = load_document(row.name, row.text);
    EXPECT_TRUE(where_and_what(document).starts_with(row.expected))
        << where_and_what(document) << "\nexpected: " << row.expected;
    ++ran;
  }
  EXPECT_EQ(ran, 37u);
}

TEST(Document, ReadsFlowStyleAsYamlWhereTheNameSaysSo) {
  EXPECT_TRUE(load_document("t.yaml", "{a: 1}"));
  EXPECT_TRUE(load_document("t.yml", "[a, b]"));
  EXPECT_TRUE(load_document("standard input", "a: 1"));
}

TEST(DocumentLimits, RefusesDepthWithoutRecursion) {
  const std::vector<Refusal> rows = {
      {"t.yaml", repeat("[", 1'000'000), "t.yaml:1:65 the document is nested more than 64"},
      {"t.json", repeat("[", 1'000'000), "t.json:1:65 the document is nested more than 64"},
      {"t.yaml", repeat("{a: ", 10'000), "t.yaml:1:257 the document is nested more than 64"},
      {"t.json", repeat("{\"a\":", 10'000), "t.json:1:321 the document is nested more than 64"},
      {"t.yaml", repeat("[\n", 10'000), "t.yaml:65:1 the document is nested more than 64"},
      {"t.yaml", repeat("- ", 100'000), "t.yaml:1:129 the document is nested more than 64"},
      {"t.yaml", repeat("? ", 100'000), "t.yaml:1:3 a key must be plain text"},
      {"t.yaml", "don't: x\nb: " + repeat("[", 100'000), "t.yaml:2:68 the document is nested more than 64"},
  };
  std::size_t ran = 0;
  for (const Refusal& row : rows) {
    const Result<Document> document = load_document(row.name, row.text);
    EXPECT_TRUE(where_and_what(document).starts_with(row.expected)) << where_and_what(document);
    ++ran;
  }
  EXPECT_EQ(ran, 8u);
  for (const char* name : {"t.yaml", "t.json"}) {
    EXPECT_TRUE(load_document(name, repeat("[", 64) + repeat("]", 64)));
    EXPECT_FALSE(load_document(name, repeat("[", 65) + repeat("]", 65)));
  }
}

TEST(DocumentLimits, UnbalancedBracketsInBlockTextAreNoDepth) {
  const std::string text = repeat("- see [1, 2)\n", 500) + "- |\n" + repeat("  case [ {\n", 500);
  EXPECT_TRUE(load_document("t.yaml", text)) << where_and_what(load_document("t.yaml", text));
}

TEST(DocumentLimits, CountsWhatAliasesMake) {
  std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string one = "*a" + std::to_string(i - 1);
    laughs +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + one + repeat(", " + one, 9) + "]\n";
  }
  EXPECT_TRUE(where_and_what(load_document("t.yaml", laughs))
                  .starts_with("t.yaml:6:45 the document has more than 1000000 values"))
      << where_and_what(load_document("t.yaml", laughs));

  DocumentLimits limits;
  limits.aliases = 2;
  EXPECT_TRUE(load_document("t.yaml", "[&a 1, *a, *a]", limits));
  EXPECT_EQ(where_and_what(load_document("t.yaml", "[&a 1, *a, *a, *a]", limits)),
            "t.yaml:1:16 the document has more than 2 aliases");
  limits.depth = 3;
  EXPECT_TRUE(load_document("t.yaml", "a: &x [[1]]\nb: *x\n", limits));
  EXPECT_EQ(where_and_what(load_document("t.yaml", "a: &x [[1]]\nb: [*x]\n", limits)),
            "t.yaml:2:5 the document is nested more than 3 levels deep");
}

TEST(DocumentLimits, CountsValuesAndBytes) {
  DocumentLimits limits;
  limits.nodes = 4;
  EXPECT_TRUE(load_document("t.yaml", "[1, 2, 3]", limits));
  EXPECT_EQ(where_and_what(load_document("t.yaml", "[1, 2, 3, 4]", limits)),
            "t.yaml:1:11 the document has more than 4 values");
  EXPECT_EQ(where_and_what(load_document("t.json", "{\"a\": [1, 2],\"b\": 4}", limits)),
            "t.json:1:19 the document has more than 4 values");
  limits.nodes = 6;
  EXPECT_TRUE(load_document("t.yaml", "[&a [1], *a]", limits));
  limits.nodes = 4;
  EXPECT_FALSE(load_document("t.yaml", "[&a [1], *a]", limits));
  limits.bytes = 4;
  EXPECT_TRUE(load_document("t.yaml", "abcd", limits));
  EXPECT_EQ(where_and_what(load_document("t.yaml", "abcde", limits)),
            "t.yaml:1:1 the document is longer than 4 bytes");
}

TEST(DocumentLimits, ManyMembersAreNoTrouble) {
  std::string text = "{";
  for (int i = 0; i < 50'000; ++i) text += "\"k" + std::to_string(i) + "\":" + std::to_string(i) + ",";
  const Result<Document> good = load_document("t.json", text + "\"z\":0}");
  ASSERT_TRUE(good);
  EXPECT_EQ(good->root.members.size(), 50'001u);
  EXPECT_TRUE(where_and_what(load_document("t.json", text + "\"k7\":0}"))
                  .ends_with("duplicate key 'k7', first at line 1"));
}

TEST(DocumentFile, NamesTheFileThatIsNotThere) {
  const std::string missing = (std::filesystem::temp_directory_path() / "assay-no-such-file.yaml").string();
  const Result<Document> document = load_document_file(missing);
  ASSERT_FALSE(document);
  EXPECT_NE(document.error().text().find(missing), std::string::npos) << document.error().text();
}

TEST(DocumentFile, ReadsWhatIsThere) {
  const auto path =
      std::filesystem::temp_directory_path() / ("assay-document-" + std::to_string(::getpid()) + ".yaml");
  std::ofstream(path) << "a: 1\na: 2\n";
  const Result<Document> document = load_document_file(path.string());
  std::filesystem::remove(path);
  ASSERT_FALSE(document);
  EXPECT_EQ(document.error().where, path.string() + ":2:1");
}

TEST(EmbeddedDocument, ThrowsWhereOurOwnFileIsMissing) {
  EXPECT_THROW(load_embedded_document("schemas/none.yaml"), std::logic_error);
}

TEST(EmbeddedDocument, EveryEmbeddedYamlLoads) {
  for (const std::string_view path : embedded_paths("")) {
    if (!path.ends_with(".yaml")) continue;
    EXPECT_NO_THROW(load_embedded_document(path)) << path;
  }
}

}  // namespace
}  // namespace assay::core
