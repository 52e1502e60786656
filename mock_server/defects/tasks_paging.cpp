// SPDX-License-Identifier: Apache-2.0
#include "mock_server/defects/tasks_paging.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/tools.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

// A good page that no token was asked with.
bool is_first_of_tasks(const Call& call) { return good(call, "ListTasks") && !has_token(call); }
bool is_later_of_tasks(const Call& call) { return good(call, "ListTasks") && has_token(call); }

}  // namespace

const std::vector<Defect>& task_paging_rows() {
  static const std::vector<Defect> rows{
      {.id = "tasks.ignore-page-size",
       .says = "Every task comes in one page, whatever the page_size.",
       .trips = {"TPG-01"},
       .may_trip = {"PAG-34"},
       .behave = [](Behaviour& behaviour) { behaviour.task_paging = Behaviour::Paging::ignore; }},
      {.id = "tasks.come-twice",
       .says = "A page of tasks starts with the last task of the page before.",
       .trips = {"TPG-05", "TPG-08"},
       .behave = [](Behaviour& behaviour) { behaviour.task_paging = Behaviour::Paging::inclusive; }},
      {.id = "tasks.get-lost",
       .says = "The last task of each page but the last page is left out.",
       .trips = {"TPG-06", "TPG-08"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks") || body["next_page_token"] == "") return;
             body["task_logs"].erase(body["task_logs"].size() - 1);
           }},
      {.id = "tasks.walk-in-a-circle",
       .says = "The last page of a walk over tasks gives its own token again.",
       .trips = {"TPG-03", "TPG-26"},
       .body =
           [](const Call& call, json& body) {
             const auto token = query_of(call, "page_token");
             if (good(call, "ListTasks") && token && body["next_page_token"] == "")
               body["next_page_token"] = *token;
           }},
      {.id = "tasks.null-at-the-end",
       .says = "The last page of tasks has null as next_page_token.",
       .trips = {"TPG-04"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListTasks") && body["next_page_token"] == "") body["next_page_token"] = nullptr;
           }},
      {.id = "tasks.empty-token-fails",
       .says = "An empty page_token breaks the task list.",
       .trips = {"TPG-12"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListTasks") && query_of(call, "page_token") == "") refuse(answer, 500);
           }},
      {.id = "tasks.odd-parameters-fail",
       .says = "A page_size or page_token that the task list cannot read is answered 500.",
       .trips = {"TPG-13", "TPG-14", "TPG-19", "TPG-20", "TPG-21", "TPG-23", "TPG-34"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation == "ListTasks" && call.status == 400) refuse(answer, 500);
           }},
      {.id = "tasks.zero-means-all",
       .says = "page_size=0 returns every run, and every task.",
       .trips = {"TPG-19"},
       .may_trip = {"PAG-19"},
       .behave = [](Behaviour& behaviour) { behaviour.zero_page_size = Behaviour::ZeroPage::everything; }},
      {.id = "tasks.large-pages-are-refused",
       .says = "The task list refuses a page_size above 1000.",
       .trips = {"TPG-22"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (good(call, "ListTasks") && query_of(call, "page_size").value_or("").size() > 4)
               refuse(answer, 400);
           }},
      {.id = "tasks.head-varies",
       .says = "Every second first page of tasks of a page_size has its tasks in reverse.",
       .trips = {"TPG-11"},
       .body =
           [](const Call& call, json& body) {
             if (is_first_of_tasks(call) && query_of(call, "page_size") &&
                 call.site.counter("tasks.head-varies") % 2 == 1)
               std::reverse(body["task_logs"].begin(), body["task_logs"].end());
           }},
      {.id = "tasks.tokens-are-not-decoded",
       .says = "A token of a task list that is percent-encoded is refused with 400.",
       .trips = {"TPG-15"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const auto token = call.request.target.find("page_token=");
             if (is_later_of_tasks(call) && call.request.target.find('%', token) != std::string::npos)
               refuse(answer, 400);
           }},
      {.id = "tasks.second-use-differs",
       .says =
           "A token of a task list that is used twice in a row gives its tasks in reverse the second time.",
       .trips = {"TPG-16"},
       .body =
           [](const Call& call, json& body) {
             if (!good(call, "ListTasks")) return;
             std::string& last = call.site.notes("tasks.second-use-differs")[call.run_id];
             const std::string token = query_of(call, "page_token").value_or("");
             if (!token.empty() && token == last)
               std::reverse(body["task_logs"].begin(), body["task_logs"].end());
             last = token;
           }},
      {.id = "tasks.token-needs-a-size",
       .says = "A token of a task list without page_size is refused with 400.",
       .trips = {"TPG-18"},
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_later_of_tasks(call) && !query_of(call, "page_size")) refuse(answer, 400);
           }},
      {.id = "tasks.trip-over-two-sizes",
       .says = "A page_size that comes twice breaks the task list.",
       .trips = {"TPG-24"},
       .may_trip = {"ERR-06"},
       .answer =
           [](const Call& call, core::Response& answer) {
             const std::string& target = call.request.target;
             if (good(call, "ListTasks") && target.find("page_size=") != target.rfind("page_size="))
               refuse(answer, 500);
           }},
      {.id = "tasks.empty-pages-without-end",
       .says = "After the last task come empty pages, each with a token, for ever.",
       .trips = {"TPG-25"},
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListTasks") && body["next_page_token"] == "")
               body["next_page_token"] = "empty-1";
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             const std::string token = query_of(call, "page_token").value_or("");
             if (call.operation != "ListTasks" || call.status != 400 || !token.starts_with("empty-")) return;
             answer.status = 200;
             answer.body = json{{"task_logs", json::array()}, {"next_page_token", token + "1"}}.dump();
           }},
      {.id = "tasks.token-of-a-full-last-page-fails",
       .says = "A full last page of tasks has a token, and the token is answered 404.",
       .trips = {"TPG-27"},
       .behave = [](Behaviour& behaviour) { behaviour.extra_empty_page = true; },
       .body =
           [](const Call& call, json& body) {
             if (good(call, "ListTasks") &&
                 query_of(call, "page_size") != std::to_string(body["task_logs"].size()))
               body["next_page_token"] = "";
           },
       .answer =
           [](const Call& call, core::Response& answer) {
             if (is_later_of_tasks(call) && answer.body.find(R"("task_logs":[])") != std::string::npos)
               refuse(answer, 404);
           }},
  };
  return rows;
}

}  // namespace assay::mock
