// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "conformance/session/target_json.hpp"
#include "conformance/session/wait_rows.hpp"
#include "core/json_guard.hpp"
#include "core/json_range.hpp"
#include "core/text.hpp"
#include "reports/evidence_lines.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

json text(const std::string& bytes) { return json(reports::text_as_json(bytes)); }
std::string text_in(const json& object, const char* name) { return reports::text_of_json(object.at(name)); }

bool is_json_object(const std::string& text) {
  const auto value = core::parse_json(text);
  return value && value->is_object();
}

constexpr struct {
  const char* name;
  std::string Target::*member;
} texts[] = {{"workflow_type", &Target::workflow_type},
             {"workflow_type_version", &Target::workflow_type_version},
             {"workflow_params", &Target::workflow_params}};

constexpr struct {
  const char* name;
  std::string Workload::*member;
} workload_texts[] = {{"name", &Workload::name},
                      {"workflow_type", &Workload::workflow_type},
                      {"workflow_type_version", &Workload::workflow_type_version},
                      {"workflow_url", &Workload::workflow_url},
                      {"workflow_params", &Workload::workflow_params}};

json workload_as_json(const Workload& workload) {
  json object = json::object();
  for (const auto& row : workload_texts) object[row.name] = text(workload.*row.member);
  if (!workload.body.empty()) object["body"] = text(workload.body);
  object["attachments"] = json::array();
  for (const Workload::File& file : workload.attachments)
    object["attachments"].push_back({{"name", text(file.name)}, {"text", text(file.text)}});
  return object;
}

Workload workload_of_json(const json& object) {
  Workload workload;
  for (const auto& row : workload_texts) workload.*row.member = text_in(object, row.name);
  if (object.contains("body")) workload.body = text_in(object, "body");
  for (const json& file : object.at("attachments"))
    workload.attachments.push_back({text_in(file, "name"), text_in(file, "text")});
  return workload;
}

}  // namespace

json target_as_json(const Target& target) {
  json object = json::object();
  for (const auto& row : texts) object[row.name] = text(target.*row.member);
  object["json_content_type"] = target.json_content_type;
  object["headers"] = object["form_fields"] = object["workloads"] = json::array();
  for (const core::Header& header : target.headers)
    object["headers"].push_back({{"name", text(header.name)}, {"value", text(header.value)}});
  for (const auto& [name, value] : target.form_fields)
    object["form_fields"].push_back({{"name", text(name)}, {"value", text(value)}});
  for (const Workload& workload : target.workloads) object["workloads"].push_back(workload_as_json(workload));
  for (const auto& [name, value] : target.values)
    object["values"].push_back({{"name", text(name)}, {"value", text(value)}});
  for (const WaitRow& row : wait_rows) object["waits"][row.name] = (target.waits.*row.member).count();
  return object;
}

Target target_of_json(const json& object) {
  Target target;
  for (const auto& row : texts) target.*row.member = text_in(object, row.name);
  if (!target.workflow_type.empty() && !language_of(target.workflow_type))
    throw core::BadInput({"no workloads are shipped in " + core::printable(target.workflow_type)});
  if (!target.workflow_params.empty() && !is_json_object(target.workflow_params))
    throw core::BadInput({"workflow_params of the target is no JSON object"});
  target.json_content_type = object.at("json_content_type").get<bool>();
  for (const json& header : object.at("headers"))
    target.headers.add(text_in(header, "name"), text_in(header, "value"));
  for (const json& field : object.at("form_fields"))
    target.form_fields.emplace_back(text_in(field, "name"), text_in(field, "value"));
  for (const json& value : object.value("values", json::array()))
    target.values.emplace_back(text_in(value, "name"), text_in(value, "value"));
  for (const json& workload : object.at("workloads")) target.workloads.push_back(workload_of_json(workload));
  for (const WaitRow& row : wait_rows)
    target.waits.*row.member = core::duration_in(object.at("waits"), row.name);
  return target;
}

}  // namespace assay::conformance
