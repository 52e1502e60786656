// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "mock_server/timeline.hpp"

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
};

struct Run {
  std::uint64_t serial = 0;  // 1, 2, 3... in order of creation
  std::string id;
  std::string user;  // "" where nobody needs credentials
  std::shared_ptr<const RunRequest> request;
  const Timeline* timeline = nullptr;  // of the scenario, which outlives the run
  Marks marks = {};
  core::Time visible_from{};
  bool deleted = false;

  Situation at(core::Time now) const { return state_at(*timeline, marks, now); }
};

// Every run that was made, in order. Not thread-safe; the site's lock is held.
class RunStore {
 public:
  explicit RunStore(std::uint64_t seed) : seed_(seed) {}
  RunStore(const RunStore&) = delete;
  RunStore& operator=(const RunStore&) = delete;
  // `run.serial` is set, and `run.id` where it is empty. The reference stays good for the life of the store.
  Run& add(Run run);
  Run* find(std::string_view id);
  Run& by_serial(std::uint64_t serial) { return runs_[serial - 1]; }
  std::uint64_t last_serial() const { return runs_.size(); }
  const std::deque<Run>& all() const { return runs_; }

 private:
  std::uint64_t seed_;
  std::deque<Run> runs_;
  std::unordered_map<std::string_view, std::uint64_t> serials_;  // the keys live in runs_
};

// Draws from a seed: the same arguments give the same number, on every machine.
std::uint64_t draw(std::uint64_t seed, std::uint64_t index);
std::uint64_t digest(std::string_view text);
// Looks like a UUID (version 4), in lower case.
std::string uuid_like(std::uint64_t seed, std::uint64_t index);
// "8f3a61c2d94e-1": made of the run's id, so that no two runs share one.
std::string task_id(const Run& run, std::size_t index);

}  // namespace assay::mock
