// SPDX-License-Identifier: Apache-2.0
#include "reports/capabilities.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/headers.hpp"
#include "core/json_guard.hpp"
#include "core/json_members.hpp"
#include "core/text.hpp"
#include "core/url.hpp"

namespace assay::reports {
namespace {

using nlohmann::json;
using Exchanges = std::vector<core::ExchangePtr>;

constexpr std::size_t kMostEvidence = 5;
constexpr std::size_t kMostRows = 40;

// Parsed when they are asked for.
class Bodies {
 public:
  const json* of(const core::ExchangePtr& exchange) {
    const auto [at, fresh] = parsed_.try_emplace(exchange->id);
    if (fresh && exchange->response) {
      auto body = core::parse_json(exchange->response->body);
      if (body) at->second = std::move(*body);
    }
    return at->second ? &*at->second : nullptr;
  }

 private:
  std::map<std::uint64_t, std::optional<json>> parsed_;
};

using core::member;
using core::text_member;

// A field of a multipart submission, as the suite writes them; "" where it has none.
std::string form_value(const core::Request& request, std::string_view name) {
  const std::string_view body = request.body;
  const std::size_t part = body.find("; name=\"" + std::string(name) + "\"");
  const std::size_t start = part == std::string_view::npos ? part : body.find("\r\n\r\n", part);
  if (start == std::string_view::npos) return {};
  const std::size_t end = body.find("\r\n--", start + 2);
  return std::string(body.substr(start + 4, end == std::string_view::npos ? end : end - start - 4));
}

// "1.1", "v1.1.0", "sapporo-wes-1.1.0"; not "2.1.1", "1.10".
bool names_1_1(std::string_view claimed) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const std::size_t at = claimed.find("1.1");
  if (at == std::string_view::npos) return false;
  const bool begins = at == 0 || (!is_digit(claimed[at - 1]) && claimed[at - 1] != '.');
  return begins && (at + 3 == claimed.size() || !is_digit(claimed[at + 3]));
}

// Answers that showed one capability.
struct Seen {
  std::vector<std::uint64_t> worked;
  std::vector<std::uint64_t> refused;
  int status = 0;  // of the first refusal
};

bool is_good(const core::Exchange& exchange) { return core::status_of(exchange) / 100 == 2; }

// The server says that it does not do this; it is not about credentials, load or a fault of its own.
bool is_refusal(int status) {
  return status == 501 || (status / 100 == 4 && status != 401 && status != 403 && status != 429);
}

void note(Seen& seen, const core::Exchange& exchange) {
  const int status = core::status_of(exchange);
  if (is_good(exchange)) {
    if (seen.worked.size() < kMostEvidence) seen.worked.push_back(exchange.id);
  } else if (is_refusal(status)) {
    if (seen.refused.empty()) seen.status = status;
    if (seen.refused.size() < kMostEvidence) seen.refused.push_back(exchange.id);
  }
}

class Table {
 public:
  // `what` was asked for, as "the task list of a run".
  void add(std::string name, std::string declared, const Seen& seen, const std::string& what) {
    using State = Capability::State;
    const bool is_declared = !declared.empty();
    if (rows_.size() >= kMostRows || (!is_declared && seen.worked.empty())) return;
    Capability row{std::move(name), State::declared, std::move(declared), {}, {}};
    if (!seen.worked.empty()) {
      row.state = is_declared ? State::observed : State::undeclared;
      row.observed = what + " works";
      row.exchanges = seen.worked;
    } else if (!seen.refused.empty()) {
      row.state = State::contradicted;
      row.observed = fmt::format("{} is answered {}", what, seen.status);
      row.exchanges = seen.refused;
    }
    rows_.push_back(std::move(row));
  }
  std::vector<Capability> take() { return std::move(rows_); }

