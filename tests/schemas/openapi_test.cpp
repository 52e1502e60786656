// SPDX-License-Identifier: Apache-2.0
#include "schemas/openapi.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/schemas/shared.hpp"

namespace assay::schemas {
namespace {

using nlohmann::json;

std::shared_ptr<const OpenApi> loaded(std::string_view text) {
  auto document = OpenApi::load("own.yaml", text);
  EXPECT_TRUE(document.has_value()) << (document.has_error() ? document.error().text() : "");
  return document.has_value() ? *document : nullptr;
}

constexpr std::string_view responses_document = R"(
openapi: 3.0.3
info: {title: t, version: 7}
paths:
  /ga4gh/wes/v1/runs/{id}/status:
    get:
      responses:
        '200':
          content:
            application/json: {schema: {type: object}}
            application/*: {schema: {type: array}}
            text/plain: {schema: {type: string}}
        '204': {description: nothing}
        4XX: {$ref: '#/components/responses/Refused'}
        default: {content: {'*/*': {schema: {type: boolean}}}}
components:
  responses:
    Refused: {content: {application/json: {schema: {$ref: '#/components/schemas/Why'}}}}
  schemas:
    Why: {type: string}
)";

struct SelectRow {
  int status;
  std::string media_type;
  json holds;
};

TEST(OpenApiCheck, ChoosesTheSchemaByStatusAndMediaType) {
  const auto document = loaded(responses_document);
  ASSERT_NE(document, nullptr);
  const std::string id = "GET /ga4gh/wes/v1/runs/{id}/status";
  const std::vector<SelectRow> rows = {
      {200, "application/json", json::object()},
      {200, "Application/JSON; charset=utf-8", json::object()},
      {200, "application/xml", json::array()},
      {200, "text/plain", "text"},
      {404, "application/json", "text"},
      {500, "application/json", true},
      {301, "image/png", true},
  };
  for (const SelectRow& row : rows) {
    EXPECT_TRUE(document->check(id, row.status, row.media_type, row.holds).empty())
        << row.status << row.media_type;
    EXPECT_EQ(document->check(id, row.status, row.media_type, 5).size(), 1u) << row.status << row.media_type;
  }
}

TEST(OpenApiCheck, SaysNothingWhereThereIsNoSchema) {
  const auto document = loaded(responses_document);
  ASSERT_NE(document, nullptr);
  const std::string id = "GET /ga4gh/wes/v1/runs/{id}/status";
  EXPECT_TRUE(document->check(id, 200, "image/png", 5).empty());
  EXPECT_TRUE(document->check(id, 204, "application/json", 5).empty());
  EXPECT_TRUE(document->check(id, 404, "application/problem+json", 5).empty());
  EXPECT_TRUE(document->check("NoSuch", 200, "application/json", 5).empty());
  EXPECT_TRUE(document->check_schema("NoSuch", 5).empty());
}

TEST(OpenApiOperation, IsFoundWhateverItsParametersAreCalled) {
  const auto document = OpenApi::shipped("wes", "1.1.0");
  ASSERT_NE(document->operation("GET", "/runs/{id}/tasks/{task}"), nullptr);
  EXPECT_EQ(document->operation("GET", "/runs/{id}/tasks/{task}")->id, "GetTask");
  EXPECT_EQ(document->operation("GET", "/runs")->id, "ListRuns");
  EXPECT_EQ(document->operation("DELETE", "/runs"), nullptr);
  EXPECT_EQ(document->operation("GET", "/runs/{id}/nothing"), nullptr);
  EXPECT_EQ(document->operation("RunWorkflow")->path, "/runs");
}

TEST(OpenApiOperation, IsFoundBelowABasePathWhenAlone) {
  const auto document = loaded(responses_document);
  ASSERT_NE(document, nullptr);
  const OpenApi::Operation* found = document->operation("GET", "/runs/{run_id}/status");
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->id, "GET /ga4gh/wes/v1/runs/{id}/status");
  EXPECT_EQ(found->statuses.size(), 4u);
  EXPECT_EQ(found->bodies.size(), 5u);
  EXPECT_EQ(document->version(), "7");
  const auto two = loaded(
      "openapi: 3.0.0\ninfo: {version: '1'}\npaths: {/a/runs: {get: {responses: {}}}, /b/runs: {get: "
      "{responses: {}}}}");
  EXPECT_EQ(two->operation("GET", "/runs"), nullptr);
}

