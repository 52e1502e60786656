// SPDX-License-Identifier: Apache-2.0
#include "mock_server/operations/listings.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace assay::mock {
namespace {

using nlohmann::json;
using Paging = Behaviour::Paging;

constexpr std::uint64_t unlimited = ~std::uint64_t{0};

struct Page {
  std::vector<std::uint64_t> items;  // serials of runs, or indexes
  std::optional<Cursor> next;
  std::uint64_t total = 0;  // where it was counted
};

// Whose runs are listed, and which of them.
struct Shelf {
  std::string user;
  const RunFilter& filter;
  const RunOrder& order;
};

// The last run at or before `serial` that the list has; 0 where there is none.
std::uint64_t last_listed(const Ask& ask, std::uint64_t serial, const Shelf& shelf) {
  const bool everyone = ask.site.gate.open() || ask.site.behaviour.lists_every_users_runs;
  for (; serial > 0; --serial) {
    if (!everyone) serial = ask.site.runs.last_of(shelf.user, serial);
    if (serial == 0) break;
    const bool there = exists(ask, ask.site.runs.life(serial));
    if (there && (!shelf.filter || shelf.filter(ask.site.runs.by_serial(serial)))) break;
  }
  return serial;
}

// Newest first from a serial on: a page costs what it holds, however long the list is.
Page snapshot_page(Ask& ask, const PageQuery& query, const Shelf& shelf) {
  Page page;
  const auto size = query.size.value_or(unlimited);
  const auto last = ask.site.runs.last_serial();
  const auto newest = query.cursor ? query.cursor->newest : last;
  // A token may be older than this process: another mock of the same seed signed it.
  const auto first = std::min(query.cursor ? query.cursor->next : newest, last);
  for (auto serial = last_listed(ask, first, shelf); serial > 0;
       serial = last_listed(ask, serial - 1, shelf)) {
    if (page.items.size() == size) {
      // One item to a page would never get further.
      const bool again = ask.site.behaviour.paging == Paging::inclusive && size > 1;
      page.next = Cursor{newest, again ? page.items.back() : serial};
      return page;
    }
    page.items.push_back(serial);
  }
  if (ask.site.behaviour.extra_empty_page && !page.items.empty()) page.next = Cursor{newest, 0};
  // Nothing comes from serial 0 on; the other number makes each token a new one.
  if (ask.site.behaviour.endless_empty_pages) page.next = Cursor{newest + 1, 0};
  return page;
}

// A part of `total` things by position.
Page slice(std::uint64_t total, const PageQuery& query, Paging paging, bool extra_empty_page) {
  Page page;
  const bool pinned = paging == Paging::snapshot || paging == Paging::inclusive;
  const bool again = paging == Paging::inclusive && query.size.value_or(unlimited) > 1;
  const auto newest = query.cursor && pinned ? std::min(query.cursor->newest, total) : total;
  const auto start = std::min(query.cursor ? query.cursor->next : 0, newest);
  const auto end = start + std::min(query.size.value_or(unlimited), newest - start);
  for (auto i = start; i < end; ++i) page.items.push_back(i);
  if (end < newest || (extra_empty_page && end > start))
    page.next = Cursor{newest, again && end < newest ? end - 1 : end};
  return page;
}

void put_in_order(const Ask& ask, std::vector<std::uint64_t>& serials, const RunOrder& order) {
  std::vector<Run> runs;
  for (const auto serial : serials) runs.push_back(ask.site.runs.by_serial(serial));
  std::ranges::stable_sort(runs, order);
  std::ranges::transform(runs, serials.begin(), &Run::serial);
}

std::vector<std::uint64_t> whole_order(Ask& ask, const Shelf& shelf) {
  std::vector<std::uint64_t> serials;
  for (auto serial = last_listed(ask, ask.site.runs.last_serial(), shelf); serial > 0;
       serial = last_listed(ask, serial - 1, shelf)) {
    serials.push_back(serial);
  }
  if (shelf.order) put_in_order(ask, serials, shelf.order);
  const auto paging = ask.site.behaviour.paging;
  if (paging == Paging::ascending) std::reverse(serials.begin(), serials.end());
  if (paging == Paging::offset_by_state) {
    std::stable_partition(serials.begin(), serials.end(), [&](std::uint64_t serial) {
      return !ask.site.runs.life(serial).at(ask.view.now).terminal();
    });
  }
  return serials;
}

bool by_offset(const Ask& ask) { return ask.site.dialect->page_style == schemas::PageStyle::links; }

// Where tokens are positions, a pinned list cannot be had.
Paging paging_of(const Ask& ask, Paging wanted) {
  return by_offset(ask) && wanted == Paging::snapshot ? Paging::offset : wanted;
}

Page positions_page(Ask& ask, const PageQuery& query, const Shelf& shelf) {
  const auto& behaviour = ask.site.behaviour;
  const auto serials = whole_order(ask, shelf);
  const auto total = serials.size();
  if (behaviour.paging == Paging::ignore) return {serials, {}, total};
  auto page = slice(total, query, paging_of(ask, behaviour.paging), behaviour.extra_empty_page);
  if (by_offset(ask) && behaviour.endless_empty_pages && !page.next)
    page.next = Cursor{total, query.cursor ? query.cursor->next + 1 : total};
  for (auto& item : page.items) item = serials[item];
  page.total = total;
  return page;
}

Page runs_page(Ask& ask, const PageQuery& query, const Shelf& shelf) {
  if (query.empty_page) return {};
  const auto paging = paging_of(ask, ask.site.behaviour.paging);
  const bool by_serial = paging == Paging::snapshot || paging == Paging::inclusive;
  return by_serial && !by_offset(ask) ? snapshot_page(ask, query, shelf) : positions_page(ask, query, shelf);
}

std::string next_token(Ask& ask, const Page& page, const std::string& user, const std::string& listing) {
  if (!page.next) return "";
  return by_offset(ask) ? std::to_string(page.next->next) : ask.site.tokens.make(*page.next, user, listing);
}

PageQuery page_query(const Ask& ask, const std::string& listing) {
  const auto& site = ask.site;
  return read_page_query(ask.routing.query, site.tokens, ask.user, listing, site.behaviour, *site.dialect);
}

std::shared_ptr<json> no_items() { return std::make_shared<json>(json::array()); }

}  // namespace

