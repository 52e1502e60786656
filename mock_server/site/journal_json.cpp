// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site/journal_json.hpp"

#include <nlohmann/json.hpp>

#include "mock_server/defects/defect.hpp"

namespace assay::mock {
namespace {

using nlohmann::json;

void tell(json& object, const char* name, const std::string& text) {
  if (!text.empty()) object[name] = text;
}
void tell(json& object, const char* name, const std::optional<core::Time>& time) {
  if (time) object[name] = exact_time(*time);
}

json named(const std::vector<std::string>& defects) {
  json list = json::array();
  for (const auto& id : defects) list.push_back({{"id", id}, {"says", find_defect(id)->says}});
  return list;
}

json to_json(const Stage& stage) {
  json object{{"state", stage.state}, {"entered", stage.entered}};
  tell(object, "at", stage.at);
  if (stage.of_cancel) object["of_cancel"] = true;
  tell(object, "trigger", stage.trigger);
  if (stage.polls > 0) object["polls"] = stage.polls;
  if (stage.line > 0) object["line"] = stage.line;
  return object;
}

json to_json(const TriedEntry& tried) {
  json misses = json::array();
  for (const auto& miss : tried.misses)
    misses.push_back({{"member", miss.member}, {"wants", miss.wants}, {"sent", miss.sent}});
  return {{"entry", tried.entry}, {"line", tried.line}, {"taken", tried.taken}, {"misses", misses}};
}

double seconds(core::Duration time) { return std::chrono::duration<double>(time).count(); }

json head_of(const JournalEntry& entry) {
  json object{{"number", entry.number},         {"at", exact_time(entry.at)},
              {"method", entry.method},         {"target", entry.target},
              {"status", entry.status},         {"delay_seconds", seconds(entry.why.delay)},
              {"sent_bytes", entry.sent_bytes}, {"answer_bytes", entry.answer_bytes}};
  tell(object, "user", entry.user);
  tell(object, "operation", entry.operation);
  tell(object, "run_id", entry.run_id);
  if (entry.run_id.empty() && entry.why.run) object["made_run_id"] = entry.why.run->run_id;
  tell(object, "refusal", entry.why.refusal);
  for (const auto& each : entry.why.invalid) object["invalid"].push_back(each.rule);
  if (!entry.faults.empty()) object["faults"] = entry.faults;
  if (!entry.why.changed_by.empty()) object["changed_by"] = entry.why.changed_by;
  if (!entry.why.on_wire.empty()) object["on_wire"] = entry.why.on_wire;
  return object;
}

}  // namespace

json to_json(const RunFacts& facts) {
  json object{{"run_id", facts.run_id},     {"number", facts.number},
              {"state", facts.state},       {"submitted", exact_time(facts.submitted)},
              {"scenario", facts.scenario}, {"script", facts.script},
              {"list", facts.list},         {"step", facts.step},
              {"line", facts.line}};
  tell(object, "user", facts.user);
  tell(object, "cancelled", facts.cancelled);
  tell(object, "ended", facts.ended);
  tell(object, "next_change", facts.next_change);
  tell(object, "waits_for_trigger", facts.trigger);
  if (facts.polls > 0) object["waits_for_polls"] = facts.polls;
  for (const auto& stage : facts.course) object["course"].push_back(to_json(stage));
  return object;
}

json to_json(const JournalEntry& entry) {
  auto object = head_of(entry);
  json headers = json::array();
  for (const auto& field : entry.headers) headers.push_back({{"name", field.name}, {"value", field.value}});
  object["headers"] = std::move(headers);
  object["sent"] = entry.sent;
  object["answer"] = entry.answer;
  return object;
}

json to_json(const Why& why) {
  json object{{"changed_by", named(why.changed_by)},
              {"on_wire", named(why.on_wire)},
              {"switched", named(why.switched)},
              {"delay_seconds", seconds(why.delay)}};
  tell(object, "refusal", why.refusal);
  for (const auto& each : why.invalid)
    object["invalid"].push_back({{"rule", each.rule}, {"says", each.says}});
  if (why.run) object["run"] = to_json(*why.run);
  for (const auto& each : why.tried) object["tried"].push_back(to_json(each));
  return object;
}

std::string log_line(const JournalEntry& entry) {
  auto object = head_of(entry);
  object["event"] = "answered";
  return json_text(object);
}

std::string json_text(const json& value) {
  return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace assay::mock
