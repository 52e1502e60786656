// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/dialect.hpp"

namespace assay::conformance {

// One thing that is wrong with an item of GET /runs.
struct ItemFault {
  // run_id: none that is a string. state: a word that the version does not list. state_missing and
  // tags_missing: absent. summary_type: of tags, start_time or end_time. null_member: null where leaving out
  // says the same. repeated: the run is on the page before.
  enum class Kind { run_id, state, state_missing, tags_missing, summary_type, null_member, repeated } kind;
  std::string pointer;  // into the array: "/3/state"
  std::string message;
  std::string expected;
  std::string actual;
};

// What is wrong with the items of one page, in their order. `summaries`: the version knows RunSummary, so
// that tags and times mean something.
std::vector<ItemFault> item_faults(const nlohmann::json& items, const schemas::Dialect& dialect,
                                   bool summaries);

// An item with tags, start_time or end_time is meant as a RunSummary; others are RunStatus.
bool is_summary(const nlohmann::json& item);

// What is wrong with the tags that the list shows of a run: "" where all that were `sent` stand there. More
// may stand there; a server can add its own.
std::string tags_differ(const nlohmann::json& sent, const nlohmann::json& listed);

// At most `most` of `ids`, from all parts of the list.
std::vector<std::string> sample(const std::vector<std::string>& ids, std::size_t most);

}  // namespace assay::conformance
