// SPDX-License-Identifier: Apache-2.0
// locate() decides and explains; over many broken bodies, an independent validator must decide the same.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/embedded.hpp"
#include "schemas/locate.hpp"
#include "schemas/outline.hpp"
#include "schemas/pointer.hpp"
#include "tests/schemas/library_judge.hpp"

namespace assay::schemas {
namespace {

using nlohmann::json;

struct Compiled {
  explicit Compiled(core::Document document) : sources(std::move(document)), compiler(sources) {
    outline = read_outline(sources, compiler);
    compiler.finish();
    judge = std::make_unique<Judge>(compiler.schemas());
  }
  Sources sources;
  Compiler compiler;
  Outline outline;
  std::unique_ptr<Judge> judge;
};

const json whole_bodies = json::parse(R"({
  "ServiceInfo": {
    "id": "org.example.wes", "name": "A service", "version": "3", "environment": "test",
    "type": {"group": "org.ga4gh", "artifact": "wes", "version": "1.1.0"},
    "organization": {"name": "Example", "url": "https://example.org"},
    "contactUrl": "mailto:help@example.org", "createdAt": "2026-01-31T12:00:00Z",
    "workflow_type_versions": {"CWL": {"workflow_type_version": ["v1.0", "v1.2"]}},
    "supported_wes_versions": ["1.1.0"], "supported_filesystem_protocols": ["file"],
    "workflow_engine_versions": {}, "system_state_counts": {"RUNNING": 3},
    "default_workflow_engine_parameters": [{"name": "cores", "type": "int", "default_value": "1"}],
    "auth_instructions_url": "https://example.org/auth", "contact_info_url": "mailto:x@example.org",
    "tags": {"a": "b"}},
  "RunListResponse": {"runs": [{"run_id": "1", "state": "RUNNING"},
                               {"run_id": "2", "state": "COMPLETE", "tags": {"a": "b"}, "start_time": "x"}],
                      "next_page_token": ""},
  "RunLog": {"run_id": "1", "state": "COMPLETE",
    "request": {"workflow_type": "CWL", "workflow_type_version": "v1.0", "workflow_url": "a.cwl",
                "workflow_params": {"a": {"b": [1]}}, "tags": {"x": "y"}},
    "run_log": {"name": "r", "cmd": ["echo", "x"], "exit_code": 0, "stdout": "https://example.org/o"},
    "task_logs": [{"id": "1", "name": "t", "exit_code": 0, "system_logs": ["l"]}, {"name": "u"}],
    "task_logs_url": "https://example.org/t", "outputs": {"o": 1}},
  "RunId": {"run_id": "1"},
  "RunStatus": {"run_id": "1", "state": "QUEUED"},
  "TaskListResponse": {"task_logs": [{"id": "1", "name": "t", "cmd": ["a"], "tes_uri": "u"}], "next_page_token": "x"},
  "ErrorResponse": {"msg": "no", "status_code": 404},
  "Service": {"id": "a", "name": "b", "version": "1", "updatedAt": "2026-01-31T12:00:00Z",
              "documentationUrl": "https://example.org", "organization": {"name": "c", "url": "https://example.org"},
              "type": {"group": "g", "artifact": "a", "version": "1"}},
  "Everything": {"low": 5, "text": "abc", "list": [1, 2, 3], "closed": {"a": 1}, "one": "x", "not": 5,
                 "maybe": null, "map": {"k": ["v"]}, "tree": {"name": "n", "below": [{"name": "m"}]}, "pick": "uri:x"}
})");

constexpr std::string_view every_keyword = R"(
openapi: 3.0.3
paths: {}
components:
  schemas:
    Tree:
      type: object
      required: [name]
      properties: {name: {type: string}, below: {type: array, items: {$ref: '#/components/schemas/Tree'}}}
    Everything:
      type: object
      minProperties: 3
      maxProperties: 10
      properties:
        low: {type: number, minimum: 1, maximum: 100, exclusiveMaximum: true, multipleOf: 0.5}
        text: {type: string, minLength: 1, maxLength: 10, pattern: '^[a-z]+$'}
        list: {type: array, minItems: 1, maxItems: 4, uniqueItems: true, items: {type: integer, format: int32}}
        closed: {type: object, properties: {a: {enum: [1, 2.5, null, [], {b: c}]}}, additionalProperties: false}
        one: {oneOf: [{type: string}, {type: integer}, {type: integer, format: int32}]}
        not: {not: {anyOf: [{type: string}, {type: array}]}}
        maybe: {type: string, nullable: true, format: date-time}
        map: {additionalProperties: {type: array, items: {type: string, nullable: true}}}
        tree: {allOf: [{$ref: '#/components/schemas/Tree'}, {nullable: true, not: {required: [closed]}}]}
        pick: {oneOf: [{type: string, format: uri}, {type: string, format: date-time}, {type: boolean}]}
)";

