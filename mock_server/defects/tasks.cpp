// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/tasks_paging.hpp"
#include "mock_server/defects/tools.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

void each_task(json& body, const std::function<void(json& task)>& edit) {
  each_log(body, [&](json& log) {
    if (log.contains("id")) edit(log);
  });
}

void answer_json(core::Response& answer, int status, const json& body) {
  answer.status = status;
  answer.body = body.dump();
}

const std::vector<Defect>& task_rows() {
  static const std::vector<Defect> rows{
      {.id = "tasks.not-implemented",
       .says = "The list of tasks answers 400.",
       .trips = {"TSK-01", "TSK-15"},
       .may_trip = {"CON-06", "RUN-14", "TPG-22"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListTasks"))
               answer_json(answer, 400, {{"msg", "not implemented"}, {"status_code", 400}});
           }},
      {.id = "tasks.have-no-path",
       .says = "There is no task list: its path is answered 404.",
       .trips = {"TSK-01", "TSK-15"},
       .may_trip = {"CON-06", "RUN-14"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if ((call.operation == "ListTasks" || call.operation == "GetTask") && call.status != 401)
               refuse(answer, 404);
           }},
      {.id = "tasks.have-no-ids",
       .says = "The tasks of the list have no id.",
       .trips = {"TSK-02"},
       .may_trip = {"CON-06"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks")) return;
             for (auto& task : body["task_logs"]) task.erase("id");
           }},
      {.id = "tasks.same-id-for-all",
       .says = "All tasks of a run are listed under one id.",
       .trips = {"TSK-03", "TPG-05"},
       .may_trip = {"CON-06", "TSK-05", "TSK-08", "TPG-08", "TPG-27", "TIM-06"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks")) return;
             for (auto& task : body["task_logs"]) task["id"] = "task";
           }},
      {.id = "tasks.exit-codes-are-text",
       .says = "The exit codes of listed tasks are strings.",
       .trips = {"TSK-04"},
       .may_trip = {"TSK-09"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks")) return;
             for (auto& task : body["task_logs"]) {
               if (task.contains("exit_code")) task["exit_code"] = task["exit_code"].dump();
             }
           }},
      {.id = "tasks.stand-in-another-order",
       .says = "The task list begins with the last task, the run log with the first.",
       .trips = {"TSK-05"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListTasks")) std::reverse(body["task_logs"].begin(), body["task_logs"].end());
           }},
      {.id = "tasks.change-places",
       .says = "Each answer lists the tasks in another order.",
       .trips = {"TSK-06"},
       .may_trip = {"TSK-05", "TPG-11", "TPG-16"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks") || body["task_logs"].empty()) return;
             auto& tasks = body["task_logs"];
             const auto by = call.site.counter("tasks.change-places") % tasks.size();
             std::rotate(tasks.begin(), tasks.begin() + static_cast<std::ptrdiff_t>(by), tasks.end());
           }},
      {.id = "tasks.unknown-run-is-empty",
       .says = "The task list of an unknown run is answered 200, and empty.",
       .trips = {"TSK-07"},
       .may_trip = {"ERR-05", "HTTP-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "ListTasks" && call.status == 404)
               answer_json(answer, 200, {{"task_logs", json::array()}, {"next_page_token", ""}});
           }},
      {.id = "tasks.cannot-be-read-alone",
       .says = "A task that is in the list is answered 404.",
       .trips = {"TSK-08"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "GetTask")) answer_json(answer, 404, {{"msg", "no task"}, {"status_code", 404}});
           }},
      {.id = "tasks.have-another-name-alone",
       .says = "A task that is read alone has another name than in the list.",
       .trips = {"TSK-09"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetTask")) body["name"] = "task " + body.value("name", "");
           }},
      {.id = "tasks.makes-up-tasks",
       .says = "A task that does not exist is answered 200.",
       .trips = {"TSK-10", "TSK-11", "TSK-12"},
       .may_trip = {"ERR-05", "HTTP-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "GetTask" && call.status == 404)
               answer_json(answer, 200, {{"id", call.task_id}, {"name", "a task"}});
           }},
      {.id = "tasks.found-in-any-run",
       .says = "A task is found by its id alone, whatever the run of the path.",
       .trips = {"TSK-11", "TSK-12"},
       .may_trip = {"AUT-06"},
       .behave = [](Behaviour& behaviour) { behaviour.finds_tasks_of_any_run = true; }},
      {.id = "tasks.null-where-there-are-none",
       .says = "The task list of a run without tasks is null.",
       .trips = {"TSK-13"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListTasks") && body["task_logs"].empty()) body["task_logs"] = nullptr;
           }},
      {.id = "tasks.tes-uri-is-no-url",
       .says = "The tes_uri of a task is a name.",
       .trips = {"TSK-14"},
       .body =
           [](const Call&, json& body) {
             each_task(body, [](json& task) { task["tes_uri"] = "tes task " + task.value("name", ""); });
           }},
      {.id = "tasks.url-leads-nowhere",
       .says = "The task_logs_url of a run is answered 404.",
       .trips = {"TSK-15"},
       .may_trip = {"RUN-14"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "GetRunLog")) body["task_logs_url"] = body.value("task_logs_url", "") + "/all";
           }},
      {.id = "tasks.slash-in-ids",
       .says = "Task ids hold a slash, and are not found when it is percent-encoded.",
       .trips = {"TSK-16"},
       .body =
           [](const Call&, json& body) {
             each_task(body, [](json& task) {
               auto id = task["id"].get<std::string>();
               std::replace(id.begin(), id.end(), '-', '/');
               task["id"] = id;
             });
           }},
      {.id = "tasks.never-end",
       .says = "Tasks have no end_time.",
       .trips = {"TSK-17"},
       .may_trip = {"CON-06", "TIM-09"},
       .body = [](const Call&, json& body) { each_task(body, [](json& task) { task.erase("end_time"); }); }},
  };
  return rows;
}

}  // namespace

const std::vector<Defect>& tasks_defects() {
  static const std::vector<Defect> rows = [] {
    auto all = task_rows();
    all.insert(all.end(), task_paging_rows().begin(), task_paging_rows().end());
    return all;
  }();
  return rows;
}

}  // namespace assay::mock
