// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "mock_server/operations/handlers.hpp"
#include "mock_server/operations/listings.hpp"
#include "mock_server/render/renderings.hpp"
#include "mock_server/render/wes.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

Reply get_service_info(Ask& ask) {
  const auto& persona = ask.site.persona;
  auto body = wes::service_info(ask.view, ask.site.runs, ask.site.started, ask.site.capabilities());
  for (const auto& [member, text] : persona.service_info) {
    if (text.empty()) {
      body.erase(member);
    } else {
      body[member] = json::parse(text);
    }
  }
  return json_reply(std::move(body));
}

Reply run_workflow(Ask& ask) {
  auto sent = read_submission(ask.request, *ask.site.dialect, ask.site.behaviour, ask.site.capabilities());
  return submit_run(ask, std::move(sent), wes::run_id);
}

json page(const char* items, Listed listed) {
  return {{items, std::move(*listed.items)}, {"next_page_token", listed.next}};
}

Reply wes_list_runs(Ask& ask) {
  return answer_page(listed_runs(ask, wes::run_item),
                     [](Listed listed) { return page("runs", std::move(listed)); });
}

Reply wes_list_tasks(Ask& ask) {
  return with_run(ask, [&](const Run& run) {
    return answer_page(listed_tasks(ask, run, wes::task_log),
                       [](Listed listed) { return page("task_logs", std::move(listed)); });
  });
}

void wes_dress(SiteState&, core::Time, Reply& reply) {
  if (!reply.error.empty()) reply.body = json_reply(wes::error(reply.status, reply.error)).body;
}

}  // namespace

const Rendering& wes_rendering() {
  static const Rendering rendering{
      .dialect = "wes",
      .rows = {{"GetServiceInfo", get_service_info},
               {"ListRuns", wes_list_runs},
               {"RunWorkflow", run_workflow},
               {"GetRunLog", [](Ask& ask) { return poll_run(ask, wes::run_log); }},
               {"GetRunStatus", [](Ask& ask) { return poll_run(ask, wes::run_status); }},
               {"CancelRun", [](Ask& ask) { return cancel_run(ask, wes::run_id); }},
               {"ListTasks", wes_list_tasks},
               {"GetTask", [](Ask& ask) { return read_task(ask, wes::task_log); }},
               {"MockRunText", get_run_text},
               {"MockTaskText", get_task_text}},
      .dress = wes_dress};
  return rendering;
}

}  // namespace assay::mock
