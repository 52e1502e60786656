// SPDX-License-Identifier: Apache-2.0
// dialect.yaml: what its reader and the schema for editors say of each.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/files.hpp"
#include "schemas/dialect.hpp"
#include "tests/support/paths.hpp"

namespace assay::schemas {
namespace {

using nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

json schema_text() { return json::parse(*core::embedded_file("schemas/dialect.schema.json")); }

bool follows_schema(const std::string& text) {
  static const auto schema = [] {
    auto parsed = std::make_unique<valijson::Schema>();
    const json source = schema_text();
    valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(source), *parsed);
    return parsed;
  }();
  const json value = core::to_json(core::load_document("mine.yaml", text)->root);
  valijson::Validator validator;
  return validator.validate(*schema, Adapter(value), nullptr);
}

std::string toy() {
  return core::read_file(tests::source_path("tests/data/dialects/toy/1.0/dialect.yaml")).value();
}

TEST(DialectSchema, HoldsEachShippedOne) {
  std::vector<std::string> texts = {toy()};
  for (const auto& name : dialect_names()) {
    for (const auto& version : dialect_versions(name))
      texts.push_back(dialect_file(*load_dialect(name, version).value(), "dialect.yaml").value());
  }
  for (const auto& text : texts) EXPECT_TRUE(follows_schema(text)) << text;
  EXPECT_EQ(texts.size(), 7u);
}

TEST(DialectSchema, RefusesWhatTheReaderRefusesWithItsPlace) {
  const struct {
    const char *from, *to, *error;
  } rows[] = {
      {"name: toy", "nmae: toy", "mine.yaml:4:1: "},
      {"base_path: /toy", "base_path: toy/", "mine.yaml:6:12: a base path begins with a slash"},
      {"next: more", "nxt: more", "mine.yaml:7:9: "},
      {"most, token: after, next: more", "most, token: after, next: more, style: leap", "mine.yaml:7:55: "},
      {"from: [queued", "from: [queueing", "mine.yaml:8:16: "},
      {"otherwise: 409", "otherwise: 4099", "mine.yaml:8:60: otherwise must be a status of HTTP"},
      {"scheme: header, header: X-Toy-Key", "scheme: header", "mine.yaml:9:7: "},
      {"encoding: json", "encoding: xml", "mine.yaml:10:24: "},
      {"body: {workflow_url: '{workload}', label: '{unique}'}", "body: text", "mine.yaml:10:36: "},
      {"run_id: job", "run: job", "mine.yaml:12:3: "},
      {"path: '/jobs', success: 201", "path: 'jobs', success: 201", "mine.yaml:25:60: a path begins with a"},
      {"phase: queued}", "phase: queueing}", "mine.yaml:33:28: "},
      {"terminal: true", "terminal: perhaps", "mine.yaml:37:45: "},
  };
  int refused = 0;
  for (const auto& row : rows) {
    auto text = toy();
    const auto at = text.find(row.from);
    ASSERT_NE(at, std::string::npos) << row.from;
    text.replace(at, std::string(row.from).size(), row.to);
    const auto read = parse_dialect("mine.yaml", text);
    ASSERT_FALSE(read) << row.to;
    EXPECT_THAT(read.error().text(), ::testing::StartsWith(row.error)) << row.to;
    EXPECT_FALSE(follows_schema(text)) << row.to;
    ++refused;
  }
  EXPECT_EQ(refused, 13);
}

TEST(DialectSchema, RefusesEmptyLists) {
  for (const char* key : {"operations", "states"}) {
    const auto text = toy().substr(0, toy().find(std::string(key) + ":")) + key + ": []\n";
    EXPECT_FALSE(parse_dialect("mine.yaml", text)) << key;
    EXPECT_FALSE(follows_schema(text)) << key;
  }
}

TEST(DialectSchema, KnowsThePhasesOfTheReader) {
  const auto words = schema_text().at("definitions").at("phase").at("enum");
  for (const auto& word : words) {
    auto text = toy();
    text.replace(text.find("phase: queued}"), 14, "phase: " + word.get<std::string>() + "}");
    EXPECT_TRUE(parse_dialect("mine.yaml", text)) << word;
  }
  EXPECT_EQ(words.size(), static_cast<std::size_t>(Phase::stopping) + 1);
  EXPECT_TRUE(schema_text().contains("$id"));
}

}  // namespace
}  // namespace assay::schemas
