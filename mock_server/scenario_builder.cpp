// SPDX-License-Identifier: Apache-2.0
#include "mock_server/scenario_builder.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace assay::mock {
namespace {

// A JSON string is a YAML string.
std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void add_list(std::vector<std::string>& members, const char* key, const std::vector<std::string>& items) {
  if (!items.empty()) members.push_back(fmt::format("{}: [{{{}}}]", key, fmt::join(items, "}, {")));
}

}  // namespace

ScenarioBuilder& ScenarioBuilder::runs(const std::string& workflow_url) {
  entries_.emplace_back().workflow_url = workflow_url;
  return *this;
}

ScenarioBuilder& ScenarioBuilder::state(const std::string& state) { return step("state: " + quoted(state)); }

ScenarioBuilder& ScenarioBuilder::after(core::Duration time, const std::string& state) {
  return step(fmt::format("after: {}us, state: {}", time.count(), quoted(state)));
}

ScenarioBuilder& ScenarioBuilder::polls(std::uint32_t count, const std::string& state) {
  return step(fmt::format("polls: {}, state: {}", count, quoted(state)));
}

ScenarioBuilder& ScenarioBuilder::trigger(const std::string& name, const std::string& state) {
  return step(fmt::format("trigger: {}, state: {}", quoted(name), quoted(state)));
}

ScenarioBuilder& ScenarioBuilder::on_cancel() {
  if (entries_.empty()) runs();
  entries_.back().cancelling = true;
  return *this;
}

ScenarioBuilder& ScenarioBuilder::exit_code(int code) {
  last() += fmt::format(", exit_code: {}", code);
  return *this;
}

ScenarioBuilder& ScenarioBuilder::outputs(const std::string& json_object) {
  last() += ", outputs: " + json_object;
  return *this;
}

ScenarioBuilder& ScenarioBuilder::task(const std::string& name, core::Duration start, core::Duration runs_for,
                                       int exit_code) {
  if (entries_.empty()) runs();
  entries_.back().tasks.push_back(fmt::format("name: {}, start: {}us, runs_for: {}us, exit_code: {}",
                                              quoted(name), start.count(), runs_for.count(), exit_code));
  return *this;
}

std::string ScenarioBuilder::text() const {
  std::string text = "runs:\n";
  for (const auto& entry : entries_) {
    std::vector<std::string> members;
    if (!entry.workflow_url.empty())
      members.push_back("match: {workflow_url: " + quoted(entry.workflow_url) + "}");
    add_list(members, "timeline", entry.steps);
    add_list(members, "on_cancel", entry.on_cancel);
    add_list(members, "tasks", entry.tasks);
    text += fmt::format("  - {{{}}}\n", fmt::join(members, ", "));
  }
  return text;
}

ScenarioBuilder& ScenarioBuilder::step(const std::string& members) {
  if (entries_.empty()) runs();
  auto& entry = entries_.back();
  (entry.cancelling ? entry.on_cancel : entry.steps).push_back(members);
  return *this;
}

std::string& ScenarioBuilder::last() {
  if (entries_.empty() ||
      (entries_.back().cancelling ? entries_.back().on_cancel : entries_.back().steps).empty())
    state({});  // which no version of WES has: the loader will say so
  auto& entry = entries_.back();
  return (entry.cancelling ? entry.on_cancel : entry.steps).back();
}

}  // namespace assay::mock
