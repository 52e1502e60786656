// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/service_info.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::vector<Violation> judged(const json& body, const char* version = "1.1.0") {
  return schemas::OpenApi::shipped("wes", version)->check("GetServiceInfo", 200, "application/json", body);
}

json good_body() {
  return {{"id", "org.example.wes"},
          {"name", "example"},
          {"type", {{"group", "org.ga4gh"}, {"artifact", "wes"}, {"version", "1.1.0"}}},
          {"organization", {{"name", "example"}, {"url", "https://example.org"}}},
          {"version", "3"},
          {"workflow_type_versions", {{"CWL", {{"workflow_type_version", {"v1.0"}}}}}},
          {"supported_wes_versions", {"1.1.0"}},
          {"supported_filesystem_protocols", {"https"}},
          {"workflow_engine_versions", {{"cwltool", {{"workflow_engine_version", {"3.1"}}}}}},
          {"default_workflow_engine_parameters", json::array()},
          {"system_state_counts", json::object()},
          {"auth_instructions_url", "https://example.org"},
          {"tags", json::object()}};
}

ExchangePtr exchange() {
  auto made = std::make_shared<core::Exchange>();
  made->id = 1;
  return made;
}

TEST(ServiceInfoRequirement, IsOneForEachMistake) {
  struct Case {
    const char* patch;  // RFC 7396
    const char* requirement;
  };
  const Case cases[] = {{R"({"name": 5})", "SI-02"},
                        {R"({"supported_wes_versions": "1.1.0"})", "SI-02"},
                        {R"({"tags": null})", "SI-03"},
                        {R"({"organization": null})", "SI-04"},
                        {R"({"version": null})", "SI-04"},
                        {R"({"type": {"artifact": null}})", "SI-05"},
                        {R"({"type": "wes"})", "SI-05"},
                        {R"({"organization": {"url": null}})", "SI-06"},
                        {R"({"organization": {"url": "example.org"}})", "SI-07"},
                        {R"({"contactUrl": "help@example.org"})", "SI-07"},
                        {R"({"updatedAt": "yesterday"})", "SI-08"},
                        {R"({"workflow_type_versions": {"CWL": ["v1.0"]}})", "SI-13"},
                        {R"({"workflow_type_versions": ["CWL"]})", "SI-13"},
                        {R"({"workflow_engine_versions": {"cwltool": "3.1"}})", "SI-16"},
                        {R"({"default_workflow_engine_parameters": [{"name": 1}]})", "SI-17"},
                        {R"({"system_state_counts": {"RUNNING": "1"}})", "SI-18"},
                        {R"({"tags": {"beta": true}})", "SI-22"},
                        {R"({"supported_filesystem_protocols": [5]})", "SI-23"}};
  EXPECT_THAT(judged(good_body()), IsEmpty());
  int rows = 0;
  for (const Case& row : cases) {
    json body = good_body();
    body.merge_patch(json::parse(row.patch));
    const auto violations = judged(body);
    EXPECT_FALSE(violations.empty()) << row.patch;
    for (const Violation& each : violations) {
      EXPECT_EQ(service_info_requirement(each), row.requirement) << row.patch;
    }
    ++rows;
  }
  EXPECT_EQ(rows, 18);
}

TEST(ServiceInfoFindings, NameAllMissingMembersInOne) {
  json body = good_body();
  for (const char* name : {"tags", "system_state_counts", "id", "name"}) body.erase(name);
  const auto violations = judged(body);
  const auto wes = service_info_findings(exchange(), violations, "SI-03");
  const auto service = service_info_findings(exchange(), violations, "SI-04");
  ASSERT_THAT(wes, SizeIs(1));
  ASSERT_THAT(service, SizeIs(1));
  EXPECT_EQ(wes[0].message, "service-info lacks system_state_counts, tags");
  EXPECT_EQ(service[0].message, "service-info lacks id, name");
  EXPECT_THAT(service[0].pointers, ElementsAre(""));
}

TEST(ServiceInfoFindings, NamePartsOfTheOrganizationToo) {
  json body = good_body();
  body["organization"] = json::object();
  const auto findings = service_info_findings(exchange(), judged(body), "SI-06");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].message, "/organization lacks name, url");
  EXPECT_THAT(findings[0].pointers, ElementsAre("/organization"));
}

