// SPDX-License-Identifier: Apache-2.0
// Each dialect.yaml held against the openapi.yaml beside it: what the one names, the other has.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "schemas/dialect.hpp"
#include "schemas/openapi.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

using nlohmann::json;

struct Shipped {
  std::string name;
  std::string version;
};

std::vector<Shipped> all_shipped() {
  std::vector<Shipped> all;
  for (const auto& name : dialect_names()) {
    for (const auto& version : dialect_versions(name)) all.push_back({name, version});
  }
  return all;
}

class DialectDocument : public testing::TestWithParam<Shipped> {
 protected:
  void SetUp() override {
    const auto& [name, version] = GetParam();
    const auto loaded = load_dialect(name, version);
    ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
    dialect_ = *loaded;
    document_ = OpenApi::shipped(name, version);
  }

  // What `schema` describes, where it refers to another.
  json followed(json schema) const {
    while (schema.contains("$ref")) schema = *document_->at(schema["$ref"].get<std::string>().substr(1));
    return schema;
  }
  json answer_of(const Operation& operation, const std::string& status) const {
    std::string method = operation.method;
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    const auto* schema = document_->at(join("/paths", operation.path) + "/" + method + "/responses/" +
                                       status + "/content/application~1json/schema");
    return schema ? followed(*schema) : json();
  }
  // Of a schema, and of those it is made of.
  std::set<std::string> members(const json& schema) const {
    std::set<std::string> names;
    if (!schema.is_object()) return names;
    if (schema.contains("properties")) {
      for (const auto& [name, value] : schema["properties"].items()) names.insert(name);
    }
    for (const auto* of : {"allOf", "anyOf", "oneOf"}) {
      if (!schema.contains(of)) continue;
      for (const auto& part : schema[of]) names.merge(members(followed(part)));
    }
    return names;
  }
  json items_of(const json& page, const std::string& member) const {
    const auto* items = find(page, "/properties/" + member + "/items");
    return items ? followed(*items) : json();
  }

  std::shared_ptr<const Dialect> dialect_;
  std::shared_ptr<const OpenApi> document_;
};

TEST_P(DialectDocument, HasTheSameOperations) {
  std::set<std::string> called;
  for (const Operation& operation : dialect_->operations) {
    called.insert(operation.called);
    const OpenApi::Operation* other = document_->operation(operation.called);
    ASSERT_NE(other, nullptr) << operation.called;
    EXPECT_EQ(operation.method, other->method) << operation.id;
    EXPECT_EQ(operation.path, other->path) << operation.id;
    std::set<int> statuses(operation.errors.begin(), operation.errors.end());
    statuses.insert(operation.success);
    EXPECT_EQ(statuses, std::set<int>(other->statuses.begin(), other->statuses.end())) << operation.id;
  }
  EXPECT_EQ(called.size(), document_->operations().size());
}

TEST_P(DialectDocument, HasTheSameStates) {
  json ours = json::array();
  for (const StateWord& state : dialect_->states) ours.push_back(state.word);
  std::size_t lists = 0;
  for (const auto& [name, schema] : document_->at("/components/schemas")->items()) {
    if (schema.contains("enum") && schema["enum"] == ours) ++lists;
  }
  EXPECT_GE(lists, 1u) << "no schema of the document lists " << ours;
}

TEST_P(DialectDocument, PagesWithDeclaredParameters) {
  std::size_t paged = 0;
  for (const auto* id : {"ListRuns", "ListTasks"}) {
    const Operation* operation = dialect_->operation(id);
    if (operation == nullptr) continue;
    ++paged;
    std::set<std::string> names;
    const json* declared = document_->at(join("/paths", operation->path) + "/get/parameters");
    ASSERT_NE(declared, nullptr);
    for (const json& parameter : *declared) names.insert(followed(parameter).at("name"));
    EXPECT_TRUE(names.contains(dialect_->page_size_parameter)) << id;
    EXPECT_TRUE(names.contains(dialect_->page_token_parameter)) << id;
    const auto page = members(answer_of(*operation, "200"));
    const bool links = dialect_->page_style == PageStyle::links;
    EXPECT_TRUE(page.contains(links ? "links" : dialect_->next_token_member)) << id;
  }
  EXPECT_EQ(paged, dialect_->has("ListTasks") ? 2u : 1u);
}

TEST_P(DialectDocument, ReadsMembersThatThereAre) {
  const auto& readings = dialect_->readings;
  const auto* runs = dialect_->operation("ListRuns");
  const auto* status = dialect_->operation("GetRunStatus");
  const auto* submit = dialect_->operation("RunWorkflow");
  ASSERT_TRUE(runs != nullptr && status != nullptr && submit != nullptr);
  const auto item = members(items_of(answer_of(*runs, "200"), readings.runs));
  const auto made = members(answer_of(*submit, std::to_string(submit->success)));
  const auto one = members(answer_of(*status, "200"));
  const auto refusal = members(answer_of(*status, "404"));
  const std::pair<const std::string&, const std::set<std::string>&> rows[] = {
      {readings.run_id, item},          {readings.state, item},        {readings.run_id, made},
      {readings.run_id, one},           {readings.state, one},         {readings.created, one},
      {readings.started, one},          {readings.ended, one},         {readings.error_message, refusal},
      {readings.error_status, refusal}, {readings.error_code, refusal}};
  std::size_t read = 0;
  for (const auto& [member, schema] : rows) {
    if (member.empty()) continue;
    ++read;
    EXPECT_TRUE(schema.contains(member)) << member;
  }
  EXPECT_GE(read, 6u);
  const auto* tasks = dialect_->operation("ListTasks");
  if (tasks != nullptr) {
    EXPECT_TRUE(members(items_of(answer_of(*tasks, "200"), readings.tasks)).contains(readings.task_id));
  }
}

TEST_P(DialectDocument, StandsBelowTheSameBasePath) {
  ASSERT_NE(document_->at("/servers/0/url"), nullptr);
  const auto url = document_->at("/servers/0/url")->get<std::string>();
  EXPECT_EQ(url == "/" ? "" : url, dialect_->base_path);
  EXPECT_EQ(document_->version(), dialect_->version);
}

INSTANTIATE_TEST_SUITE_P(Shipped, DialectDocument, testing::ValuesIn(all_shipped()), [](const auto& row) {
  std::string name = row.param.name + "_" + row.param.version;
  std::ranges::replace_if(
      name, [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
});

}  // namespace
}  // namespace assay::schemas