TEST(OpenApiSwagger, ReadsDefinitionsAndProduces) {
  const auto document = loaded(R"(
swagger: 2.0
info: {title: t, version: '1'}
produces: [application/json]
parameters: {id: {in: path, name: id, type: string, required: true}}
responses: {Gone: {schema: {$ref: '#/definitions/Error'}}}
paths:
  /a:
    get:
      operationId: A
      responses: {200: {schema: {$ref: '#/definitions/Thing'}}, 410: {$ref: '#/responses/Gone'}}
    post:
      operationId: B
      consumes: [multipart/form-data]
      parameters: [{in: formData, name: x, type: file}]
      produces: [text/plain, application/vnd.x+json]
      responses: {default: {schema: {type: file}}}
definitions:
  Thing: {type: object, required: [n], properties: {n: {type: integer, x-nullable: true}}}
  Error: {type: string}
)");
  ASSERT_NE(document, nullptr);
  EXPECT_TRUE(document->has_schema("Thing"));
  EXPECT_FALSE(document->has_schema("Nothing"));
  EXPECT_TRUE(document->check("A", 200, "application/json", {{"n", nullptr}}).empty());
  ASSERT_EQ(document->check("A", 200, "application/json", json::object()).size(), 1u);
  EXPECT_EQ(document->check("A", 200, "application/json", json::object())[0].schema,
            "/definitions/Thing/required");
  EXPECT_EQ(document->check("A", 410, "application/json", 5)[0].expected, "string");
  ASSERT_EQ(document->operation("B")->bodies.size(), 2u);
  EXPECT_EQ(document->operation("B")->bodies[1].media_type, "application/vnd.x+json");
  EXPECT_TRUE(document->check("B", 200, "text/plain", "anything").empty());
}

TEST(OpenApiAt, ResolvesPointersOfAllShippedVersions) {
  for (const char* version : {"1.0.0", "1.0.1", "1.1.0"}) {
    const auto document = OpenApi::shipped("wes", version);
    EXPECT_NE(document->at("/components/schemas/State"), nullptr) << version;
    EXPECT_NE(document->at("/paths/~1runs~1{run_id}~1status/get/responses/404"), nullptr) << version;
    EXPECT_EQ(*document->at("/components/schemas/State/enum/1"), "QUEUED") << version;
    EXPECT_EQ(document->at("/components/schemas/State/enum/99"), nullptr) << version;
    EXPECT_EQ(document->at("/components/schemas/State/enum/-"), nullptr) << version;
    EXPECT_EQ(document->at("components"), nullptr) << version;
    EXPECT_EQ(document->at(""), &document->document()) << version;
  }
}

TEST(OpenApiAt, ReachesTheBundledDocument) {
  const auto document = OpenApi::shipped("wes", "1.1.0");
  const auto violations = document->check_schema("ServiceInfo", json::object());
  ASSERT_EQ(violations.size(), 13u);
  EXPECT_EQ(violations[0].schema, "service-info-1.0.0#/components/schemas/Service/required");
  for (const Violation& violation : violations) {
    ASSERT_NE(document->at(violation.schema), nullptr) << violation.schema;
    EXPECT_TRUE(document->at(violation.schema)->is_array());
  }
}

TEST(OpenApiShipped, IsLoadedOnceAndRefusesOthers) {
  EXPECT_EQ(OpenApi::shipped("wes", "1.0.0"), OpenApi::shipped("wes", "1.0.0"));
  EXPECT_EQ(OpenApi::shipped("service-info", "1.0.0")->operations().size(), 1u);
  EXPECT_ANY_THROW(OpenApi::shipped("wes", "9.9.9"));
}

struct OfficialRow {
  std::string file;
  std::string version;
  std::size_t operations;
};

TEST(OpenApiOfficial, DocumentsLoadAsTheyAre) {
  ASSAY_NEEDS_SHARED("specs");
  const std::vector<OfficialRow> rows = {{"wes-1.0.0.swagger.yaml", "1.0.0", 6},
                                         {"wes-1.0.1.openapi.yaml", "1.0.1", 6},
                                         {"wes-1.1.0.openapi.yaml", "1.1.0", 8},
                                         {"ga4gh-service-info-1.0.0.yaml", "1.0.0", 1}};
  for (const OfficialRow& row : rows) {
    const auto document = OpenApi::load_file(shared("specs/" + row.file));
    ASSERT_TRUE(document.has_value()) << document.error().text();
    EXPECT_EQ((*document)->version(), row.version) << row.file;
    EXPECT_EQ((*document)->operations().size(), row.operations) << row.file;
  }
}

}  // namespace
}  // namespace assay::schemas
