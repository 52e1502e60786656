// SPDX-License-Identifier: Apache-2.0
#include "mock_server/listings.hpp"

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
};

// The last run at or before `serial` that the user's list has; 0 where there is none.
std::uint64_t last_listed(const Ask& ask, std::uint64_t serial, const std::string& user) {
  const bool everyone = ask.site.gate.open() || ask.site.behaviour.lists_every_users_runs;
  for (; serial > 0; --serial) {
    if (!everyone) serial = ask.site.runs.last_of(user, serial);
    if (serial == 0 || exists(ask, ask.site.runs.life(serial))) break;
  }
  return serial;
}

// Newest first from a serial on: a page costs what it holds, however long the list is.
Page snapshot_page(Ask& ask, const PageQuery& query, const std::string& user) {
  Page page;
  const auto size = query.size.value_or(unlimited);
  const auto last = ask.site.runs.last_serial();
  const auto newest = query.cursor ? query.cursor->newest : last;
  // A token may be older than this process: another mock of the same seed signed it.
  const auto first = std::min(query.cursor ? query.cursor->next : newest, last);
  for (auto serial = last_listed(ask, first, user); serial > 0; serial = last_listed(ask, serial - 1, user)) {
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

std::vector<std::uint64_t> whole_order(Ask& ask, const std::string& user) {
  std::vector<std::uint64_t> serials;
  for (auto serial = last_listed(ask, ask.site.runs.last_serial(), user); serial > 0;
       serial = last_listed(ask, serial - 1, user)) {
    serials.push_back(serial);
  }
  const auto paging = ask.site.behaviour.paging;
  if (paging == Paging::ascending) std::reverse(serials.begin(), serials.end());
  if (paging == Paging::offset_by_state) {
    std::stable_partition(serials.begin(), serials.end(), [&](std::uint64_t serial) {
      return !ask.site.runs.life(serial).at(ask.view.now).terminal();
    });
  }
  return serials;
}

Page runs_page(Ask& ask, const PageQuery& query, const std::string& user) {
  const auto& behaviour = ask.site.behaviour;
  if (query.empty_page) return {};
  if (behaviour.paging == Paging::snapshot || behaviour.paging == Paging::inclusive) {
    return snapshot_page(ask, query, user);
  }
  const auto serials = whole_order(ask, user);
  if (behaviour.paging == Paging::ignore) return {serials, {}};
  auto page = slice(serials.size(), query, behaviour.paging, behaviour.extra_empty_page);
  for (auto& item : page.items) item = serials[item];
  return page;
}

std::string next_token(Ask& ask, const Page& page, const std::string& user, const std::string& listing) {
  return page.next ? ask.site.tokens.make(*page.next, user, listing) : "";
}

}  // namespace

bool exists(const Ask& ask, const Life& run) { return !run.deleted && run.visible_from <= ask.view.now; }

Reply list_runs(Ask& ask) {
  const std::string listing = "runs";
  const auto query =
      read_page_query(ask.routing.query, ask.site.tokens, ask.user, listing, ask.site.behaviour);
  if (!query.refused.empty()) return error_reply(400, query.refused);
  ask.invalid = query.passed;
  const auto user = query.cursor && !query.cursor->user.empty() ? query.cursor->user : ask.user;
  const auto page = runs_page(ask, query, user);
  json runs = json::array();
  for (const auto serial : page.items)
    runs.push_back(wes::run_item(ask.view, ask.site.runs.by_serial(serial)));
  return json_reply({{"runs", std::move(runs)}, {"next_page_token", next_token(ask, page, user, listing)}});
}

Reply list_tasks(Ask& ask, const Run& run) {
  const auto& behaviour = ask.site.behaviour;
  const auto listing = "tasks of " + run.id;
  auto query = read_page_query(ask.routing.query, ask.site.tokens, ask.user, listing, behaviour);
  if (!query.refused.empty()) return error_reply(400, query.refused);
  ask.invalid = query.passed;
  const auto tasks = tasks_at(*run.timeline, run.marks, ask.view.now);
  Page page;
  if (!query.empty_page) {
    if (behaviour.task_paging == Paging::ignore) query = {};
    page = slice(tasks.size(), query, behaviour.task_paging, behaviour.extra_empty_page);
  }
  json logs = json::array();
  for (const auto index : page.items) logs.push_back(wes::task_log(ask.view, run, tasks[index]));
  return json_reply(
      {{"task_logs", std::move(logs)}, {"next_page_token", next_token(ask, page, ask.user, listing)}});
}

}  // namespace assay::mock
