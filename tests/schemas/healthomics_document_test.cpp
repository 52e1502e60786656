// SPDX-License-Identifier: Apache-2.0
// The document of HealthOmics held against the facts of the published service model, where the checkout has
// them.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/files.hpp"
#include "schemas/openapi.hpp"
#include "schemas/pointer.hpp"
#include "tests/schemas/shared.hpp"

namespace assay::schemas {
namespace {

using nlohmann::json;

class HealthOmicsDocument : public testing::Test {
 protected:
  void SetUp() override {
    ASSAY_NEEDS_SHARED("specs/healthomics-runs.schema.json");
    facts_ =
        json::parse(core::read_file(shared("specs/healthomics-runs.schema.json")).value()).at("operations");
    document_ = OpenApi::shipped("healthomics", "2022-11-28");
  }

  json followed(json schema) const {
    while (schema.contains("$ref")) schema = *document_->at(schema["$ref"].get<std::string>().substr(1));
    return schema;
  }

  // Types, limits and words of `fact`, all of which `schema` must have.
  void same(const json& fact, const json& given, const std::string& where) {
    const json schema = followed(given);
    for (const char* key :
         {"type", "enum", "minLength", "maxLength", "minimum", "maximum", "maxItems", "required"}) {
      if (!fact.contains(key)) {
        EXPECT_FALSE(schema.contains(key)) << where << " has " << key;
      } else if (fact.at(key) != 0) {  // a least length of 0 is none
        EXPECT_EQ(fact.at(key), schema.value(key, json())) << where << " " << key;
      }
      ++compared_;
    }
    EXPECT_EQ(fact.contains("pattern") && fact.value("format", "") != "date-time", schema.contains("pattern"))
        << where;
    const json none = json::object();
    const json& members = fact.contains("properties") ? fact.at("properties") : none;
    EXPECT_EQ(members.size(), schema.value("properties", none).size()) << where;
    for (const auto& [name, member] : members.items()) {
      ASSERT_TRUE(schema["properties"].contains(name)) << where << "." << name;
      same(member, schema["properties"][name], where + "." + name);
    }
    for (const char* inner : {"items", "additionalProperties"}) {
      if (fact.contains(inner) && fact.at(inner).is_object())
        same(fact.at(inner), schema.at(inner), where + "[]");
    }
  }

  json facts_;
  std::shared_ptr<const OpenApi> document_;
  int compared_ = 0;
};

TEST_F(HealthOmicsDocument, SaysWhatTheModelSays) {
  int ran = 0;
  for (const auto& [name, fact] : facts_.items()) {
    const auto* operation = document_->operation(name);
    ASSERT_NE(operation, nullptr) << name;
    EXPECT_EQ(operation->method, fact.at("method")) << name;
    std::string method = operation->method;
    std::ranges::transform(method, method.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
    const auto place = join("/paths", operation->path) + "/" + method;
    std::set<int> statuses = {fact.at("success").get<int>()};
    for (const auto& [type, status] : fact.at("errors").items()) statuses.insert(status.get<int>());
    EXPECT_EQ(std::set<int>(operation->statuses.begin(), operation->statuses.end()), statuses) << name;

    std::size_t parameters = 0;
    if (const auto* declared = document_->at(place + "/parameters")) {
      for (const auto& parameter : *declared) {
        if (parameter.at("in") != "query") continue;
        const std::string key = parameter.at("name");
        ASSERT_TRUE(fact.at("query").contains(key)) << name << " " << key;
        same(fact.at("query").at(key), parameter.at("schema"), name + "?" + key);
        ++parameters;
      }
    }
    EXPECT_EQ(parameters, fact.at("query").size()) << name;
    const auto content = "/content/application~1json/schema";
    if (fact.contains("body")) same(fact.at("body"), *document_->at(place + "/requestBody" + content), name);
    const auto* answer =
        document_->at(place + "/responses/" + std::to_string(fact.at("success").get<int>()) + content);
    ASSERT_EQ(answer != nullptr, fact.value("response", json()).is_object()) << name;
    if (answer) same(fact.at("response"), *answer, name + " answer");
    ++ran;
  }
  EXPECT_EQ(ran, 7);
  EXPECT_GT(compared_, 500);
}

}  // namespace
}  // namespace assay::schemas
