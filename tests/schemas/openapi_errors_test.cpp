// SPDX-License-Identifier: Apache-2.0
// What a person reads who gives --openapi a file that cannot be used.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "schemas/openapi.hpp"

namespace assay::schemas {
namespace {

const std::string head = "openapi: 3.0.3\ninfo: {version: '1'}\npaths: {}\n";
const std::string schemas_head = head + "components:\n  schemas:\n";

struct ErrorRow {
  std::string text;
  std::string where;
  std::string what;  // a part of the message
};

std::string chain(int length) {
  std::string text = schemas_head;
  for (int i = 0; i < length; ++i) {
    text += "    S" + std::to_string(i) + ": {allOf: [{$ref: '#/components/schemas/S" +
            std::to_string(i + 1) + "'}]}\n";
  }
  return text + "    S" + std::to_string(length) + ": {type: string}\n";
}

std::string doubling(int levels) {
  std::string text = schemas_head;
  for (int i = 0; i < levels; ++i) {
    const std::string next = "{$ref: '#/components/schemas/S" + std::to_string(i + 1) + "'}";
    text += "    S" + std::to_string(i) + ": {anyOf: [" + next + ", " + next + "]}\n";
  }
  return text + "    S" + std::to_string(levels) + ": {type: string}\n";
}

TEST(OpenApiErrors, NameThePlaceAndTheReason) {
  const std::vector<ErrorRow> rows = {
      {"openapi: 3.0.3\npaths: [\n", "own.yaml:", ""},
      {"[1, 2]", "own.yaml:1:1", "no OpenAPI document"},
      {"", "own.yaml", ""},
      {"hello: world\n", "own.yaml:1:1", "neither openapi nor swagger"},
      {"info: {}\nopenapi: 3.1.0\npaths: {}\n", "own.yaml:2:10", "OpenAPI 3.1.0 cannot be read"},
      {"openapi: 3.0.3\n", "own.yaml:1:1", "no paths"},
      {"openapi: 3.0.3\npaths: []\n", "own.yaml:2:8", "no mapping"},
      {"openapi: 3.0.3\nopenapi: 3.0.3\npaths: {}\n", "own.yaml:2:1", "openapi"},
      {schemas_head + "    A: {$ref: '#/components/schemas/Nope'}\n", "own.yaml:6:15",
       "#/components/schemas/Nope at /components/schemas/A/$ref leads nowhere"},
      {schemas_head + "    A: {items: {$ref: 'other.yaml#/X'}}\n", "own.yaml:6:23",
       "leads to another document"},
      {schemas_head + "    A: {$ref: 'https://example.org/x.yaml#/components/schemas/X'}\n", "own.yaml:6:15",
       "leads to another document"},
      {schemas_head + "    A: {$ref: 5}\n", "own.yaml:6:15", "/components/schemas/A is no text"},
      {schemas_head + "    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n",
       "own.yaml:6:8", "leads back to itself"},
      {schemas_head + "    A: {allOf: [{$ref: '#/components/schemas/A'}]}\n", "own.yaml:6:8",
       "/components/schemas/A contains itself"},
      {schemas_head + "    A: {not: {anyOf: [{oneOf: [{$ref: '#/components/schemas/A'}]}]}}\n",
       "own.yaml:6:", "contains itself"},
      {chain(40), "own.yaml:", "too many others"},
      {chain(5'000), "own.yaml:", "too many others"},
      {doubling(20), "own.yaml:", "expands to too many others"},
      {schemas_head + "    A: {type: [string, 'null']}\n", "own.yaml:6:15", "an array of 2 items"},
      {schemas_head + "    A: {type: text}\n", "own.yaml:6:15", "\"text\""},
      {schemas_head + "    A: {properties: [a]}\n", "own.yaml:6:21", "no mapping"},
      {schemas_head + "    A: {properties: {a: 5}}\n", "own.yaml:6:25", "no mapping"},
      {schemas_head + "    A: {required: true}\n", "own.yaml:6:19", "no list of members"},
      {schemas_head + "    A: {required: [1]}\n", "own.yaml:6:19", "holds 1"},
      {schemas_head + "    A: {allOf: {}}\n", "own.yaml:6:16", "no list of schemas"},
      {schemas_head + "    A: {enum: x}\n", "own.yaml:6:15", "no list"},
      {schemas_head + "    A: {minLength: -1}\n", "own.yaml:6:20", "no whole number"},
      {schemas_head + "    A: {minimum: low}\n", "own.yaml:6:18", "no number"},
      {schemas_head + "    A: {nullable: 'yes'}\n", "own.yaml:6:19", "neither true nor false"},
      {schemas_head + "    A: {multipleOf: 0}\n", "own.yaml:6:21", "not above 0"},
      {schemas_head + "    A: {pattern: '('}\n", "own.yaml:6:18", "no regular expression"},
      {"openapi: 3.0.3\npaths: {/a: {get: {responses: {okay: {}}}}}\n", "own.yaml:2:", "okay"},
      {"openapi: 3.0.3\npaths: {/a: {get: {operationId: X, responses: {}}, put: {operationId: X}}}\n",
       "own.yaml:2:", "operationId X is used twice"},
      {"openapi: 3.0.3\npaths: {/a: {get: {responses: {200: {$ref: '#/nope'}}}}}\n",
       "own.yaml:2:", "leads nowhere"},
      {"openapi: 3.0.3\npaths: " + std::string(2000, '[') + std::string(2000, ']'), "own.yaml", ""},
  };
  std::size_t ran = 0;
  for (const ErrorRow& row : rows) {
    const auto loaded = OpenApi::load("own.yaml", row.text);
    const std::string text = row.text.substr(0, 200);
    ASSERT_TRUE(loaded.has_error()) << text;
    EXPECT_TRUE(loaded.error().where.starts_with(row.where)) << loaded.error().text() << "\n" << text;
    EXPECT_NE(loaded.error().what.find(row.what), std::string::npos) << loaded.error().text() << "\n" << text;
    ++ran;
  }
  EXPECT_EQ(ran, 35u);
}

TEST(OpenApiErrors, NameAFileThatIsNotThere) {
  const auto loaded = OpenApi::load_file("/nowhere/own.yaml");
  ASSERT_TRUE(loaded.has_error());
  EXPECT_NE(loaded.error().text().find("/nowhere/own.yaml"), std::string::npos) << loaded.error().text();
}

TEST(OpenApiDepth, CirclesThroughMembersAreRead) {
  const auto loaded = OpenApi::load(
      "own.yaml", schemas_head +
                      "    Tree:\n"
                      "      required: [name]\n"
                      "      properties:\n"
                      "        name: {type: string}\n"
                      "        below: {type: array, items: {$ref: '#/components/schemas/Tree'}}\n"
                      "        more: {additionalProperties: {$ref: '#/components/schemas/Tree'}}\n");
  ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
  nlohmann::json tree = {{"name", 5}};
  for (int i = 0; i < 30; ++i) {
    tree = {{"name", "n"}, {"below", {tree}}};
  }
  const auto violations = (*loaded)->check_schema("Tree", tree);
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].schema, "/components/schemas/Tree/properties/name/type");
  EXPECT_TRUE(violations[0].instance.ends_with("/below/0/below/0/name"));
}

TEST(OpenApiDepth, LongChainsOfMembersAreReadWithoutRecursion) {
  std::string text = schemas_head;
  for (int i = 0; i < 5'000; ++i) {
    text += "    S" + std::to_string(i) + ": {properties: {a: {$ref: '#/components/schemas/S" +
            std::to_string(i + 1) + "'}}}\n";
  }
  text += "    S5000: {type: string}\n";
  const auto loaded = OpenApi::load("own.yaml", text);
  ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
  EXPECT_TRUE((*loaded)->check_schema("S4999", {{"a", "x"}}).empty());
  EXPECT_EQ((*loaded)->check_schema("S4999", {{"a", 5}}).size(), 1u);
}

TEST(OpenApiDepth, TooDeepABodyIsOneViolation) {
  const auto loaded = OpenApi::load(
      "own.yaml", schemas_head + "    A: {items: {$ref: '#/components/schemas/A'}, type: array}\n");
  ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
  nlohmann::json nest = nlohmann::json::array();
  for (int i = 0; i < 3000; ++i) {
    nlohmann::json outer = nlohmann::json::array();
    outer.push_back(std::move(nest));
    nest = std::move(outer);
  }
  const auto violations = (*loaded)->check_schema("A", nest);
  ASSERT_EQ(violations.size(), 1u);
  EXPECT_EQ(violations[0].keyword, "depth");
}

}  // namespace
}  // namespace assay::schemas
