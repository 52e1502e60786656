// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/observed_times.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using schemas::Phase;
using TimedKind = TimedObject::Kind;

constexpr std::array<const char*, 2> members = {"start_time", "end_time"};
constexpr core::Duration kRounding = std::chrono::seconds(1);

void add_items(std::vector<TimedObject>& objects, const json& body, const char* name, TimedObject like) {
  const Items items = items_in(&body, name);
  if (!items.array) return;
  for (std::size_t i = 0; i < items.array->size(); ++i) {
    const json& item = (*items.array)[i];
    TimedObject object = like;
    object.pointer = fmt::format("/{}/{}", items.member, i);
    object.value = &item;
    if (like.kind == TimedKind::summary) {
      object.run_id = id_member(&item, "run_id");
      object.state = text_member(&item, "state");
    } else {
      object.task_id = text_member(&item, "id");
    }
    if (item.is_object()) objects.push_back(std::move(object));
  }
}

std::string time_as_sent(const json& value) {
  return core::shortened(
      core::printable(value.is_string() ? value.get<std::string>()
                                        : value.dump(-1, ' ', true, json::error_handler_t::replace)),
      60);
}

bool is_set(const json* value) { return value && !value->is_null() && *value != ""; }

bool same_time(const json& a, const json& b) {
  if (a == b) return true;
  const auto first = read_time(a);
  const auto second = read_time(b);
  return first && second && first->instant && first->instant == second->instant;
}

// A run that waits for its turn.
bool is_waiting(const schemas::Dialect& dialect, const std::string& state) {
  const schemas::StateWord* word = dialect.state(state);
  return word && (word->phase == Phase::queued || word->phase == Phase::initializing);
}

// Whether a later answer must show the same.
bool is_settled(const TimedObject& object, const char* name, const schemas::Dialect& dialect) {
  return name != members[0] || !is_waiting(dialect, object.state);
}

bool is_later_page(const core::Exchange& exchange) {
  return exchange.request.target.find("page_token=") != std::string::npos;
}

Finding change(const TimedObject& before, const TimedObject& after, const char* name) {
  const json* now = member(after.value, name);
  const json& was = *member(before.value, name);
  Finding found =
      finding(after.exchange, is_set(now) ? "time-changes" : "time-is-gone",
              fmt::format("the {} of run {} was set, and a later answer shows {}", name,
                          core::printable(after.run_id), is_set(now) ? "another" : "none"),
              time_as_sent(was), is_set(now) ? time_as_sent(*now) : "none", {after.pointer + "/" + name});
  found.exchanges.push_back(before.exchange->id);
  return found;
}

}  // namespace

std::vector<TimedObject> timed_objects(const std::vector<ExchangePtr>& exchanges, const JsonOf& json_of) {
  std::vector<TimedObject> objects;
  for (const ExchangePtr& exchange : exchanges) {
    if (core::status_of(*exchange) != 200) continue;
    const std::string& operation = exchange->operation;
    const bool is_log = operation == "GetRunLog";
    if (!is_log && operation != "ListRuns" && operation != "ListTasks" && operation != "GetTask") continue;
    const json* body = json_of(exchange);
    if (!body || !body->is_object()) continue;
    TimedObject like;
    like.exchange = exchange;
    like.run_id = run_id_of(*exchange);
    if (operation == "ListRuns") {
      like.kind = TimedKind::summary;
      add_items(objects, *body, "runs", like);
      continue;
    }
    if (is_log) {
      TimedObject log = like;
      log.state = text_member(body, "state");
      log.pointer = "/run_log";
      log.value = member(body, "run_log");
      if (log.value && log.value->is_object()) objects.push_back(std::move(log));
    }
    like.kind = TimedKind::task;
    if (operation == "GetTask") {
      like.task_id = text_member(body, "id");
      like.value = body;
      objects.push_back(std::move(like));
    } else {
      add_items(objects, *body, "task_logs", like);
    }
  }
  return objects;
}

std::optional<TimeText> time_of(const TimedObject& object, std::string_view name) {
  const json* value = member(object.value, name);
  return value ? read_time(*value) : std::nullopt;
}

bool shows_times(const TimedObject& object) {
  return std::any_of(members.begin(), members.end(),
                     [&](const char* name) { return time_of(object, name).has_value(); });
}

std::vector<FormFinding> form_findings(const std::vector<TimedObject>& objects) {
  std::map<TimeForm, std::vector<Finding>> by_form;
  for (const TimedObject& object : objects) {
    for (const char* name : members) {
      const auto time = time_of(object, name);
      if (!time || time->form == TimeForm::exact) continue;
      merge_finding(
          by_form[time->form],
          finding(object.exchange, "time-" + std::string(conformance::name(time->form)),
                  fmt::format("{} is not written as WES asks ({})", name, conformance::name(time->form)),
                  "2026-01-31T12:00:00Z", time_as_sent(*member(object.value, name)),
                  {object.pointer + "/" + name}));
    }
  }
  std::vector<FormFinding> findings;
  for (auto& [form, merged] : by_form) findings.push_back({form, std::move(merged.front())});
  return findings;
}

std::vector<Finding> ends_before_starts(const std::vector<TimedObject>& objects) {
  std::vector<Finding> findings;
  for (const TimedObject& object : objects) {
    const auto start = time_of(object, members[0]);
    const auto end = time_of(object, members[1]);
    if (!start || !end || !start->instant || !end->instant || start->zoned != end->zoned) continue;
    if (*start->instant - *end->instant <= kRounding) continue;
    merge_finding(findings,
                  finding(object.exchange, "end-before-start", "an end_time is before its start_time",
                          "at or after " + time_as_sent(*member(object.value, members[0])),
                          time_as_sent(*member(object.value, members[1])),
                          {object.pointer + "/end_time", object.pointer + "/start_time"}));
  }
  return findings;
}

std::vector<Finding> changed_times(const std::vector<TimedObject>& objects, const schemas::Dialect& dialect) {
  using Key = std::tuple<TimedKind, std::string, std::string>;
  std::map<Key, std::vector<const TimedObject*>> reads;
  for (const TimedObject& object : objects) {
    if (object.kind == TimedKind::task && object.task_id.empty()) continue;
    if (object.run_id.empty() || is_later_page(*object.exchange)) continue;
    reads[{object.kind, object.run_id, object.task_id}].push_back(&object);
  }
  std::vector<Finding> findings;
  for (auto& [key, same] : reads) {
    std::stable_sort(same.begin(), same.end(), [](const TimedObject* a, const TimedObject* b) {
      return a->exchange->timings.received < b->exchange->timings.received;
    });
    for (const char* name : members) {
      const TimedObject* before = nullptr;  // the last that showed the time
      for (const TimedObject* now : same) {
        const json* value = member(now->value, name);
        const bool follows = before && before->exchange->timings.received <= now->exchange->timings.started;
        if (follows && !(is_set(value) && same_time(*member(before->value, name), *value)))
          merge_finding(findings, change(*before, *now, name));
        if (is_set(value) && is_settled(*now, name, dialect)) before = now;
      }
    }
  }
  return findings;
}

}  // namespace assay::conformance
