// SPDX-License-Identifier: Apache-2.0
// The list of runs, and that of the tasks of a run.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "mock_server/defects/common.hpp"

namespace assay::mock::common {

using nlohmann::json;
using schemas::Phase;

using Paging = Behaviour::Paging;

namespace {

bool is_later_page(const Call& call) {
  return succeeds(call, "ListRuns") &&
         !query_of(call, call.site.dialect().page_token_parameter).value_or("").empty();
}

}  // namespace

std::vector<Defect> list_rows() {
  return {
      {.id = "common.ignores-page-size",
       .says = "Every run comes in one page, whatever size was asked for.",
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::ignore; },
       .asks = {"page-size"}},
      {.id = "common.repeats-a-run",
       .says = "A page starts with the last run of the page before.",
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::inclusive; },
       .asks = {"no-run-twice"},
       .may_ask = {"stable-pages", "walk-is-whole"}},
      {.id = "common.skips-a-run",
       .says = "A page that is not the first lacks its first run.",
       .may_trip = {"SBT-55"},
       .body =
           [](const Call& call, json& body) {
             json* runs = is_later_page(call) ? items_of(call, body, "ListRuns") : nullptr;
             if (runs && !runs->empty()) runs->erase(0);
           },
       .asks = {"walk-is-whole"},
       .may_ask = {"stable-pages"}},
      {.id = "common.last-page-leads-nowhere",
       .says = "The last page of runs has a token that is empty, or a link without an address.",
       .body =
           [](const Call& call, json& body) {
             if (!items_of(call, body, "ListRuns")) return;
             const auto& dialect = call.site.dialect();
             if (dialect.page_style == schemas::PageStyle::token) {
               if (text_at(body, dialect.next_token_member).empty()) body[dialect.next_token_member] = "";
               return;
             }
             const auto next = [](const json& link) { return text_at(link, "rel") == "next"; };
             auto& links = body["links"];
             if (std::none_of(links.begin(), links.end(), next))
               links.push_back({{"href", ""}, {"rel", "next"}, {"method", "GET"}});
           },
       .asks = {"walk-ends"},
       .may_ask = {"answer-schema", "stable-pages"}},
      {.id = "common.pages-by-position",
       .says = "A token is a position counted from the newest run: a new run moves the others.",
       .behave = [](Behaviour& behaviour) { behaviour.paging = Paging::offset; },
       .asks = {"stable-pages"}},
      {.id = "common.bad-token-is-the-first-page",
       .says = "A token that was never issued leads to the first page.",
       .behave = [](Behaviour& behaviour) { behaviour.bad_token = Behaviour::BadToken::first_page; },
       .asks = {"bad-token"}},
      {.id = "common.takes-any-page-size",
       .says = "A page size that is out of range or no number counts as none.",
       .behave =
           [](Behaviour& behaviour) {
             behaviour.odd_page_size = Behaviour::OddPage::default_size;
             behaviour.zero_page_size = Behaviour::ZeroPage::default_size;
           },
       .asks = {"bad-page-size"}},
  };
}

std::vector<Defect> task_rows() {
  return {
      {.id = "common.lists-no-task",
       .says = "The list of tasks is empty.",
       .body =
           [](const Call& call, json& body) {
             if (json* tasks = items_of(call, body, "ListTasks")) *tasks = json::array();
           },
       .asks = {"tasks-listed"}},
      {.id = "common.loses-a-task",
       .says = "A task that is listed is not found by its id.",
       .answer =
           [](const Call& call, core::Response& answer) {
             if (!succeeds(call, "GetTask")) return;
             answer.status = 404;
             json body = json::object();
             const auto& names = names_of(call);
             body[names.error_message] = "there is no such task";
             if (!names.error_status.empty()) body[names.error_status] = 404;
             if (!names.error_code.empty()) body[names.error_code] = 404;
             answer.body = body.dump();
           },
       .asks = {"task-found"},
       .may_ask = {"error-shape"}},
      {.id = "common.finds-any-task",
       .says = "A task that no run has is answered with an empty object.",
       .answer =
           [](const Call& call, core::Response& answer) {
             if (call.operation != "GetTask" || call.status != 404) return;
             answer.status = 200;
             answer.body = "{}";
           },
       .asks = {"unknown-task"},
       .may_ask = {"answer-schema"}},
      {.id = "common.tasks-in-one-page",
       .says = "Every task comes in one page, whatever size was asked for.",
       .behave = [](Behaviour& behaviour) { behaviour.task_paging = Paging::ignore; },
       .asks = {"task-pages"}},
  };
}

}  // namespace assay::mock::common
