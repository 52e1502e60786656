// SPDX-License-Identifier: Apache-2.0
// The language as files: what the loader and the schema for editors say of each (tests/data/scenarios).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "core/embedded.hpp"
#include "core/files.hpp"
#include "mock_server/script/scenario.hpp"
#include "tests/mock_server/site_support.hpp"
#include "tests/support/paths.hpp"

namespace assay::mock {
namespace {

using valijson::adapters::NlohmannJsonAdapter;

class EditorSchema {
 public:
  EditorSchema() {
    const auto text = json::parse(*core::embedded_file("scenarios/scenario.schema.json"));
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(NlohmannJsonAdapter(text), schema_);
  }
  bool accepts(const core::Document& document) {
    const auto value = core::to_json(document.root);
    return valijson::Validator().validate(schema_, NlohmannJsonAdapter(value), nullptr);
  }

 private:
  valijson::Schema schema_;
};

std::vector<std::string> files(const std::string& folder) {
  std::vector<std::string> found;
  for (const auto& entry :
       std::filesystem::directory_iterator(tests::source_path("tests/data/scenarios/" + folder)))
    found.push_back(entry.path().string());
  std::sort(found.begin(), found.end());
  return found;
}

// What stands after "# NAME: " in the head of a file.
std::string says(const std::string& text, const std::string& name) {
  const auto at = text.find("# " + name + ": ") + name.size() + 4;
  return text.substr(at, text.find('\n', at) - at);
}

TEST(ScenarioFiles, ValidOnesLoadAndPleaseTheSchema) {
  EditorSchema schema;
  auto paths = files("valid");
  for (const auto& name : shipped_scenarios())
    paths.push_back(tests::source_path("scenarios/" + name + ".yaml"));
  for (const auto& path : paths) {
    const auto document = core::load_document_file(path).value();
    const auto scenario = load_scenario(document, *dialect());
    EXPECT_TRUE(scenario) << (scenario ? "" : scenario.error().text());
    EXPECT_TRUE(schema.accepts(document)) << path;
  }
  EXPECT_GE(paths.size(), 9u);
}

TEST(ScenarioFiles, InvalidOnesAreRefusedWithTheirPlace) {
  EditorSchema schema;
  int refused_by_schema = 0;
  const auto paths = files("invalid");
  for (const auto& path : paths) {
    const auto text = core::read_file(path, 100'000).value();
    const auto expected = says(text, "error");
    const auto place = expected.substr(0, expected.find(' '));
    const auto document = core::load_document_file(path).value();
    const auto scenario = load_scenario(document, *dialect());
    ASSERT_FALSE(scenario) << path;
    EXPECT_EQ(scenario.error().where, path + ":" + place) << scenario.error().text();
    EXPECT_NE(scenario.error().text().find(expected.substr(place.size() + 1)), std::string::npos)
        << scenario.error().text();
    const bool refuses = says(text, "schema") == "refuses";
    EXPECT_EQ(schema.accepts(document), !refuses) << path;
    refused_by_schema += refuses;
  }
  EXPECT_EQ(paths.size(), 43u);
  EXPECT_GE(refused_by_schema, 10) << "the schema finds what it can";
}

}  // namespace
}  // namespace assay::mock
