// SPDX-License-Identifier: Apache-2.0
// How the answers of a dialect are read: the run that one speaks of, and the pages of a list.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/exchange.hpp"
#include "schemas/dialect.hpp"

namespace assay::schemas {

// The run that a request below /runs/{run_id} speaks of, decoded; "" for other requests.
std::string run_id_of(const core::Exchange& exchange);
// The same in the paths of a dialect; "" where its operation speaks of no run.
std::string run_id_of(const core::Exchange& exchange, const Dialect& dialect);

// The items of a page, and the member that holds them. `array` is null where no member does.
struct Items {
  const nlohmann::json* array = nullptr;
  std::string member = {};
};
// Where an answer has no array in "runs", its "workflows" is read (WES 0.x, Toil, workflow-service): one
// misnamed member, which LST-01 reports, hides nothing else.
Items items_in(const nlohmann::json* body, std::string_view name);

// One page of the list of runs, or of the tasks of a run.
struct Page {
  core::ExchangePtr exchange;
  std::vector<std::string> ids;  // of runs or tasks, in the order given; "" where an item has none
  enum class Token { text, empty, null, absent, wrong_type } token_kind = Token::absent;
  std::string token;          // for Token::text
  bool readable = false;      // 200, JSON object, with an array of items
  std::string leads_on = {};  // where the token stands: "next_page_token", "links"
  std::string member;         // the member that held the items: "runs", or the look-alike "workflows"
};

// Where pages of a listing keep what they hold.
struct PageReading {
  std::string items = "runs";
  std::string id = "run_id";             // of an item
  std::string next = "next_page_token";  // PageStyle::token: the member with the token
  std::string token_parameter = {};      // PageStyle::links: the token is its value in the link of rel next
};
// `operation` is ListRuns or ListTasks.
PageReading page_reading(const Dialect& dialect, std::string_view operation);
// Items as items_in() finds them, ids as id_member() reads them. `body` may be null (no JSON).
Page read_page(const core::ExchangePtr& exchange, const nlohmann::json* body, const PageReading& reading);
// As WES names them: `items` is "runs" or "task_logs".
Page read_page(const core::ExchangePtr& exchange, const nlohmann::json* body, std::string_view items);

// What leads from a page to the next; "" where nothing does.
std::string next_token(const nlohmann::json& page, const Dialect& dialect);

}  // namespace assay::schemas
