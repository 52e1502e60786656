// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/run_items.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/rules/members.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using nlohmann::json;
using Kind = ItemFault::Kind;

// One page: its faults, and the ids that came so far.
struct Reading {
  const schemas::Dialect& dialect;
  bool summaries;
  std::vector<ItemFault> faults = {};
  std::set<std::string> seen = {};

  void fault(Kind kind, std::string pointer, std::string message, std::string expected, std::string actual) {
    faults.push_back({kind, std::move(pointer), std::move(message), std::move(expected), std::move(actual)});
  }

  bool is_null(const json* value, const std::string& pointer) {
    if (!value || !value->is_null()) return false;
    fault(Kind::null_member, pointer, "a member of a listed run is null; leaving it out says the same",
          "a value, or no member", "null");
    return true;
  }

  void read_id(const json& item, const std::string& at) {
    const json* id = member(&item, "run_id");
    if (!id || !id->is_string() || id->get_ref<const std::string&>().empty()) {
      fault(Kind::run_id, at + "/run_id", "a listed run has no run_id that is a text", "a string",
            !item.is_object() ? std::string("the item is of type ") + item.type_name()
            : id              ? core::printable(core::shortened(id->dump(), 100))
                              : "no member");
    } else if (!seen.insert(id->get<std::string>()).second) {
      const std::string text = core::printable(id->get<std::string>());
      fault(Kind::repeated, at + "/run_id", "the run " + text + " stands twice on one page", "each run once",
            text + " again");
    }
  }

  void read_state(const json& item, const std::string& at) {
    const json* state = member(&item, "state");
    if (is_null(state, at + "/state")) return;
    if (!state) {
      fault(Kind::state_missing, at + "/state", "a listed run has no state", "a State", "no member");
    } else if (!state->is_string() || !dialect.state(state->get<std::string>())) {
      fault(Kind::state, at + "/state",
            "a listed run has a state that WES " + dialect.version + " does not list", "a State",
            core::printable(core::shortened(state->dump(), 100)));
    }
  }

  void read_tags(const json& item, const std::string& at) {
    const json* tags = member(&item, "tags");
    if (!tags) {
      if (member(&item, "start_time") || member(&item, "end_time")) {
        fault(Kind::tags_missing, at + "/tags", "a listed run shows times, but no tags", "tags", "no member");
      }
      return;
    }
    if (is_null(tags, at + "/tags")) return;
    const bool texts = tags->is_object() && std::all_of(tags->begin(), tags->end(),
                                                        [](const json& value) { return value.is_string(); });
    if (texts) return;
    fault(Kind::summary_type, at + "/tags", "the tags of a listed run do not map texts to texts",
          "an object of strings", core::printable(core::shortened(tags->dump(), 100)));
  }

  void read_times(const json& item, const std::string& at) {
    for (const char* name : {"start_time", "end_time"}) {
      const std::string pointer = at + "/" + name;
      const json* time = member(&item, name);
      if (is_null(time, pointer) || !time || time->is_string()) continue;
      fault(Kind::summary_type, pointer, "a time of a listed run is no text", "a string",
            core::printable(core::shortened(time->dump(), 100)));
    }
  }
};

}  // namespace

std::vector<ItemFault> item_faults(const json& items, const schemas::Dialect& dialect, bool summaries) {
  Reading reading{dialect, summaries};
  for (std::size_t i = 0; i < items.size(); ++i) {
    const std::string at = "/" + std::to_string(i);
    reading.read_id(items[i], at);
    if (!items[i].is_object()) continue;
    reading.read_state(items[i], at);
    if (!summaries) continue;
    reading.read_tags(items[i], at);
    reading.read_times(items[i], at);
  }
  return std::move(reading.faults);
}

bool is_summary(const json& item) {
  return member(&item, "tags") || member(&item, "start_time") || member(&item, "end_time");
}

std::string tags_differ(const json& sent, const json& listed) {
  for (const auto& [name, value] : sent.items()) {
    if (!value.is_string()) continue;
    const json* shown = member(&listed, name);
    if (!shown) return "the tag " + core::printable(name) + " is missing";
    if (*shown != value) return "the tag " + core::printable(name) + " has another value";
  }
  return {};
}

std::vector<std::string> sample(const std::vector<std::string>& ids, std::size_t most) {
  if (ids.size() <= most) return ids;
  std::vector<std::string> some;
  for (std::size_t i = 0; i < most; ++i) some.push_back(ids[i * (ids.size() - 1) / (most - 1)]);
  return some;
}

}  // namespace assay::conformance
