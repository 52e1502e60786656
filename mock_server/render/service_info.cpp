// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <nlohmann/json.hpp>

#include "core/version.hpp"
#include "mock_server/base/capabilities.hpp"
#include "mock_server/render/wes.hpp"

namespace assay::mock::wes {
namespace {

using nlohmann::json;

json state_counts(const View& view, const RunStore& runs) {
  std::map<std::string, std::int64_t> counts;
  for (const auto& state : view.dialect.states) counts[state.word] = 0;
  for (const auto& [state, count] : runs.state_counts(view.now)) counts[state] = count;
  return counts;
}

const std::string& wes_version(const schemas::Dialect& dialect) {
  return dialect.follows.name.empty() ? dialect.version : dialect.follows.version;
}

json type_versions(const Capabilities& known) {
  json types = json::object();
  for (const auto& type : known.workflow_types) {
    types[type.name] = {{"workflow_type_version", type.versions}};
  }
  return types;
}

json engine_versions(const Capabilities& known, bool objects) {
  json engines = json::object();
  for (const auto& engine : known.engines) {
    engines[engine.name] =
        objects ? json{{"workflow_engine_version", engine.versions}} : json(engine.versions.front());
  }
  return engines;
}

// The members of GA4GH service-info, which WES has from 1.0.1 on.
void add_service(json& body, const View& view, core::Time started) {
  body["id"] = "example.wes-assay.mock";
  body["name"] = "wes-assay mock";
  body["type"] = {{"group", "org.ga4gh"}, {"artifact", "wes"}, {"version", wes_version(view.dialect)}};
  body["description"] = "Plays scripted runs; executes nothing.";
  body["organization"] = {{"name", "wes-assay"}, {"url", "https://wes-assay.example/"}};
  body["contactUrl"] = "mailto:mock@wes-assay.example";
  body["documentationUrl"] = "https://wes-assay.example/mock";
  body["createdAt"] = core::to_iso8601(started);
  body["updatedAt"] = core::to_iso8601(started);
  body["environment"] = "test";
  body["version"] = core::suite_version();
}

}  // namespace

json service_info(const View& view, const RunStore& runs, core::Time started, const Capabilities& known) {
  json parameters = json::array();
  for (const auto& parameter : known.engine_parameters) {
    parameters.push_back(
        {{"name", parameter.name}, {"type", parameter.type}, {"default_value", parameter.value}});
  }
  json body = {{"workflow_type_versions", type_versions(known)},
               {"supported_wes_versions", {wes_version(view.dialect)}},
               {"supported_filesystem_protocols", known.filesystem_protocols},
               {"workflow_engine_versions", engine_versions(known, view.dialect.has("ListTasks"))},
               {"default_workflow_engine_parameters", parameters},
               {"system_state_counts", state_counts(view, runs)},
               {"auth_instructions_url", "https://wes-assay.example/mock#credentials"},
               {"tags", {{"mock", "wes-assay"}}}};
  if (wes_version(view.dialect) == "1.0.0") {
    body["contact_info_url"] = "mailto:mock@wes-assay.example";
  } else {
    add_service(body, view, started);
  }
  return body;
}

}  // namespace assay::mock::wes
