// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "conformance/client/form.hpp"
#include "conformance/session/workload.hpp"
#include "core/clock.hpp"
#include "core/document.hpp"
#include "core/headers.hpp"
#include "core/result.hpp"

namespace assay::conformance {

// How long the suite waits for the server, by the clock of the run.
struct Waits {
  core::Duration finish = std::chrono::seconds(300);        // a quick or failing run reaches a terminal state
  core::Duration start = std::chrono::seconds(120);         // a slow run reaches RUNNING
  core::Duration leave_running = std::chrono::seconds(60);  // after a cancel
  core::Duration canceled = std::chrono::seconds(180);      // after a cancel
  core::Duration visible = std::chrono::seconds(10);        // a created run appears in the list
  core::Duration watch = std::chrono::seconds(5);           // an ended run is read again this long after
  core::Duration first_poll = std::chrono::milliseconds(100);
  core::Duration longest_poll = std::chrono::seconds(2);  // back-off limit
};

// A target file: what must be known of a server beside its base URL. Every member is optional.
struct Target {
  std::string base_url;
  std::string base_path;              // of a URL that has no path: "/api/ga4gh/wes/v1"
  std::string dialect = {};           // as --dialect
  std::string region = {};            // of a service whose requests are signed
  std::string wes_version;            // as --wes-version
  std::string auth;                   // as --auth
  std::string other_auth;             // as --other-auth
  std::string bad_auth;               // in the same form: what is sent where wrong credentials are tried
  core::Headers headers;              // sent with each request; no secrets here
  std::string workflow_type;          // of the shipped workloads; "" asks service-info
  std::string workflow_type_version;  // only with workflow_type
  std::string workflow_params;  // JSON object, its members added to those of each workload; "" adds nothing
  std::vector<std::pair<std::string, std::string>>
      form_fields;                  // added to each submission: workflow_engine, tags...
  bool json_content_type = false;   // the parts of a form that hold JSON say so
  std::vector<Workload> workloads;  // replace the shipped ones of the same name
  // Of the places that the dialect's submission has: role, output, project...
  std::vector<std::pair<std::string, std::string>> values = {};
  Waits waits;
};

// A file, or the name of a shipped target ("sapporo"), which has neither a dot nor a slash.
core::Result<Target> load_target(const std::string& path);
std::vector<std::string> shipped_targets();
// A target that stands in another document.
core::Result<Target> read_target(const core::Document& document, const core::Node& node);
core::Result<Target> parse_target(std::string name, std::string_view text);

// The base URL as the user gave it, or the target's own; base_path is added where it has no path. "" where
// neither is given; an Error where it is no base URL.
core::Result<std::string> base_url_of(const Target& target, const std::string& given);

// The form of a workload. `tag` becomes tags {"wes-assay": tag} (with what form_fields say of tags).
Form make_form(const Workload& workload, const Target& target, const std::string& tag);

}  // namespace assay::conformance
