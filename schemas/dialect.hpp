// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace assay::schemas {

// One operation of a dialect, from schemas/<dialect>/<version>/dialect.yaml.
struct Operation {
  std::string id;      // "GetRunStatus", the operationId of the OpenAPI document
  std::string method;  // "GET"
  std::string path;    // "/runs/{run_id}/status", below the base URL
  int success = 200;
  std::vector<int> errors;  // the other statuses that the document lists
};

// The common life of a run, whatever word a dialect has for it.
enum class Phase {
  unknown,
  queued,
  initializing,
  running,
  paused,
  canceling,
  complete,
  executor_error,
  system_error,
  canceled,
  preempted
};

struct StateWord {
  std::string word;  // "EXECUTOR_ERROR"
  Phase phase;
  bool terminal = false;
};

// What mock and client both need to know about an API. Data, loaded once; mock and client share nothing else.
struct Dialect {
  std::string name;       // "wes"
  std::string version;    // "1.1.0"
  std::string base_path;  // "/ga4gh/wes/v1"
  std::vector<Operation> operations;
  std::vector<StateWord> states;
  std::string page_size_parameter;   // "page_size"
  std::string page_token_parameter;  // "page_token"
  std::string next_token_member;     // "next_page_token"

  const Operation* operation(std::string_view id) const;
  const StateWord* state(std::string_view word) const;
  bool is_terminal(std::string_view word) const;
  bool has(std::string_view operation_id) const { return operation(operation_id) != nullptr; }
};

// Shipped dialects, e.g. ("wes", "1.1.0"); an error lists the versions there are.
core::Result<std::shared_ptr<const Dialect>> load_dialect(std::string_view name, std::string_view version);
std::vector<std::string> dialect_versions(std::string_view name);

// "1.0", "v1.0.0", "sapporo-wes-1.1.0" -> the shipped version whose leading numbers agree ("1.0" -> "1.0.0").
// The same text first; of several the lowest; nothing when a number differs ("1.0.2", "2.0") or there is
// none. What follows the numbers is passed over ("1.1.0-rc1" -> "1.1.0").
std::optional<std::string> match_version(std::string_view claimed, const std::vector<std::string>& shipped);

// "/runs/{run_id}/status" with values put in, percent-encoded. A name without a value is left in its braces.
std::string fill_path(std::string_view path, const std::vector<std::pair<std::string, std::string>>& values);

}  // namespace assay::schemas
