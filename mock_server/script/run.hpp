// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "mock_server/base/draws.hpp"
#include "mock_server/script/timeline.hpp"

namespace assay::mock {

// What a client sent, and only what it sent: an absent member was absent or empty in the form.
struct RunRequest {
  std::optional<std::string> params;  // JSON text of an object
  std::optional<std::string> type;
  std::optional<std::string> type_version;
  std::optional<std::string> url;
  std::optional<std::string> engine;
  std::optional<std::string> engine_version;
  std::optional<std::string> tags;                 // JSON text
  std::optional<std::string> engine_parameters;    // JSON text
  std::map<std::string, std::string> tag_values;   // those of `tags` that are strings
  std::map<std::string, std::size_t> attachments;  // name -> bytes
  bool readable = true;  // false: the attached file that `url` names cannot be a workflow of `type`
  bool invalid = false;  // it breaks a rule of submission.hpp that was passed over
  bool operator==(const RunRequest&) const = default;
};

// What decides the state of a run.
struct Life {
  const Timeline* timeline = nullptr;  // of a scenario that outlives the run
  Marks marks = {};
  core::Time visible_from{};
  bool deleted = false;

  Situation at(core::Time now) const { return state_at(*timeline, marks, now); }
};

// A run as it is now: a copy. What changes a run is a call of RunStore.
struct Run : Life {
  std::uint64_t serial = 0;  // 1, 2, 3... in order of creation
  std::string id = {};
  std::string user = {};  // "" where nobody needs credentials
  std::shared_ptr<const RunRequest> request = {};
  IdStyle ids = IdStyle::uuid;  // of its tasks
};

// "8f3a61c2d94e-1": made of the run's id, so that no two runs share one; or of its number: "10010001".
std::string task_id(const Run& run, std::size_t index);

}  // namespace assay::mock