ListedOrRefused listed_runs(Ask& ask, RenderRun render, const RunFilter& filter, const RunOrder& order) {
  const std::string listing = "runs";
  const auto query = page_query(ask, listing);
  if (!query.refused.empty()) return error_reply(400, query.refused);
  ask.invalid = query.passed;
  const auto user = query.cursor && !query.cursor->user.empty() ? query.cursor->user : ask.user;
  const auto page = runs_page(ask, query, {user, filter, order});
  Listed listed{no_items(), next_token(ask, page, user, listing), page.total};
  for (const auto serial : page.items)
    listed.items->push_back(render(ask.view, ask.site.runs.by_serial(serial)));
  return listed;
}

ListedOrRefused listed_tasks(Ask& ask, const Run& run, RenderTask render, const TaskFilter& filter) {
  const auto& behaviour = ask.site.behaviour;
  const auto listing = "tasks of " + run.id;
  auto query = page_query(ask, listing);
  if (!query.refused.empty()) return error_reply(400, query.refused);
  ask.invalid = query.passed;
  auto tasks = tasks_at(*run.timeline, run.marks, ask.view.now);
  if (filter) std::erase_if(tasks, [&](const TaskSituation& task) { return !filter(task); });
  Page page;
  if (!query.empty_page) {
    if (behaviour.task_paging == Paging::ignore) query = {};
    page = slice(tasks.size(), query, paging_of(ask, behaviour.task_paging), behaviour.extra_empty_page);
  }
  Listed listed{no_items(), next_token(ask, page, ask.user, listing), tasks.size()};
  for (const auto index : page.items) listed.items->push_back(render(ask.view, run, tasks[index]));
  return listed;
}

Reply answer_page(ListedOrRefused listed, const std::function<json(Listed)>& page) {
  if (std::holds_alternative<Reply>(listed)) return std::get<Reply>(std::move(listed));
  return json_reply(page(std::get<Listed>(std::move(listed))));
}

std::string next_href(const Ask& ask, const std::string& token) {
  const auto& dialect = *ask.site.dialect;
  auto query = ask.routing.query;
  std::erase_if(query, [&](const auto& pair) { return pair.first == dialect.page_token_parameter; });
  query.emplace_back(dialect.page_token_parameter, token);
  const std::string_view target = ask.request.target;
  auto path = target.substr(0, target.find('?'));
  if (path.starts_with(dialect.base_path)) path.remove_prefix(dialect.base_path.size());
  return ask.view.base_url + std::string(path) + "?" + core::encode_query(query);
}

}  // namespace assay::mock
