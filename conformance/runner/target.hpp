// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/client/form.hpp"
#include "core/clock.hpp"
#include "core/headers.hpp"
#include "core/result.hpp"

namespace assay::conformance {

// What to run on the server under test, as a form that it should accept.
struct Workload {
  std::string name;  // "quick", "slow", "failing", "tasks"
  std::string workflow_type;
  std::string workflow_type_version;
  std::string workflow_url;
  std::string workflow_params = "{}";  // JSON text
  struct File {
    std::string name;
    std::string text;
  };
  std::vector<File> attachments;
};

// How long the suite waits for the server, by the clock of the run.
struct Waits {
  core::Duration finish = std::chrono::seconds(300);        // a quick or failing run reaches a terminal state
  core::Duration start = std::chrono::seconds(120);         // a slow run reaches RUNNING
  core::Duration leave_running = std::chrono::seconds(60);  // after a cancel
  core::Duration canceled = std::chrono::seconds(180);      // after a cancel
  core::Duration visible = std::chrono::seconds(10);        // a created run appears in the list
  core::Duration watch = std::chrono::seconds(5);            // an ended run is read again this long after
  core::Duration first_poll = std::chrono::milliseconds(100);
  core::Duration longest_poll = std::chrono::seconds(2);  // back-off limit
};

// A target file: what must be known of a server beside its base URL. Every member is optional.
struct Target {
  std::string base_url;
  std::string auth;        // as --auth
  std::string other_auth;  // as --other-auth
  core::Headers headers;   // sent with each request; no secrets here
  std::vector<std::pair<std::string, std::string>>
      form_fields;                  // added to each submission: workflow_engine, tags...
  std::vector<Workload> workloads;  // replace the shipped ones of the same name
  Waits waits;
};

core::Result<Target> load_target(const std::string& path);
core::Result<Target> parse_target(std::string name, std::string_view text);

// The shipped CWL workloads, as attachments: quick (echo), slow (sleep), failing (exit 3), tasks (seven steps).
const std::vector<Workload>& shipped_workloads();

// The form of a workload. `tag` becomes tags {"wes-assay": tag} (with what form_fields say of tags).
Form make_form(const Workload& workload, const Target& target, const std::string& tag);

}  // namespace assay::conformance
