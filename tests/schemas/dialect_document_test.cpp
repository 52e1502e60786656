// SPDX-License-Identifier: Apache-2.0
// dialect.yaml held against the openapi.yaml beside it.
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "schemas/dialect.hpp"
#include "schemas/openapi.hpp"
#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

class DialectDocument : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    const auto loaded = load_dialect("wes", GetParam());
    ASSERT_TRUE(loaded.has_value()) << loaded.error().text();
    dialect_ = *loaded;
    document_ = OpenApi::shipped("wes", GetParam());
  }
  std::shared_ptr<const Dialect> dialect_;
  std::shared_ptr<const OpenApi> document_;
};

TEST_P(DialectDocument, HasTheSameOperations) {
  ASSERT_EQ(dialect_->operations.size(), document_->operations().size());
  for (const Operation& operation : dialect_->operations) {
    const OpenApi::Operation* other = document_->operation(operation.id);
    ASSERT_NE(other, nullptr) << operation.id;
    EXPECT_EQ(operation.method, other->method) << operation.id;
    EXPECT_EQ(operation.path, other->path) << operation.id;
    std::set<int> statuses(operation.errors.begin(), operation.errors.end());
    statuses.insert(operation.success);
    EXPECT_EQ(statuses, std::set<int>(other->statuses.begin(), other->statuses.end())) << operation.id;
  }
}

TEST_P(DialectDocument, HasTheSameStates) {
  const nlohmann::json* words = document_->at("/components/schemas/State/enum");
  ASSERT_NE(words, nullptr);
  nlohmann::json ours = nlohmann::json::array();
  for (const StateWord& state : dialect_->states) {
    ours.push_back(state.word);
  }
  EXPECT_EQ(ours, *words);
}

TEST_P(DialectDocument, PagesWithDeclaredParameters) {
  std::size_t paged = 0;
  for (const auto& [id, schema] :
       {std::pair("ListRuns", "RunListResponse"), std::pair("ListTasks", "TaskListResponse")}) {
    const Operation* operation = dialect_->operation(id);
    if (operation == nullptr) {
      continue;
    }
    ++paged;
    std::set<std::string> names;
    const nlohmann::json* declared = document_->at(join("/paths", operation->path) + "/get/parameters");
    ASSERT_NE(declared, nullptr);
    for (const nlohmann::json& parameter : *declared) {
      names.insert(parameter.at("name"));
    }
    EXPECT_TRUE(names.contains(dialect_->page_size_parameter));
    EXPECT_TRUE(names.contains(dialect_->page_token_parameter));
    const std::string member =
        "/components/schemas/" + std::string(schema) + "/properties/" + dialect_->next_token_member;
    EXPECT_NE(document_->at(member), nullptr) << member;
  }
  EXPECT_EQ(paged, GetParam() == "1.1.0" ? 2u : 1u);
}

TEST_P(DialectDocument, StandsBelowTheSameBasePath) {
  ASSERT_NE(document_->at("/servers/0/url"), nullptr);
  EXPECT_EQ(*document_->at("/servers/0/url"), dialect_->base_path);
  EXPECT_EQ(document_->version(), dialect_->version);
}

INSTANTIATE_TEST_SUITE_P(Shipped, DialectDocument, testing::Values("1.0.0", "1.0.1", "1.1.0"),
                         [](const auto& row) {
                           std::string name = row.param;
                           std::ranges::replace(name, '.', '_');
                           return name;
                         });

}  // namespace
}  // namespace assay::schemas
