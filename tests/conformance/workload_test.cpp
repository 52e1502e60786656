// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/workload.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/document.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(Workloads, AreShippedInFourLanguagesAsAttachmentsThatNeedNoUrl) {
  struct Row {
    const char* language;
    const char* ending;
    const char* version_line;  // that every file has
  } rows[] = {{"CWL", ".cwl", "cwlVersion: v1.0\n"},
              {"WDL", ".wdl", "version 1.0\n"},
              {"Nextflow", ".nf", "nextflow.enable.dsl = 2\n"},
              {"Snakemake", ".smk", "rule "}};
  struct Kind {
    const char* name;
    const char* file;   // the mock's scenarios know them by it
    const char* words;  // of what it does
  } kinds[] = {{"quick", "echo", "echo"},
               {"slow", "sleep", "sleep"},
               {"failing", "fail", "exit 3"},
               {"tasks", "tasks", "align_2"},
               {"files", "pair", "pair_tool"}};
  ASSERT_EQ(shipped_languages().size(), std::size(rows));
  for (std::size_t i = 0; i < std::size(rows); ++i) {
    const Language& language = shipped_languages()[i];
    EXPECT_EQ(language.name, rows[i].language);
    ASSERT_EQ(language.workloads.size(), std::size(kinds));
    for (std::size_t k = 0; k < std::size(kinds); ++k) {
      const Workload& workload = language.workloads[k];
      EXPECT_EQ(workload.name, kinds[k].name);
      EXPECT_EQ(workload.workflow_url, std::string(kinds[k].file) + rows[i].ending);
      ASSERT_EQ(workload.attachments.size(), workload.name == "files" ? 2U : 1U);
      EXPECT_EQ(workload.attachments[0].name, workload.workflow_url);
      EXPECT_THAT(workload.attachments[0].text, HasSubstr(kinds[k].words));
      EXPECT_THAT(workload.attachments[0].text, HasSubstr(rows[i].version_line));
      // Each parameter that is sent is one that the file reads.
      const json parameters = json::parse(workload.workflow_params);
      for (const auto& [name, value] : parameters.items())
        EXPECT_THAT(workload.attachments.back().text, HasSubstr(name.substr(name.find('.') + 1)));
    }
  }
}

// Each parameter is an input of the type it is sent with.
TEST(Workloads, OfCwlAreDocumentsOfTheVersion) {
  int read = 0;
  for (const char* version : {"v1.0", "v1.1", "v1.2"}) {
    for (const Workload& workload : choose_workloads(nullptr, "CWL", version).workloads) {
      const auto document = core::load_document(workload.workflow_url, workload.attachments[0].text);
      ASSERT_TRUE(document.has_value()) << document.error().text();
      const json tool = core::to_json(document->root);
      EXPECT_EQ(tool.at("cwlVersion"), version);
      const json parameters = json::parse(workload.workflow_params);
      for (const auto& [name, value] : parameters.items()) {
        EXPECT_EQ(tool.at("inputs").at(name).at("type"), value.is_string() ? "string" : "int");
        EXPECT_EQ(tool.at("inputs").at(name).at("default"), value);
      }
      ++read;
    }
  }
  EXPECT_EQ(read, 15);
}

