// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"
#include "mock_server/runs/runs.hpp"

namespace assay::mock {

using nlohmann::json;

namespace {

bool is_info(const Call& call) { return good(call, "GetServiceInfo"); }

// `edit` on each value of the map `name`.
void each_value(json& body, const char* name, void (*edit)(json& value)) {
  for (auto& value : body[name]) edit(value);
}

void rename(json& body, const char* from, const char* to) {
  body[to] = std::move(body[from]);
  body.erase(from);
}

}  // namespace

const std::vector<Defect>& service_info_defects() {
  static const std::vector<Defect> rows{
      {.id = "service_info.is-a-list",
       .says = "Service-info is an array that holds the object.",
       .trips = {"SI-01"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body = json::array({body});
           }},
      {.id = "service_info.is-refused",
       .says = "Service-info is answered 500.",
       .trips = {"SI-01"},
       .may_trip = {"ERR-11", "CT-04", "CT-05", "ERR-06", "ERR-07", "AUT-13", "HTTP-01", "HTTP-17"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!is_info(call)) return;
             answer.status = 500;
             answer.body = R"({"msg":"the description is being written","status_code":500})";
           }},
      {.id = "service_info.name-is-a-number",
       .says = "The name of the service is a number.",
       .trips = {"SI-02"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["name"] = 5;
           }},
      {.id = "service_info.nulls",
       .says = "Optional members that are not known are null.",
       .trips = {"SI-02"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["description"] = body["environment"] = nullptr;
           }},
      {.id = "service_info.no-tags",
       .says = "Service-info leaves out tags and auth_instructions_url.",
       .trips = {"SI-03"},
       .body =
           [](const Call& call, json& body) {
             if (!is_info(call)) return;
             body.erase("tags");
             body.erase("auth_instructions_url");
           }},
      {.id = "service_info.no-organization",
       .says = "Service-info leaves out the organization.",
       .trips = {"SI-04"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body.erase("organization");
           }},
      {.id = "service_info.knows-wes-only",
       .says = "Service-info has the members of WES, and none of those that GA4GH asks of every service.",
       .trips = {"SI-04"},
       .body =
           [](const Call& call, json& body) {
             if (!is_info(call)) return;
             for (const auto* name : {"id", "name", "type", "description", "organization", "contactUrl",
                                      "documentationUrl", "createdAt", "updatedAt", "environment", "version"})
               body.erase(name);
           }},
      {.id = "service_info.type-is-a-word",
       .says = "The type of the service is the word wes.",
       .trips = {"SI-05"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["type"] = "wes";
           }},
      {.id = "service_info.organization-without-url",
       .says = "The organization has a name and no URL.",
       .trips = {"SI-06"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["organization"].erase("url");
           }},
      {.id = "service_info.bare-mail-address",
       .says = "The contact is a mail address without mailto.",
       .trips = {"SI-07"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["contactUrl"] = "mock@wes-assay.example";
           }},
      {.id = "service_info.local-time",
       .says = "The service was created at a time without a zone.",
       .trips = {"SI-08"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["createdAt"] = "2026-01-01 12:00:00";
           }},
      {.id = "service_info.other-artifact",
       .says = "A service of org.ga4gh names its artifact workflows.",
       .trips = {"SI-09"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["type"]["artifact"] = "workflows";
           }},
      {.id = "service_info.type-of-the-product",
       .says = "The version of the type is that of the product.",
       .trips = {"SI-10"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["type"]["version"] = "9.4.2";
           }},
      {.id = "service_info.says-nothing",
       .says = "Service-info of WES 1.0.0 is an empty object.",
       .trips = {"SI-11"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body = json::object();
           },
       .version = "1.0.0"},
      {.id = "service_info.other-versions",
       .says = "The list supported_wes_versions holds another version only.",
       .trips = {"SI-12"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["supported_wes_versions"] = {"0.3.0"};
           }},
      {.id = "service_info.type-versions-are-lists",
       .says = "The value of a workflow type is the list of versions, without the object around it.",
       .trips = {"SI-13"},
       .body =
           [](const Call& call, json& body) {
             if (!is_info(call)) return;
             each_value(body, "workflow_type_versions",
                        [](json& type) { type = json(type["workflow_type_version"]); });
           }},
      {.id = "service_info.runs-nothing",
       .says = "No workflow type is announced.",
       .trips = {"SI-14"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["workflow_type_versions"] = json::object();
           }},
      {.id = "service_info.engines-of-1-1",
       .says = "A service of WES 1.0 has the engine objects of WES 1.1.",
       .trips = {"SI-15"},
       .body =
           [](const Call& call, json& body) {
             if (!is_info(call)) return;
             each_value(body, "workflow_engine_versions", [](json& engine) {
               engine = {{"workflow_engine_version", {engine}}};
             });
           },
       .version = "1.0.1"},
      {.id = "service_info.engines-of-1-0",
       .says = "A service of WES 1.1 has the engine strings of WES 1.0.",
       .trips = {"SI-16"},
       .body =
           [](const Call& call, json& body) {
             if (!is_info(call)) return;
             each_value(body, "workflow_engine_versions",
                        [](json& engine) { engine = json(engine["workflow_engine_version"][0]); });
           }},
      {.id = "service_info.engines-are-a-list",
       .says = "The engine versions are a list of names.",
       .trips = {"SI-16"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["workflow_engine_versions"] = {"cwltool 3.1"};
           }},
      {.id = "service_info.parameters-by-engine",
       .says = "The default parameters are a map from engines to lists.",
       .trips = {"SI-17"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call))
               body["default_workflow_engine_parameters"] = {
                   {"cwltool", body["default_workflow_engine_parameters"]}};
           }},
      {.id = "service_info.counts-are-text",
       .says = "The counts of system_state_counts are strings.",
       .trips = {"SI-18"},
       .body =
           [](const Call& call, json& body) {
             if (!is_info(call)) return;
             each_value(body, "system_state_counts", [](json& count) { count = count.dump(); });
           }},
      {.id = "service_info.counts-no-state",
       .says = "Runs are counted as DELETED, which is no state.",
       .trips = {"SI-19"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["system_state_counts"]["DELETED"] = 2;
           }},
      {.id = "service_info.counts-below-zero",
       .says = "The count of queued runs is -1.",
       .trips = {"SI-19"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["system_state_counts"]["QUEUED"] = -1;
           }},
      {.id = "service_info.no-instructions",
       .says = "The auth_instructions_url is an empty string.",
       .trips = {"SI-21"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["auth_instructions_url"] = "";
           }},
      {.id = "service_info.tags-are-flags",
       .says = "The value of a tag is a boolean.",
       .trips = {"SI-22"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["tags"]["experimental"] = true;
           }},
      {.id = "service_info.protocols-are-text",
       .says = "The filesystem protocols are one string with commas.",
       .trips = {"SI-23"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["supported_filesystem_protocols"] = "http,https";
           }},
      {.id = "service_info.contact-is-prose",
       .says = "The contact_info_url is a sentence.",
       .trips = {"SI-24"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) body["contact_info_url"] = "ask the help desk";
           },
       .version = "1.0.0"},
      {.id = "service_info.stands-alone",
       .says = "There is no list of runs beside service-info until the first run is submitted.",
       .trips = {"SI-25"},
       .may_trip = {"CT-06", "LST-01", "LST-15", "AUT-01", "AUT-02", "AUT-10", "AUT-16", "HTTP-01",
                    "HTTP-15"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation != "ListRuns" || call.site.runs().last_serial() > 0) return;
             answer.status = 404;
             answer.body = R"({"msg":"there is no such path","status_code":404})";
           }},
      {.id = "service_info.changes-its-name",
       .says = "Each read of service-info has another id.",
       .trips = {"SI-26"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call))
               body["id"] = "replica-" + std::to_string(call.site.counter("service_info.changes-its-name"));
           }},
      {.id = "service_info.snake-case",
       .says = "The member contactUrl is written contact_url.",
       .trips = {"SI-27"},
       .body =
           [](const Call& call, json& body) {
             if (is_info(call)) rename(body, "contactUrl", "contact_url");
           }},
      {.id = "service_info.drops-a-letter",
       .says = "The member auth_instructions_url lacks an s, contact_info_url its end.",
       .trips = {"SI-27"},
       .body =
           [](const Call& call, json& body) {
             if (!is_info(call)) return;
             rename(body, "auth_instructions_url", "auth_instruction_url");
             rename(body, "contact_info_url", "contact_info");
           },
       .version = "1.0.0"},
  };
  return rows;
}

}  // namespace assay::mock
