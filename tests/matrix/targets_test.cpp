// SPDX-License-Identifier: Apache-2.0
// The ready target files: each loads, follows the schema for editors, and is usable.
#include <gmock/gmock.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "cli/shared/dialects.hpp"
#include "conformance/catalogue/catalogue.hpp"
#include "conformance/session/target.hpp"
#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/files.hpp"
#include "selftest/in_process.hpp"
#include "tests/support/paths.hpp"

namespace assay::cli {
namespace {

using nlohmann::json;
using reports::Verdict;
using testing::HasSubstr;

constexpr std::size_t files = 23;  // in docs/targets, the example included

std::set<std::string> target_files() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(tests::source_path("docs/targets"))) {
    if (entry.path().extension() == ".yaml") names.insert(entry.path().stem().string());
  }
  return names;
}

std::string path_of(const std::string& name) { return tests::source_path("docs/targets/" + name + ".yaml"); }

json schema_text() {
  return json::parse(*core::read_file(tests::source_path("docs/targets/target.schema.json")));
}

bool follows_schema(const std::string& text) {
  using Adapter = valijson::adapters::NlohmannJsonAdapter;
  static const auto schema = [] {
    auto parsed = std::make_unique<valijson::Schema>();
    const json source = schema_text();
    valijson::SchemaParser(valijson::SchemaParser::kDraft7).populateSchema(Adapter(source), *parsed);
    return parsed;
  }();
  const json value = core::to_json(core::load_document("t.yaml", text)->root);
  valijson::Validator validator;
  return validator.validate(*schema, Adapter(value), nullptr);
}

TEST(Targets, EachLoadsAndFollowsTheSchema) {
  for (const std::string& name : target_files()) {
    const auto target = conformance::load_target(path_of(name));
    EXPECT_TRUE(target.has_value()) << target.error().text();
    EXPECT_TRUE(follows_schema(*core::read_file(path_of(name)))) << name;
  }
  EXPECT_EQ(target_files().size(), files);
}

TEST(Targets, EachStandsInTheIndexAndNamesRealRequirements) {
  const std::string index = *core::read_file(tests::source_path("docs/targets/README.md"));
  static const std::regex id(R"(\b[A-Z]{2,4}-[0-9]{2}\b)");
  int named = 0;
  for (const std::string& name : target_files()) {
    EXPECT_THAT(index, HasSubstr("(" + name + ".yaml)"));
    const std::string text = *core::read_file(path_of(name));
    for (auto at = std::sregex_iterator(text.begin(), text.end(), id); at != std::sregex_iterator(); ++at) {
      EXPECT_TRUE(find_row(at->str())) << name << " names " << at->str();
      ++named;
    }
  }
  EXPECT_GT(named, 100);
}

// Against a mock that declares what the file asks for. Those of other dialects have tests of their own.
TEST(Targets, EachPassesTheSmokeProfileOnTheMock) {
  int ran = 0;
  for (const std::string& name : target_files()) {
    InProcessRun run;
    run.suite.profile = "smoke";
    run.suite.target = *conformance::load_target(path_of(name));
    if (run.suite.target.dialect != "" && run.suite.target.dialect != "wes") continue;
    const conformance::Target& target = run.suite.target;
    if (target.wes_version != "auto" && !target.wes_version.empty())
      run.mock.wes_version = target.wes_version;
    if (!target.workflow_type.empty()) {
      const std::string version =
          target.workflow_type_version.empty() ? "v1.0" : target.workflow_type_version;
      run.mock.scenario_text = "workflow_types: {" + target.workflow_type + ": ['" + version + "', v1.0]}\n" +
                               std::string(*core::embedded_file("scenarios/default.yaml"));
    }
    const reports::RunResult result = run_in_process(std::move(run));
    EXPECT_TRUE(result.footer.complete) << name;
    int passed = 0;
    for (const reports::Judgement& judgement : result.judgements) {
      passed += judgement.verdict == Verdict::pass ? 1 : 0;
      EXPECT_LT(judgement.verdict, Verdict::warn)
          << name << " " << judgement.requirement << " by " << judgement.check << ": " << judgement.reason
          << (judgement.findings.empty() ? "" : judgement.findings.front().message);
    }
    EXPECT_GT(passed, 10) << name;
    ++ran;
  }
  EXPECT_EQ(ran, static_cast<int>(files) - 3);
}

TEST(TargetSchema, AgreesWithTheLoader) {
  const char* refused[] = {"base_ulr: http://a",
                           "base_url: ftp://a",
                           "base_path: ga4gh",
                           "wes_version: 1.1",
                           "auth: letmein",
                           "auth: bearer=letmein",
                           "auth: [a]",
                           "bad_auth: token=env:A",
                           "headers: 3",
                           "headers: {a: {}}",
                           "workflow_type: gx_workflow_ga",
                           "workflow_type_version: v1.0",
                           "workflow_params: [a]",
                           "json_content_type: maybe",
                           "form_fields: {workflow_url: x}",
                           "form_fields: {tags: [x]}",
                           "workloads: {}",
                           "workloads: [{name: quick}]",
                           "waits: {finnish: 3s}",
                           "waits: {finish: soon}"};
  const char* accepted[] = {"{}",
                            "workflow_type: snakemake",
                            "waits: {finish: 2m, first_poll: 1.5s}",
                            "headers: {X-A: 3}",
                            "form_fields: {workflow_engine: a, tags: {b: c}}",
                            "{workflow_type: nfl, workflow_type_version: 1.0, json_content_type: true}"};
  for (const char* text : refused) {
    EXPECT_FALSE(conformance::parse_target("t.yaml", text).has_value()) << text;
    EXPECT_FALSE(follows_schema(text)) << text;
  }
  for (const char* text : accepted) {
    const auto target = conformance::parse_target("t.yaml", text);
    EXPECT_TRUE(target.has_value()) << target.error().text();
    EXPECT_TRUE(follows_schema(text)) << text;
  }
  EXPECT_EQ(std::size(refused) + std::size(accepted), 26u);
}

// What the schema names the loader knows: a misspelling of it is understood.
TEST(TargetSchema, NamesTheMembersOfTheLoader) {
  const json schema = schema_text();
  int members = 0;
  const auto ask = [&](const json& object, const std::string& before, const std::string& after) {
    for (const auto& [name, value] : object.at("properties").items()) {
      const auto target = conformance::parse_target("t.yaml", before + name + "x: 1" + after);
      ASSERT_FALSE(target.has_value()) << name;
      EXPECT_THAT(target.error().text(), HasSubstr("did you mean '" + name + "'")) << target.error().text();
      ++members;
    }
  };
  ask(schema, "", "");
  ask(schema["properties"]["waits"], "waits: {", "}");
  EXPECT_EQ(members, 17 + 8);
}

}  // namespace
}  // namespace assay::cli
