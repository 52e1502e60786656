// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "core/redact.hpp"
#include "core/url.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {

// A change of state that was seen.
struct SeenChange {
  std::string state;
  core::Duration at{};  // since the run began
};

// A task as the server tells of it. Times are the server's own.
struct SeenTask {
  std::string name;
  std::vector<std::string> cmd = {};
  std::optional<core::Time> started = {};
  std::optional<core::Time> ended = {};
  std::optional<int> exit_code = {};
  std::string stdout_url = {}, stderr_url = {};  // as they stand there
  std::string out = {}, err = {};                // what they serve
};

// A run of a real server, as it was watched.
struct SeenRun {
  std::string run_id = {};
  core::Time began{};  // when it was submitted, else when it was first seen
  core::Time asked{};  // when the last status was sent for
  std::vector<SeenChange> changes = {};
  core::Duration began_off{};                // by how much `began` may be wrong
  core::Duration off{};                      // and the time of a change, counted from it
  std::optional<core::Time> cancelled = {};  // by a request that was seen
  bool ended = false;
  std::optional<int> exit_code = {};
  std::optional<core::Time> started = {};  // by the server's clock
  std::string outputs = {};                // JSON text of an object, "" for none
  std::string stdout_url = {}, stderr_url = {};
  std::string out = {}, err = {};
  std::vector<SeenTask> tasks = {};
};

// A status answer, and when its request was sent and it came. One that is none leaves the time of the next
// change less certain, and nothing else; one that was overtaken by a later request does nothing.
void see_status(SeenRun& run, const schemas::Dialect& dialect, const nlohmann::json& status, core::Time sent,
                core::Time received);
// A run log: exit code, outputs, the places of its texts, and its tasks where it has any.
void see_log(SeenRun& run, const nlohmann::json& log);
// The tasks of a page of GET /runs/{run_id}/tasks.
void see_tasks(SeenRun& run, const nlohmann::json& page);

// The scenario that plays them again in this order, scrubbed. `remarks` receives what the language cannot
// say, in sentences.
std::string scenario_of(const std::vector<SeenRun>& runs, const core::Url& base,
                        const core::Redactor& secrets, std::vector<std::string>& remarks);

}  // namespace assay::cli
