// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/rules/finding.hpp"
#include "conformance/rules/history.hpp"
#include "conformance/rules/timestamp.hpp"
#include "schemas/dialect.hpp"

namespace assay::conformance {

// An object of a good answer that may show start_time and end_time.
struct TimedObject {
  enum class Kind { run_log, task, summary };
  Kind kind = Kind::run_log;
  std::string run_id;
  std::string task_id;  // "" where it has none
  std::string state;    // of the run; "" where the answer does not say
  std::string pointer;  // "/run_log", "/task_logs/3", "/runs/0", "" for GetTask
  const nlohmann::json* value = nullptr;
  ExchangePtr exchange;
};

// Run logs with their tasks, task lists, single tasks and listed runs. `json_of` owns the bodies.
std::vector<TimedObject> timed_objects(const std::vector<ExchangePtr>& exchanges, const JsonOf& json_of);

// The time of a member; nothing where it is absent or null.
std::optional<TimeText> time_of(const TimedObject& object, std::string_view member);
bool shows_times(const TimedObject& object);

// One finding for each way of writing a time that is not the exact one; reason "time-no-zone".
struct FormFinding {
  TimeForm form;
  Finding finding;
};
std::vector<FormFinding> form_findings(const std::vector<TimedObject>& objects);

// Objects whose start_time is more than a second after their end_time: whole seconds may be rounded.
std::vector<Finding> ends_before_starts(const std::vector<TimedObject>& objects);

// Times of one run log, task or listed run that were set, and later were another or gone. Only reads that
// followed each other are compared. The start_time of a run that still waits says when it was submitted on
// many services; it may become another. Pages after the first may show an older moment and are left out.
std::vector<Finding> changed_times(const std::vector<TimedObject>& objects, const schemas::Dialect& dialect);

}  // namespace assay::conformance
