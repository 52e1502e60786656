// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "dialects/sevenbridges/mock/tasks.hpp"
#include "mock_server/operations/listings.hpp"

namespace assay::mock::sevenbridges {
namespace {

using nlohmann::json;

struct BadQuery {
  std::string_view code;
  std::string text;
};

int digits(std::string_view text, std::size_t at, std::size_t count) {
  int number = -1;
  const auto part = text.substr(std::min(at, text.size()), count);
  const auto [end, fault] = std::from_chars(part.data(), part.data() + part.size(), number);
  return part.size() == count && fault == std::errc() && end == part.data() + part.size() ? number : -1;
}

// "2016-01-12", "2016-01-12T18:39:30", the same with Z or +02:00 behind; as times are told. A day is its
// first moment, or its last.
std::string as_told(const std::string& name, std::string_view text, bool end_of_day) {
  using namespace std::chrono;
  const year_month_day day(year(digits(text, 0, 4)), month(static_cast<unsigned>(digits(text, 5, 2))),
                           std::chrono::day(static_cast<unsigned>(digits(text, 8, 2))));
  const bool timed = text.size() > 10;
  const int hour = timed ? digits(text, 11, 2) : 0, minute = timed ? digits(text, 14, 2) : 0,
            second = timed ? digits(text, 17, 2) : 0;
  auto zone = text.size() > 19 ? text.substr(19) : std::string_view("Z");
  const bool east = zone.starts_with('+');
  const bool offset = zone.size() == 6 && (east || zone.starts_with('-'));
  const int hours = offset ? digits(zone, 1, 2) : 0, minutes = offset ? digits(zone, 4, 2) : 0;
  if (!day.ok() || std::min({hour, minute, second, hours, minutes}) < 0 || (!offset && zone != "Z"))
    throw BadQuery{bad_request, name + " must be a day or a time: 2016-01-12, 2016-01-12T18:39:30+02:00"};
  if (!timed) return core::to_iso8601(sys_days(day) + (end_of_day ? 24h - 1s : 0s));
  const auto west = (std::chrono::hours(hours) + std::chrono::minutes(minutes)) * (east ? -1 : 1);
  return core::to_iso8601(sys_days(day) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
                          seconds(second) + west);
}

using Test = std::function<bool(const json& task)>;

Test same_text(const char* member, std::string wanted) {
  return [member, wanted = std::move(wanted)](const json& task) { return task.value(member, "") == wanted; };
}

// "True" as Python spells it, and "true".
Test same_flag(const char* member, const std::string& text) {
  const bool yes = core::equal_without_case(text, "true");
  if (!yes && !core::equal_without_case(text, "false"))
    throw BadQuery{bad_request, std::string(member) + " must be true or false"};
  return [member, yes](const json& task) { return task.value(member, false) == yes; };
}

Test in_time(const std::string& name, const char* member, const std::string& text, bool from) {
  const auto bound = as_told(name, text, !from);
  return [member, bound, from](const json& task) {
    const auto time = task.value(member, "");
    return !time.empty() && (from ? time >= bound : time <= bound);
  };
}

Test test_of(const Ask& ask, const std::string& name, const std::string& value) {
  static const std::map<std::string, std::pair<const char*, bool>, std::less<>> times = {
      {"created_from", {"created_time", true}}, {"created_to", {"created_time", false}},
      {"started_from", {"start_time", true}},   {"started_to", {"start_time", false}},
      {"ended_from", {"end_time", true}},       {"ended_to", {"end_time", false}}};
  if (name == "project" || name == "parent" || name == "origin_id")
    return same_text(name == "project" ? "project" : name == "parent" ? "parent" : "origin_id", value);
  if (name == "batch") return same_flag("batch", value);
  if (name == "status") {
    if (!ask.site.dialect->state(value)) {
      throw BadQuery{not_a_status,
                     "Invalid task status. Allowed values: [QUEUED, DRAFT, RUNNING, COMPLETED, ABORTED, "
                     "ABORTING, FAILED]"};
    }
    return same_text("status", value);
  }
  const auto row = times.find(name);
  return row != times.end() ? in_time(name, row->second.first, value, row->second.second) : Test();
}

// Nothing where the list is asked for as it is kept: by time of making, the newest first.
RunOrder order_of(const Ask& ask) {
  static constexpr std::string_view members[] = {"created_time", "start_time", "end_time", "name",
                                                 "created_by"};
  std::string by = "created_time";
  bool up = false;
  for (const auto& [name, value] : ask.routing.query) {
    if (name == "order_by") by = value;
    if (name == "order" && value != "asc" && value != "desc")
      throw BadQuery{bad_request, "order must be asc or desc"};
    if (name == "order") up = value == "asc";
  }
  if (std::ranges::find(members, by) == std::end(members))
    throw BadQuery{bad_request, "order_by must be created_time, start_time, end_time, name or created_by"};
  if (by == "created_time" && !up) return {};
  return [by, up, view = ask.view, &site = ask.site](const Run& a, const Run& b) {
    const auto left = task(view, as_changed(site, a)).value(by, "");
    const auto right = task(view, as_changed(site, b)).value(by, "");
    if (left != right) return up ? left < right : left > right;
    return up ? a.serial < b.serial : a.serial > b.serial;
  };
}

RunFilter filter_of(const Ask& ask) {
  std::vector<Test> tests;
  for (const auto& [name, value] : ask.routing.query) {
    if (auto test = test_of(ask, name, value)) tests.push_back(std::move(test));
  }
  if (tests.empty()) return {};
  return [tests = std::move(tests), view = ask.view, &site = ask.site](const Run& run) {
    const auto body = task(view, as_changed(site, run));
    return std::ranges::all_of(tests, [&](const Test& test) { return test(body); });
  };
}

json link(std::string href, const char* rel) {
  return {{"href", std::move(href)}, {"rel", rel}, {"method", "GET"}};
}

std::uint64_t number_of(const Ask& ask, std::string_view name, std::uint64_t otherwise) {
  for (const auto& [key, value] : ask.routing.query) {
    if (key == name && !value.empty()) return std::strtoull(value.c_str(), nullptr, 10);
  }
  return otherwise;
}

// The page before, where this is not the first.
std::optional<std::string> previous(const Ask& ask) {
  const auto& dialect = *ask.site.dialect;
  const auto offset = number_of(ask, dialect.page_token_parameter, 0);
  const auto limit =
      number_of(ask, dialect.page_size_parameter, static_cast<std::uint64_t>(dialect.default_page_size));
  if (offset == 0) return {};
  return next_href(ask, std::to_string(offset - std::min(offset, limit)));
}

std::string own_href(const Ask& ask) {
  const auto& query = ask.routing.query;
  return ask.view.base_url + "/tasks" + (query.empty() ? "" : "?" + core::encode_query(query));
}

}  // namespace

Reply list_tasks(Ask& ask) {
  try {
    const auto serial = [](const View&, const Run& run) { return json(run.serial); };
    auto result = listed_runs(ask, serial, filter_of(ask), order_of(ask));
    if (std::holds_alternative<Reply>(result)) return std::get<Reply>(std::move(result));
    auto& listed = std::get<Listed>(result);
    for (auto& item : *listed.items) {
      item = task(ask.view, as_changed(ask.site, ask.site.runs.by_serial(item.get<std::uint64_t>())));
      select_fields(ask.routing.query, item);
    }
    json links = json::array();
    if (!listed.next.empty()) links.push_back(link(next_href(ask, listed.next), "next"));
    if (auto before = previous(ask)) links.push_back(link(std::move(*before), "prev"));
    auto reply = json_reply(
        {{"href", own_href(ask)}, {"items", std::move(*listed.items)}, {"links", std::move(links)}});
    reply.headers.set("X-Total-Matching-Query", std::to_string(listed.total));
    return reply;
  } catch (const BadQuery& bad) {
    return error_reply(400, bad.text, std::string(bad.code));
  }
}

}  // namespace assay::mock::sevenbridges