TEST(ServiceInfoFindings, AreOneForAllNulls) {
  json body = good_body();
  body["description"] = body["tags"] = body["organization"]["url"] = nullptr;
  const auto violations = judged(body);
  const auto findings = service_info_findings(exchange(), violations, "SI-02");
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_EQ(findings[0].reason, "explicit-null");
  EXPECT_THAT(findings[0].pointers, UnorderedElementsAre("/description", "/tags", "/organization/url"));
  EXPECT_THAT(service_info_findings(exchange(), violations, "SI-03"), IsEmpty());
}

TEST(ServiceInfoFindings, HaveNothingMissingInWes100) {
  EXPECT_THAT(judged(json::object(), "1.0.0"), IsEmpty());
}

TEST(EngineShape, IsKnownForBothVersions) {
  const json strings = {{"workflow_engine_versions", {{"a", "1"}, {"b", "2"}}}};
  const json objects = {{"workflow_engine_versions", {{"a", {{"workflow_engine_version", {"1"}}}}}}};
  const json list = {{"workflow_engine_versions", {"a"}}};
  EXPECT_TRUE(engines_of_other_version(strings, true));
  EXPECT_FALSE(engines_of_other_version(strings, false));
  EXPECT_TRUE(engines_of_other_version(objects, false));
  EXPECT_FALSE(engines_of_other_version(objects, true));
  EXPECT_FALSE(engines_of_other_version(list, true));
  EXPECT_FALSE(engines_of_other_version(json::object(), true));
}

std::string misses(const json& body, bool since_1_0_1) {
  std::string text;
  for (const NearMiss& miss : near_misses(body, since_1_0_1)) text += miss.is + ">" + miss.meant + " ";
  return text;
}

TEST(NearMisses, AreNamedWithTheRightWord) {
  struct Case {
    const char* body;
    bool since_1_0_1;
    const char* expected;
  };
  const Case cases[] = {
      {R"({"workflow_type_version": {}})", false, "workflow_type_version>workflow_type_versions "},
      {R"({"auth_instruction_url": ""})", true, "auth_instruction_url>auth_instructions_url "},
      {R"({"contact_info": ""})", false, "contact_info>contact_info_url "},
      {R"({"contact_info": ""})", true, "contact_info>contactUrl "},
      {R"({"key_values": {}})", false, "key_values>tags "},
      {R"({"created_at": ""})", true, "created_at>createdAt "},
      {R"({"created_at": ""})", false, ""},
      {R"({"workflow_type_version": {}, "workflow_type_versions": {}})", false, ""},
      {R"({"contact_info_url": ""})", true, ""},
      {R"({"queues": [], "uptime": 5})", true, ""},
      {R"([])", true, ""}};
  int rows = 0;
  for (const Case& row : cases) {
    EXPECT_EQ(misses(json::parse(row.body), row.since_1_0_1), row.expected) << row.body;
    ++rows;
  }
  EXPECT_EQ(rows, 11);
}

TEST(AnnouncedTypes, CountWhateverTheirShape) {
  EXPECT_EQ(announced_types(json::parse(R"({"CWL": {"workflow_type_version": ["v1.0"]}})")), 1U);
  EXPECT_EQ(announced_types(json::parse(R"({"CWL": ["v1.0"], "WDL": "1.0"})")), 2U);
  EXPECT_EQ(announced_types(json::parse(R"({"CWL": {"workflow_type_version": []}, "WDL": {}})")), 0U);
  EXPECT_EQ(announced_types(json::parse(R"(["CWL"])")), 0U);
}

TEST(DifferingMembers, LeaveOutWhatMayChange) {
  json a = good_body();
  json b = a;
  b["system_state_counts"] = {{"RUNNING", 1}};
  b["updatedAt"] = "2026-01-31T12:00:00Z";
  EXPECT_THAT(differing_members(a, b), IsEmpty());
  b["name"] = "other";
  b.erase("tags");
  b["new"] = 1;
  EXPECT_THAT(differing_members(a, b), ElementsAre("name", "new", "tags"));
}

}  // namespace
}  // namespace assay::conformance