// Pointers to every value of `body`.
void collect(const json& body, const std::string& at, std::vector<std::string>& out) {
  out.push_back(at);
  if (body.is_structured()) {
    for (const auto& [key, value] : body.items()) {
      collect(value, join(at, key), out);
    }
  }
}

const std::vector<json> replacements = {nullptr,
                                        true,
                                        0,
                                        -1,
                                        5,
                                        138.0,
                                        2.5,
                                        1e300,
                                        2147483648,
                                        std::int64_t{-9223372036854775807},
                                        "",
                                        "text",
                                        "QUEUED",
                                        "PREEMPTED",
                                        "2026-01-31T12:00:00Z",
                                        "2026-02-30T12:00:00Z",
                                        "https://example.org/x",
                                        json::array(),
                                        json::array({"a", "a"}),
                                        json::array({nullptr}),
                                        json::object(),
                                        {{"run_id", "1"}},
                                        {{"id", "1"}, {"name", "n"}, {"closed", true}}};

// The body itself; then, at each place, each replacement, the member left out, a member or item too many.
std::vector<json> mutations(const json& body) {
  std::vector<json> list = {body};
  std::vector<std::string> places;
  collect(body, "", places);
  for (const std::string& place : places) {
    const json::json_pointer pointer(place);
    for (const json& replacement : replacements) {
      list.push_back(body);
      list.back()[pointer] = replacement;
    }
    list.push_back(body);
    json& here = list.back()[pointer];
    if (here.is_object()) {
      here["one_more"] = 5;
    } else if (here.is_array()) {
      here.push_back(here.empty() ? json(1) : here[0]);
    }
    if (!place.empty()) {
      list.push_back(body);
      json& above = list.back()[pointer.parent_pointer()];
      above.is_object() ? void(above.erase(pointer.back())) : above.erase(std::stoul(pointer.back()));
    }
  }
  return list;
}

struct Tally {
  std::size_t rows = 0;
  std::size_t broken = 0;
};

void compare(const Compiled& document, Tally& tally) {
  for (const auto& [name, schema] : document.outline.named) {
    const auto body = whole_bodies.find(name);
    if (body == whole_bodies.end()) {
      continue;
    }
    EXPECT_TRUE(document.judge->holds(*schema, *body)) << name;
    for (const json& mutation : mutations(*body)) {
      const bool holds = document.judge->holds(*schema, mutation);
      const std::vector<Violation> violations = locate(*schema, mutation);
      EXPECT_EQ(holds, violations.empty())
          << name << " " << mutation.dump()
          << "\nlibrary: " << document.judge->complaint(*schema, mutation).text;
      for (const Violation& violation : violations) {
        EXPECT_NE(document.sources.at(violation.schema), nullptr) << violation.schema;
        const bool absent = violation.keyword == "required";
        EXPECT_NE(find(mutation, violation.instance), nullptr) << violation.instance << absent;
      }
      ++tally.rows;
      tally.broken += holds ? 0 : 1;
    }
  }
}

TEST(Agreement, LibraryAndWalkerSayTheSameOfEveryMutation) {
  Tally tally;
  for (const char* path : {"schemas/wes/1.0.0/openapi.yaml", "schemas/wes/1.0.1/openapi.yaml",
                           "schemas/wes/1.1.0/openapi.yaml", "schemas/service-info/1.0.0/openapi.yaml"}) {
    compare(Compiled(core::load_embedded_document(path)), tally);
  }
  EXPECT_EQ(tally.rows, 7075u);
  EXPECT_GT(tally.broken, tally.rows / 3);
}

TEST(Agreement, HoldsForEveryKeyword) {
  Tally tally;
  compare(Compiled(core::load_document("own.yaml", every_keyword).value()), tally);
  EXPECT_EQ(tally.rows, 525u);
  EXPECT_GT(tally.broken, tally.rows / 3);
}

TEST(Judge, ComplainsWithAPointer) {
  const Compiled document(core::load_embedded_document("schemas/wes/1.1.0/openapi.yaml"));
  const Schema& list = *document.outline.named.at("TaskListResponse");
  const json body = {{"task_logs", {{{"id", "1"}, {"name", 5}}}}};
  EXPECT_EQ(document.judge->complaint(list, body).instance, "/task_logs/0/name");
  EXPECT_FALSE(document.judge->complaint(list, body).text.empty());
  EXPECT_EQ(document.judge->complaint(list, json::object()).text, "");
}

}  // namespace
}  // namespace assay::schemas
