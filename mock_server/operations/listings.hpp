// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <variant>

#include "mock_server/operations/handlers.hpp"

namespace assay::mock {

struct Listed {
  std::shared_ptr<nlohmann::json> items;  // never null
  std::string next;                       // the token of the next page; "" at the end
  std::uint64_t total = 0;  // how many there are on all pages; counted where Dialect::page_style is links
};
using ListedOrRefused = std::variant<Listed, Reply>;
using RunFilter = std::function<bool(const Run&)>;
using RunOrder = std::function<bool(const Run&, const Run&)>;  // whether the one stands before the other

// Runs of the caller, newest first, as the list was when page 1 was read; where the dialect pages by offset,
// as it is now. States are those of now. An empty filter takes all; another order can be had by offset only.
ListedOrRefused listed_runs(Ask& ask, RenderRun render, const RunFilter& filter = {},
                            const RunOrder& order = {});
// Tasks in the order in which they started.
using TaskFilter = std::function<bool(const TaskSituation&)>;
ListedOrRefused listed_tasks(Ask& ask, const Run& run, RenderTask render, const TaskFilter& filter = {});

// A page as the dialect has it, or the refusal.
Reply answer_page(ListedOrRefused listed, const std::function<nlohmann::json(Listed)>& page);
// The address of the next page, for a dialect with links: as this request, with another token.
std::string next_href(const Ask& ask, const std::string& token);

}  // namespace assay::mock
