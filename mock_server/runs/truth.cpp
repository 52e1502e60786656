// SPDX-License-Identifier: Apache-2.0
#include "mock_server/runs/truth.hpp"

#include <nlohmann/json.hpp>

#include "core/json_guard.hpp"

namespace assay::mock {

std::optional<core::Duration> left_ago(const Life& run, std::string_view word, core::Time now) {
  std::optional<core::Duration> ago;
  core::Time at = run.marks.submitted;
  bool there = run.at(at).step->state == word;
  // Ends: each turn goes to a later change, and a script has so many steps.
  for (auto next = next_change(*run.timeline, run.marks, at); next && *next > at;
       next = next_change(*run.timeline, run.marks, at)) {
    if (*next > now && !there) break;
    at = *next;
    const bool after = run.at(at).step->state == word;
    if (there && !after) ago = now - at;
    if (!there && after) ago.reset();
    there = after;
    if (at > now && ago) break;
  }
  return ago;
}

void tell_truth(const Life& run, core::Time now, std::string_view member, core::Response& response) {
  const auto json = core::parse_json(response.body);
  if (!json || !json->is_object()) return;
  const auto word = json->find(std::string(member));
  if (word == json->end() || !word->is_string()) return;
  const auto ago = left_ago(run, word->get_ref<const std::string&>(), now);
  if (ago) response.headers.set(truth_header, std::to_string(ago->count()));
}

}  // namespace assay::mock
