// SPDX-License-Identifier: Apache-2.0
#include "mock_server/defects/tools.hpp"

#include <nlohmann/json.hpp>

#include "core/url.hpp"

namespace assay::mock {

using nlohmann::json;

std::optional<std::string> query_of(const Call& call, std::string_view name) {
  const auto mark = call.request.target.find('?');
  if (mark == std::string::npos) return {};
  for (auto& [key, value] : core::decode_query(std::string_view(call.request.target).substr(mark + 1))) {
    if (key == name) return value;
  }
  return {};
}

bool has_token(const Call& call) { return !query_of(call, "page_token").value_or("").empty(); }

bool is_over(const Call& call, const json& log) {
  return call.site.dialect().is_terminal(log.value("state", ""));
}

void refuse(core::Response& answer, int status, std::string_view msg) {
  answer.status = status;
  answer.body = json{{"msg", msg}, {"status_code", status}}.dump();
}

void each_run(json& body, const std::function<void(json&)>& edit) {
  if (body.contains("run_id")) edit(body);
  if (!body.contains("runs") || !body["runs"].is_array()) return;
  for (auto& run : body["runs"]) edit(run);
}

void each_log(json& body, const std::function<void(json&)>& edit) {
  if (body.contains("cmd")) edit(body);
  if (body.contains("run_log")) edit(body["run_log"]);
  if (!body.contains("task_logs") || !body["task_logs"].is_array()) return;
  for (auto& log : body["task_logs"]) edit(log);
}

void each_time(json& body, const std::function<void(json&)>& edit) {
  const auto in = [&](json& object) {
    for (const auto* member : {"start_time", "end_time"}) {
      if (object.contains(member) && object[member].is_string()) edit(object[member]);
    }
  };
  each_run(body, in);
  each_log(body, in);
}

}  // namespace assay::mock