 private:
  std::vector<Capability> rows_;
};

const json* service_info_of(const Exchanges& exchanges, Bodies& bodies) {
  for (const core::ExchangePtr& exchange : exchanges) {
    if (exchange->operation != "GetServiceInfo" || core::status_of(*exchange) != 200) continue;
    const json* body = bodies.of(exchange);
    if (body && body->is_object()) return body;
  }
  return nullptr;
}

std::vector<std::string> texts(const json* list) {
  std::vector<std::string> found;
  if (!list || !list->is_array()) return found;
  for (const json& each : *list) {
    if (each.is_string()) found.push_back(core::shortened(core::printable(each.get<std::string>()), 60));
  }
  return found;
}

// Ids that the service itself gave: of submissions and of list items.
std::set<std::string> known_runs(const Exchanges& exchanges, Bodies& bodies) {
  std::set<std::string> ids;
  for (const core::ExchangePtr& exchange : exchanges) {
    if (!is_good(*exchange)) continue;
    const json* body = bodies.of(exchange);
    if (exchange->operation == "RunWorkflow") ids.insert(text_member(body, "run_id"));
    if (exchange->operation != "ListRuns") continue;
    const json* runs = member(body, "runs");
    if (!runs) runs = member(body, "workflows");  // WES 0.x
    if (!runs || !runs->is_array()) continue;
    for (const json& run : *runs) ids.insert(text_member(&run, "run_id"));
  }
  ids.erase("");
  return ids;
}

// "/base/runs/ID/tasks?..." -> the id, decoded.
std::string run_of(std::string_view target) {
  constexpr std::string_view before = "/runs/";
  const std::size_t at = target.find(before);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = target.substr(at + before.size());
  return core::percent_decode(rest.substr(0, rest.find('/')));
}

void add_tasks(Table& table, const json* info, const Exchanges& exchanges, Bodies& bodies) {
  std::string declared;
  for (const std::string& claimed : texts(member(info, "supported_wes_versions"))) {
    if (names_1_1(claimed)) declared = "supported_wes_versions lists " + claimed;
  }
  const std::set<std::string> known = known_runs(exchanges, bodies);
  Seen seen;
  for (const core::ExchangePtr& exchange : exchanges) {
    const std::string_view target(exchange->request.target);
    const bool tasks = target.substr(0, target.find('?')).ends_with("/tasks");
    if (exchange->user != "main" || !tasks || !known.contains(run_of(target))) continue;
    if (exchange->request.method != "GET" ||
        (is_good(*exchange) && !member(bodies.of(exchange), "task_logs")))
      continue;
    // A query may be refused for what is in it.
    if (is_good(*exchange) || target.find('?') == std::string_view::npos) note(seen, *exchange);
  }
  table.add("tasks of WES 1.1", declared, seen, "the task list of a run");
}

// A named thing with versions, as a submission names it in two fields.
struct Named {
  const char* what;
  const char* field;
  const char* version_field;
  const char* member;
};
constexpr Named named_things[] = {
    {"workflow type", "workflow_type", "workflow_type_version", "workflow_type_versions"},
    {"workflow engine", "workflow_engine", "workflow_engine_version", "workflow_engine_versions"},
};

using Pair = std::pair<std::string, std::string>;  // a name and one version, or ""

std::vector<Pair> declared_pairs(const json* map, std::string_view member_of_version) {
  std::vector<Pair> pairs;
  if (!map || !map->is_object()) return pairs;
  for (const auto& [name, value] : map->items()) {
    const json* list = member(&value, member_of_version);
    std::vector<std::string> versions = texts(list ? list : &value);
    if (value.is_string()) versions = {value.get<std::string>()};
    if (versions.empty()) versions.emplace_back();
    for (std::string& version : versions) pairs.emplace_back(name, std::move(version));
  }
  return pairs;
}

// The suite asks for a declared name in other letters too (SUB-53): that works, and declares nothing new.
bool is_declared_otherwise(const json* map, const std::string& name) {
  if (!map || !map->is_object() || map->contains(name)) return false;
  return std::any_of(map->items().begin(), map->items().end(),
                     [&](const auto& each) { return core::equal_without_case(each.key(), name); });
}

// By the suite, to be refused.
bool is_made_up(const std::string& text) {
  return text.find("wes-assay") != std::string::npos || text.find("WES-ASSAY") != std::string::npos;
}

void add_named(Table& table, const Named& thing, const json* info, const Exchanges& exchanges) {
  std::vector<std::pair<Pair, Seen>> rows;
  const json* map = member(info, thing.member);
  for (Pair& pair : declared_pairs(map, thing.version_field)) rows.push_back({std::move(pair), {}});
  const std::size_t declared = rows.size();
  for (const core::ExchangePtr& exchange : exchanges) {
    if (exchange->operation != "RunWorkflow" || !exchange->response) continue;
    const Pair asked{form_value(exchange->request, thing.field),
                     form_value(exchange->request, thing.version_field)};
    if (asked.first.empty()) continue;
    if (is_made_up(asked.first) || is_made_up(asked.second)) continue;
    if (is_declared_otherwise(map, asked.first)) continue;
    // A name without a version speaks of any version, and its refusal of none: the version may be what was
    // missed.
    if (asked.second.empty() && !is_good(*exchange)) continue;
    auto at = std::find_if(rows.begin(), rows.end(), [&](const auto& row) {
      return row.first == asked || (asked.second.empty() && row.first.first == asked.first);
    });
    if (at == rows.end()) at = rows.insert(at, {asked, {}});
    note(at->second, *exchange);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [pair, seen] = rows[i];
    const std::string words = core::shortened(
        core::printable(pair.second.empty() ? pair.first : pair.first + " " + pair.second), 80);
    table.add(std::string(thing.what) + " " + words, i < declared ? thing.member : "", seen,
              "a submission that names it");
  }
}

// Addresses in the outputs of runs tell which protocols a service hands out.
void note_schemes(const json& value, std::uint64_t exchange, std::map<std::string, Seen>& seen) {
  if (value.is_string()) {
    const std::string& text = value.get_ref<const std::string&>();
    const std::size_t end = text.find("://");
    const bool word = end != std::string::npos && end > 0 && end <= 20 &&
                      text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+.-") == end;
    if (word && seen[text.substr(0, end)].worked.size() < kMostEvidence)
      seen[text.substr(0, end)].worked.push_back(exchange);
  }
  if (!value.is_structured()) return;
  for (const json& each : value) note_schemes(each, exchange, seen);
}

void add_protocols(Table& table, const json* info, const Exchanges& exchanges, Bodies& bodies) {
  std::map<std::string, Seen> seen;
  for (const core::ExchangePtr& exchange : exchanges) {
    if (exchange->operation != "GetRunLog" || !is_good(*exchange)) continue;
    const json* outputs = member(bodies.of(exchange), "outputs");
    if (outputs) note_schemes(*outputs, exchange->id, seen);
  }
  const std::vector<std::string> declared = texts(member(info, "supported_filesystem_protocols"));
  for (const std::string& protocol : declared)
    table.add("protocol " + protocol, "supported_filesystem_protocols", seen[protocol], "an output with it");
  for (const auto& [protocol, answers] : seen) {
    if (std::find(declared.begin(), declared.end(), protocol) == declared.end())
      table.add("protocol " + protocol, "", answers, "an output with it");
  }
}

void add_parameters(Table& table, const json* info) {
  const json* list = member(info, "default_workflow_engine_parameters");
  if (!list || !list->is_array()) return;
  for (const json& parameter : *list) {
    const std::string name = core::shortened(core::printable(text_member(&parameter, "name")), 60);
    if (!name.empty()) table.add("engine parameter " + name, "default_workflow_engine_parameters", {}, "");
  }
}

void add_credentials(Table& table, const json* info, const Exchanges& exchanges) {
  const std::string address = text_member(info, "auth_instructions_url");
  Seen seen;
  for (const core::ExchangePtr& exchange : exchanges) {
    const bool is_wrong = exchange->user != "main" && exchange->user != "other" && exchange->user != "none";
    const bool asked = core::status_of(*exchange) == 401 && !is_wrong;
    if (asked && seen.worked.size() < kMostEvidence) seen.worked.push_back(exchange->id);
  }
  table.add("credentials", address.empty() ? "" : "auth_instructions_url", seen, "asking for them");
}

}  // namespace

std::string_view name(Capability::State state) {
  constexpr std::array<std::string_view, 4> words = {"declared", "observed", "undeclared", "contradicted"};
  return words.at(static_cast<std::size_t>(state));
}

std::vector<Capability> capabilities(const RunResult& result) {
  const Exchanges& exchanges = result.exchanges;
  Bodies bodies;
  const json* info = service_info_of(exchanges, bodies);
  Table table;
  add_tasks(table, info, exchanges, bodies);
  for (const Named& thing : named_things) add_named(table, thing, info, exchanges);
  add_protocols(table, info, exchanges, bodies);
  add_credentials(table, info, exchanges);
  add_parameters(table, info);
  return table.take();
}

}  // namespace assay::reports
