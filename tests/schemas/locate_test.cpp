// SPDX-License-Identifier: Apache-2.0
#include "schemas/locate.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "schemas/format.hpp"

namespace assay::schemas {
namespace {

using nlohmann::json;

// All violations of `value` against the schema `text`, one a line: "instance keyword schema: expected |
// actual".
std::string found(const std::string& text, const json& value) {
  const std::string document =
      "openapi: 3.0.3\npaths: {}\ncomponents:\n  schemas:\n    Leaf: {type: string}\n    T: " + text;
  const auto loaded = OpenApi::load("own.yaml", document);
  if (loaded.has_error()) {
    return loaded.error().text();
  }
  std::string lines;
  for (const Violation& violation : (*loaded)->check_schema("T", value)) {
    const std::string place = violation.schema.starts_with("/components/schemas/T")
                                  ? violation.schema.substr(21)
                                  : violation.schema;
    lines += (lines.empty() ? "" : "\n") + violation.instance + " " + violation.keyword + " " + place + ": " +
             violation.expected + " | " + violation.actual;
  }
  return lines;
}

struct Row {
  std::string schema;
  std::string value;
  std::string lines;
};

const std::vector<Row> rows = {
    {"{type: string}", "5", " type /type: string | 5"},
    {"{type: string}", "null", " type /type: string | null"},
    {"{type: string, nullable: true}", "null", ""},
    {"{type: string, nullable: true}", "5", " type /type: string or null | 5"},
    {"{type: string, nullable: true, enum: [a]}", "null", ""},
    {"{nullable: true, allOf: [{$ref: '#/components/schemas/Leaf'}]}", "null", ""},
    {"{}", "null", ""},
    {"{type: integer}", "138.0", " type /type: integer | 138.0"},
    {"{type: integer}", "138", ""},
    {"{type: number}", "138", ""},
    {"{type: boolean}", "\"true\"", " type /type: boolean | \"true\""},
    {"{type: object}", "[1]", " type /type: object | an array of 1 item"},
    {"{type: array}", "{\"a\": 1, \"b\": 2}", " type /type: array | an object of 2 members"},
    {"{type: integer, format: int32}", "2147483647", ""},
    {"{type: integer, format: int32}", "-2147483648", ""},
    {"{type: integer, format: int32}", "2147483648",
     " format /format: an int32, -2147483648 to 2147483647 | 2147483648"},
    {"{type: integer, format: int64}", "9223372036854775807", ""},
    {"{type: integer, format: int64}", "9223372036854775808",
     " format /format: an int64, -9223372036854775808 to 9223372036854775807 | 9223372036854775808"},
    {"{type: integer, minimum: 0}", "18446744073709551615", ""},
    {"{type: string, format: date-time}", "\"2026-01-31 12:00:00Z\"",
     " format /format: a date-time (RFC 3339), such as 2026-01-31T12:00:00Z | \"2026-01-31 12:00:00Z\""},
    {"{type: string, format: uri}", "\"../stdout\"",
     " format /format: a URI with a scheme (RFC 3986) | \"../stdout\""},
    {"{type: string, format: unheard-of}", "\"x\"", ""},
    {"{type: string, enum: [A, B]}", "\"DELETED\"", " enum /enum: one of A, B | \"DELETED\""},
    {"{enum: [1, true, null]}", "\"1\"", " enum /enum: one of 1, true, null | \"1\""},
    {"{type: string, pattern: '^v[0-9]+$'}", "\"v12\"", ""},
    {"{type: string, pattern: '^v[0-9]+$'}", "\"12\"", " pattern /pattern: a match of ^v[0-9]+$ | \"12\""},
    {"{type: string, minLength: 2}", "\"\\u00fc\"",
     " minLength /minLength: at least 2 characters | 1 characters"},
    {"{type: string, maxLength: 2}", "\"\\u00fc\\u00fc\"", ""},
    {"{type: string, maxLength: 2}", "\"a\\u0000b\"",
     " maxLength /maxLength: at most 2 characters | 3 characters"},
    {"{minimum: 1, maximum: 3}", "0", " minimum /minimum: at least 1 | 0"},
    {"{minimum: 1, maximum: 3}", "3.5", " maximum /maximum: at most 3 | 3.5"},
    {"{minimum: 1, exclusiveMinimum: true}", "1", " minimum /minimum: more than 1 | 1"},
    {"{maximum: 1, exclusiveMaximum: true}", "1", " maximum /maximum: less than 1 | 1"},
    {"{multipleOf: 0.1}", "0.3", ""},
    {"{multipleOf: 5}", "12", " multipleOf /multipleOf: a multiple of 5.0 | 12"},
    {"{multipleOf: 5}", "\"12\"", ""},
    {"{required: [a, b], properties: {a: {}}}", "{\"a\": null}", " required /required: member b | missing"},
    {"{required: [a], properties: {a: {writeOnly: true}}}", "{}", ""},
    {"{properties: {a: {type: string}, b: {type: integer}}}", "{\"a\": 1, \"b\": \"x\"}",
     "/a type /properties/a/type: string | 1\n/b type /properties/b/type: integer | \"x\""},
    {"{properties: {a/b~c: {type: string}}}", "{\"a/b~c\": 1}",
     "/a~1b~0c type /properties/a~1b~0c/type: string | 1"},
    {"{properties: {a: {$ref: '#/components/schemas/Leaf'}}}", "{\"a\": 1}",
     "/a type /components/schemas/Leaf/type: string | 1"},
    {"{properties: {a: {}}, additionalProperties: false}", "{\"a\": 1, \"z\": [1]}",
     "/z additionalProperties /additionalProperties: no member of this name | an array of 1 item"},
    {"{additionalProperties: {type: string}}", "{\"x\": true}",
     "/x type /additionalProperties/type: string | true"},
    {"{minProperties: 1, maxProperties: 1}", "{}",
     " minProperties /minProperties: at least 1 members | an object of 0 members"},
    {"{minProperties: 1, maxProperties: 1}", "{\"a\": 1, \"b\": 1}",
     " maxProperties /maxProperties: at most 1 members | an object of 2 members"},
    {"{items: {type: string}}", "[\"a\", 1, null]",
     "/1 type /items/type: string | 1\n/2 type /items/type: string | null"},
    {"{minItems: 1}", "[]", " minItems /minItems: at least 1 items | an array of 0 items"},
    {"{maxItems: 1}", "[1, 2]", " maxItems /maxItems: at most 1 items | an array of 2 items"},
    {"{uniqueItems: true}", "[1, 2, 1]", "/2 uniqueItems /uniqueItems: items that differ | 1"},
    {"{allOf: [{required: [a]}, {required: [b]}]}", "{}",
     " required /allOf/0/required: member a | missing\n required /allOf/1/required: member b | missing"},
    {"{allOf: [{type: string}, {type: string}]}", "5", " type /allOf/0/type: string | 5"},
    {"{anyOf: [{type: string}, {properties: {a: {type: string}, b: {type: string}}, type: object}]}",
     "{\"a\": 1, \"b\": 2}",
     "/a type /anyOf/1/properties/a/type: string | 1\n/b type /anyOf/1/properties/b/type: string | 2"},
    {"{anyOf: [{required: [a]}, {properties: {b: {type: string}}}]}", "{\"b\": 2}",
     "/b type /anyOf/1/properties/b/type: string | 2"},
    {"{anyOf: [{required: [a, b]}, {required: [a]}]}", "{}",
     " required /anyOf/1/required: member a | missing"},
    {"{anyOf: [{type: string, format: uri}, {type: string, enum: [none]}]}", "\"none\"", ""},
    {"{oneOf: [{type: string}, {type: integer}]}", "true", " type /oneOf/0/type: string | true"},
    {"{oneOf: [{type: number}, {type: integer}]}", "5",
     " oneOf /oneOf: a match of exactly one of 2 schemas | 2 matches"},
    {"{oneOf: [{type: string, format: uri}, {type: string, format: date-time}]}", "\"mailto:a@example.org\"",
     ""},
    {"{not: {type: string}}", "\"x\"", " not /not: no match of /components/schemas/T/not | \"x\""},
    {"{not: {type: string}}", "5", ""},
};

TEST(Locate, NamesPlaceRuleExpectedAndActual) {
  std::size_t ran = 0;
  for (const Row& row : rows) {
    EXPECT_EQ(found(row.schema, json::parse(row.value)), row.lines) << row.schema << " " << row.value;
    ++ran;
  }
  EXPECT_EQ(ran, 60u);
}

TEST(Locate, ShortensWhatItShows) {
  const std::string line = found("{type: integer}", std::string(5000, 'x'));
  EXPECT_LT(line.size(), 200u);
  EXPECT_NE(line.find("5000 bytes"), std::string::npos) << line;
}

TEST(Locate, StopsAtTenThousand) {
  const auto document = OpenApi::shipped("wes", "1.1.0");
  json body = {{"runs", json::array()}};
  for (int i = 0; i < 20'000; ++i) {
    body["runs"].push_back({{"run_id", 5}});
  }
  const auto violations = document->check("ListRuns", 200, "application/json", body);
  EXPECT_EQ(violations.size(), 10'000u);
}

TEST(Locate, DoesNotMatchVeryLongTextsWithAPattern) {
  EXPECT_EQ(found("{type: string, pattern: '^(a|b)*$'}", std::string(1'000'000, 'c')), "");
  EXPECT_NE(found("{type: string, pattern: '^(a|b)*$'}", std::string(2000, 'c')), "");
}

struct RunListRow {
  std::string run;
  std::vector<std::string> schemas;
};

TEST(Locate, NamesTheNearestBranchOfARunList) {
  const auto document = OpenApi::shipped("wes", "1.1.0");
  const std::string status = "/components/schemas/RunStatus";
  const std::vector<RunListRow> lists = {
      {R"({"run_id": "1", "state": "RUNNING"})", {}},
      {R"({"run_id": "1", "state": "DELETED"})", {"/components/schemas/State/enum"}},
      {R"({"state": "RUNNING"})", {status + "/required"}},
      {R"({"run_id": 1, "state": null, "tags": {}})",
       {status + "/properties/run_id/type", "/components/schemas/State/type"}},
      {R"("1")", {status + "/type"}},
  };
  for (const RunListRow& row : lists) {
    const json body = {{"runs", {json::parse(row.run)}}};
    std::vector<std::string> schemas;
    for (const Violation& violation : document->check("ListRuns", 200, "application/json", body)) {
      EXPECT_TRUE(violation.instance.starts_with("/runs/0")) << violation.instance;
      schemas.push_back(violation.schema);
    }
    EXPECT_EQ(schemas, row.schemas) << row.run;
  }
}

struct FormatRow {
  std::string text;
  bool holds;
};

TEST(Format, DateTimeIsThatOfRfc3339) {
  const std::vector<FormatRow> texts = {
      {"2026-01-31T12:00:00Z", true},
      {"2026-01-31t12:00:00z", true},
      {"2026-01-31T12:00:00.123456Z", true},
      {"2026-01-31T12:00:00+02:00", true},
      {"2026-01-31T12:00:00-23:59", true},
      {"2024-02-29T00:00:00Z", true},
      {"2000-02-29T00:00:00Z", true},
      {"2016-12-31T23:59:60Z", true},
      {"2026-02-29T00:00:00Z", false},
      {"1900-02-29T00:00:00Z", false},
      {"2026-04-31T00:00:00Z", false},
      {"2026-13-01T00:00:00Z", false},
      {"2026-00-01T00:00:00Z", false},
      {"2026-01-00T00:00:00Z", false},
      {"2026-01-31T24:00:00Z", false},
      {"2026-01-31T12:60:00Z", false},
      {"2026-01-31T12:00:61Z", false},
      {"2026-01-31T12:00:00", false},
      {"2026-01-31T12:00Z", false},
      {"2026-01-31T12:00:00.Z", false},
      {"2026-01-31T12:00:00+0200", false},
      {"2026-01-31T12:00:00+24:00", false},
      {"2026-01-31T12:00:00Z ", false},
      {"26-01-31T12:00:00Z", false},
      {"2026-1-31T12:00:00Z", false},
      {"2026-11-20T09:38:14.773159", false},
      {"", false},
  };
  std::size_t ran = 0;
  for (const FormatRow& row : texts) {
    EXPECT_EQ(is_date_time(row.text), row.holds) << row.text;
    ++ran;
  }
  EXPECT_EQ(ran, 27u);
}

TEST(Format, UriHasAScheme) {
  const std::vector<FormatRow> texts = {{"https://example.org/a?b#c", true},
                                        {"mailto:a@example.org", true},
                                        {"s3://bucket/key", true},
                                        {"urn:x:y", true},
                                        {"http://[::1]:80/", true},
                                        {"example.org", false},
                                        {"/a/b", false},
                                        {"../a", false},
                                        {"http://a b/", false},
                                        {"", false},
                                        {"http://a/%zz", false}};
  for (const FormatRow& row : texts) {
    EXPECT_EQ(is_uri(row.text), row.holds) << row.text;
  }
}

}  // namespace
}  // namespace assay::schemas
