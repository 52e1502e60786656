// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/task_list.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/rules/members.hpp"
#include "conformance/rules/walk.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;

bool all_have_ids(const TaskLogs& tasks) {
  return std::none_of(tasks.begin(), tasks.end(),
                      [](const json* task) { return text_member(task, "id").empty(); });
}

// What a task is known by; "" where several of the list share it.
std::vector<std::string> keys_of(const TaskLogs& tasks, bool by_id) {
  std::vector<std::string> keys;
  std::map<std::string, int> times;
  for (const json* task : tasks) {
    const std::string start = text_member(task, "start_time");
    keys.push_back(by_id ? text_member(task, "id")
                         : text_member(task, "name") + (start.empty() ? "" : " of " + start));
    ++times[keys.back()];
  }
  for (std::string& key : keys) {
    if (times[key] > 1) key.clear();
  }
  return keys;
}

// 2026-01-31T12:00:00Z
bool is_plain_time(const std::string& time) {
  return time.size() == 20 && time[10] == 'T' && time[19] == 'Z';
}

}  // namespace

TaskLogs task_logs_of(const json* array) {
  TaskLogs tasks;
  if (!array || !array->is_array()) return tasks;
  for (const json& task : *array) tasks.push_back(&task);
  return tasks;
}

bool is_of_task_identity(const schemas::Violation& violation) {
  if (violation.keyword == "required")
    return violation.expected == "member id" || violation.expected == "member name";
  return std::count(violation.instance.begin(), violation.instance.end(), '/') == 3 &&
         (violation.instance.ends_with("/id") || violation.instance.ends_with("/name"));
}

std::optional<std::string> shared_task_id(const TaskLogs& tasks) {
  std::set<std::string> seen;
  for (const json* task : tasks) {
    const std::string id = text_member(task, "id");
    if (!id.empty() && !seen.insert(id).second) return id;
  }
  return std::nullopt;
}

std::optional<std::pair<std::string, std::string>> task_disorder(const TaskLogs& a, const TaskLogs& b) {
  const bool by_id = all_have_ids(a) && all_have_ids(b);
  return first_disorder(keys_of(a, by_id), keys_of(b, by_id));
}

std::vector<std::string> task_differences(const json& item, const json& alone) {
  std::vector<std::string> members;
  for (const char* name : {"id", "name", "cmd", "start_time", "end_time", "exit_code", "system_logs"}) {
    const json* listed = member(&item, name);
    const json* read = member(&alone, name);
    const bool in_list = listed && !listed->is_null();
    const bool in_alone = read && !read->is_null();
    if (in_list != in_alone || (in_list && *listed != *read)) members.emplace_back(name);
  }
  return members;
}

bool needs_encoding(std::string_view id) { return core::percent_encode(id) != id; }

std::string odd_exit_codes(std::string_view state, const TaskLogs& tasks) {
  int codes = 0, failed = 0;
  for (const json* task : tasks) {
    const json* code = member(task, "exit_code");
    if (!code || !code->is_number_integer()) continue;
    ++codes;
    failed += code->get<std::int64_t>() != 0 ? 1 : 0;
  }
  if (state == "COMPLETE" && failed > 0)
    return "the run is COMPLETE, and " + std::to_string(failed) +
           " of its tasks ended with another code than 0";
  if (state == "EXECUTOR_ERROR" && codes > 0 && failed == 0)
    return "the run ended in EXECUTOR_ERROR, and each of its tasks with code 0";
  return {};
}

std::string outside_of_run(const json* run_log, const json& task) {
  const std::string start = text_member(&task, "start_time"), end = text_member(&task, "end_time");
  const std::string run_start = text_member(run_log, "start_time"),
                    run_end = text_member(run_log, "end_time");
  const std::string name = "the task " + core::printable(text_member(&task, "name"));
  // Times of this form compare as text does.
  if (is_plain_time(start) && is_plain_time(run_start) && start < run_start)
    return name + " started at " + start + ", before its run at " + run_start;
  if (is_plain_time(end) && is_plain_time(run_end) && end > run_end)
    return name + " ended at " + end + ", after its run at " + run_end;
  return {};
}

std::string unlike(const std::string& id, int asker) {
  const bool is_number = !id.empty() && id.find_first_not_of("0123456789") == std::string::npos;
  if (is_number && id.size() < 9)
    return std::to_string(987'654'321 - std::stol(id) - asker);  // within 32 bits
  std::string other = id;
  for (char& c : other) {
    if (c >= '0' && c <= '9') c = static_cast<char>('0' + (c - '0' + 3 + asker) % 10);
  }
  return other == id ? other + std::to_string(asker) : other;
}

}  // namespace assay::conformance
