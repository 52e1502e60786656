// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/submissions.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

namespace assay::conformance {
namespace {

using nlohmann::json;
using Values = std::map<std::string, std::string>;

Values values_of(const schemas::Dialect& dialect, const Target& target, std::string_view workload) {
  Values values(dialect.submission.values.begin(), dialect.submission.values.end());
  for (const auto& [name, value] : target.values) values[name] = value;
  values["workload"] = workload;
  return values;
}

std::string filled(std::string text, const Values& values) {
  for (const auto& [name, value] : values) {
    const std::string place = "{" + name + "}";
    for (std::size_t at = text.find(place); at != std::string::npos; at = text.find(place, at + value.size()))
      text.replace(at, place.size(), value);
  }
  return text;
}

void fill(json& node, const Values& values) {
  if (node.is_string()) node = filled(node.get<std::string>(), values);
  if (!node.is_structured()) return;
  for (json& item : node) fill(item, values);
}

Workload form_workload(const schemas::Dialect& dialect, const Target& target, const std::string& name) {
  json body = json::parse(dialect.submission.body);
  fill(body, values_of(dialect, target, name));
  const auto text = [&](const char* member) { return body.value(member, std::string()); };
  Workload workload;
  workload.name = name;
  workload.workflow_type = text("workflow_type");
  workload.workflow_type_version = text("workflow_type_version");
  workload.workflow_url = text("workflow_url");
  workload.workflow_params = body.value("workflow_params", json::object()).dump();
  return workload;
}

}  // namespace

WorkloadChoice workloads_for(const schemas::Dialect& dialect, const Target& target,
                             const nlohmann::json* service_info) {
  const schemas::SubmissionShape& shape = dialect.submission;
  if (shape.body.empty())
    return choose_workloads(service_info, target.workflow_type, target.workflow_type_version);
  WorkloadChoice choice{dialect.name, dialect.version, "as the dialect has them", {}};
  if (shape.encoding == schemas::SubmissionShape::Encoding::json) return choice;
  for (const char* name : {"quick", "slow", "failing", "tasks"})
    choice.workloads.push_back(form_workload(dialect, target, name));
  return choice;
}

std::string json_submission(const schemas::Dialect& dialect, const Target& target, std::string_view workload,
                            const std::string& tag, const std::string& unique) {
  json body = json::parse(dialect.submission.body);
  Values values = values_of(dialect, target, workload);
  values["tag"] = tag;
  values["unique"] = unique;
  const auto own = std::find_if(target.workloads.begin(), target.workloads.end(),
                                [&](const Workload& each) { return each.name == workload; });
  if (own != target.workloads.end() && !own->body.empty()) body.update(json::parse(own->body));
  fill(body, values);
  return body.dump();
}

}  // namespace assay::conformance
