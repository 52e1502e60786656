// SPDX-License-Identifier: Apache-2.0
// Our documents against the official ones: every difference is in tests/data/schema_differences.yaml, with
// its reason.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "core/fields.hpp"
#include "tests/schemas/facts.hpp"
#include "tests/schemas/shared.hpp"

namespace assay::schemas {
namespace {

struct Pair {
  std::string dialect;
  std::string version;
  std::string official;
};
const std::vector<Pair> pairs = {{"wes", "1.0.0", "wes-1.0.0.swagger.yaml"},
                                 {"wes", "1.0.1", "wes-1.0.1.openapi.yaml"},
                                 {"wes", "1.1.0", "wes-1.1.0.openapi.yaml"},
                                 {"service-info", "1.0.0", "ga4gh-service-info-1.0.0.yaml"}};

std::set<std::string> reviewed() {
  const core::Document document = core::load_document_file(data_file("schema_differences.yaml")).value();
  std::set<std::string> rows;
  for (const core::Node& node : document.root.items) {
    core::Fields fields(document, node, "a difference");
    const std::string row = fields.text("document") + ": " + fields.text("fact") + ": ours " +
                            fields.text("ours") + ", official " + fields.text("official");
    EXPECT_FALSE(fields.text("why").empty()) << row;
    fields.finish();
    EXPECT_TRUE(rows.insert(row).second) << "twice: " << row;
  }
  return rows;
}

TEST(Structure, DiffersFromTheOfficialDocumentsOnlyWhereReviewed) {
  ASSAY_NEEDS_SHARED("specs");
  std::set<std::string> differences;
  std::size_t compared = 0;
  for (const Pair& pair : pairs) {
    const auto official = OpenApi::load_file(shared("specs/" + pair.official));
    ASSERT_TRUE(official.has_value()) << official.error().text();
    const auto ours = facts(*OpenApi::shipped(pair.dialect, pair.version));
    const auto theirs = facts(**official);
    std::set<std::string> names;
    for (const auto* side : {&ours, &theirs}) {
      for (const auto& [name, value] : *side) {
        names.insert(name);
      }
    }
    for (const std::string& name : names) {
      const std::string own = ours.contains(name) ? ours.at(name) : "nothing";
      const std::string other = theirs.contains(name) ? theirs.at(name) : "nothing";
      if (own != other) {
        differences.insert(pair.dialect + " " + pair.version + ": " + name + ": ours " + own + ", official " +
                           other);
      }
      ++compared;
    }
  }
  const std::set<std::string> expected = reviewed();
  for (const std::string& row : differences) {
    EXPECT_TRUE(expected.contains(row)) << "not reviewed: " << row;
  }
  for (const std::string& row : expected) {
    EXPECT_TRUE(differences.contains(row)) << "no longer a difference: " << row;
  }
  EXPECT_EQ(compared, 614u);
}

TEST(Structure, FactsSeeEverySmallChange) {
  const std::string text = R"(
openapi: 3.0.3
info: {version: '1'}
paths:
  /a: {get: {operationId: A, parameters: [{name: p, in: query, schema: {type: integer}}],
             responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/S'}}}}}}}
components: {schemas: {S: {type: object, required: [x], properties: {x: {type: string, nullable: true, enum: [v]}}}}}
)";
  const auto base = facts(**OpenApi::load("a", text));
  const std::vector<std::pair<std::string, std::string>> edits = {{"operationId: A", "operationId: B"},
                                                                  {"name: p", "name: q"},
                                                                  {"type: integer", "type: string"},
                                                                  {"'200'", "'201'"},
                                                                  {"application/json", "text/plain"},
                                                                  {"required: [x]", "required: []"},
                                                                  {"nullable: true", "nullable: false"},
                                                                  {"enum: [v]", "enum: [w]"},
                                                                  {"{x: {type", "{y: {type"},
                                                                  {"in: query", "in: header"},
                                                                  {"get:", "put:"},
                                                                  {"  /a:", "  /b:"}};
  std::size_t ran = 0;
  for (const auto& [from, to] : edits) {
    std::string edited = text;
    ASSERT_NE(edited.find(from), std::string::npos) << from;
    edited.replace(edited.find(from), from.size(), to);
    EXPECT_NE(facts(**OpenApi::load("b", edited)), base) << from;
    ++ran;
  }
  EXPECT_EQ(ran, 12u);
}

}  // namespace
}  // namespace assay::schemas