TEST(Workloads, SpeakWhatTheServerDeclares) {
  struct Row {
    const char* declared;  // workflow_type_versions
    const char* type;
    const char* version;
    const char* url;
    const char* reason;
  } rows[] = {
      {R"({"CWL":{"workflow_type_version":["v1.0","v1.2","v1.1"]}})", "CWL", "v1.2", "echo.cwl",
       "declares it"},
      {R"({"cwl":{"workflow_type_version":["1.0","1.1"]}})", "cwl", "1.1", "echo.cwl", "declares it"},
      {R"({"WDL":{"workflow_type_version":["1.0"]},"CWL":{"workflow_type_version":["v1.0"]}})", "CWL", "v1.0",
       "echo.cwl", "declares it"},
      {R"({"WDL":{"workflow_type_version":["draft-2","1.0","1.9"]}})", "WDL", "1.0", "echo.wdl",
       "declares it"},
      {R"({"CWL":{"workflow_type_version":["sbg:draft-2"]},"WDL":{"workflow_type_version":["1.1"]}})", "WDL",
       "1.1", "echo.wdl", "declares it"},
      {R"({"CWL":{"workflow_type_version":["sbg:draft-2"]}})", "CWL", "v1.0", "echo.cwl", "sbg:draft-2"},
      {R"({"NFL":{"workflow_type_version":["22.10.1","DSL1","dsl2"]}})", "NFL", "dsl2", "echo.nf",
       "declares it"},
      {R"({"Nextflow":{"workflow_type_version":["21.4.0","21.10.0","DSL1"]}})", "Nextflow", "21.10.0",
       "echo.nf", "declares it"},
      {R"({"NEXTFLOW":{"workflow_type_version":["1.0"]}})", "NEXTFLOW", "1.0", "echo.nf", "declares it"},
      {R"({"SMK":{"workflow_type_version":["7.4","7.32"]}})", "SMK", "7.32", "echo.smk", "declares it"},
      {R"({"snakemake":{"workflow_type_version":[]}})", "snakemake", "1.0", "echo.smk",
       "no version is declared"},
      {R"({"WDL":["1.0"]})", "WDL", "1.0", "echo.wdl", "declares it"},
      {R"({"WDL":"1.0"})", "WDL", "1.0", "echo.wdl", "declares it"},
      {R"({"gx_workflow_ga":{"workflow_type_version":["x"]}})", "CWL", "v1.0", "echo.cwl", "gx_workflow_ga"},
      {R"({})", "CWL", "v1.0", "echo.cwl", "declares no workflow type"},
      {R"([3])", "CWL", "v1.0", "echo.cwl", "declares no workflow type"},
  };
  int run = 0;
  for (const Row& row : rows) {
    const json info{{"workflow_type_versions", json::parse(row.declared)}};
    const WorkloadChoice choice = choose_workloads(&info, "", "");
    EXPECT_EQ(choice.workflow_type, row.type) << row.declared;
    EXPECT_EQ(choice.workflow_type_version, row.version) << row.declared;
    EXPECT_THAT(choice.reason, HasSubstr(row.reason)) << row.declared;
    ASSERT_EQ(choice.workloads.size(), 5U);
    EXPECT_EQ(choice.workloads[0].workflow_url, row.url);
    EXPECT_EQ(choice.workloads[0].workflow_type, row.type);
    EXPECT_EQ(choice.workloads[0].workflow_type_version, row.version);
    ++run;
  }
  EXPECT_EQ(run, 16);
  EXPECT_EQ(choose_workloads(nullptr, "", "").workflow_type, "CWL");
}

TEST(Workloads, ReadTheMisspeltMemberToo) {
  const json info = json::parse(R"({"workflow_type_version":{"WDL":["draft-2","1.0"]}})");
  EXPECT_EQ(choose_workloads(&info, "", "").workflow_type, "WDL");
}

TEST(Workloads, TheTargetFileHasTheLastWord) {
  const json info = json::parse(
      R"({"workflow_type_versions":{"CWL":{"workflow_type_version":["v1.2"]},"NFL":{"workflow_type_version":["23.4.1"]}}})");
  EXPECT_EQ(choose_workloads(&info, "nfl", "").workflow_type, "nfl");
  EXPECT_EQ(choose_workloads(&info, "nfl", "").workflow_type_version, "23.4.1");
  EXPECT_EQ(choose_workloads(&info, "NFL", "DSL2").workflow_type_version, "DSL2");
  EXPECT_EQ(choose_workloads(&info, "WDL", "").workflow_type_version, "1.0");
  EXPECT_THAT(choose_workloads(&info, "WDL", "1.1").workloads[2].attachments[0].text,
              HasSubstr("version 1.1\n"));
}

}  // namespace
}  // namespace assay::conformance
