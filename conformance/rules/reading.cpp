// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/reading.hpp"

#include <array>
#include <map>
#include <nlohmann/json.hpp>

#include "conformance/rules/members.hpp"
#include "conformance/rules/walk.hpp"

namespace assay::conformance {

using nlohmann::json;

std::vector<MadeByReading> made_by_reading(const std::vector<ExchangePtr>& exchanges,
                                           const std::set<std::string>& own,
                                           const std::function<const json*(const ExchangePtr&)>& json_of) {
  std::vector<MadeByReading> made;
  std::set<std::string> known = own;
  std::map<std::string, ExchangePtr> asked;
  for (const ExchangePtr& exchange : exchanges) {
    if (exchange->request.method != "GET") continue;
    const std::string id = run_id_of(*exchange);
    if (!id.empty() && !known.contains(id)) asked.emplace(id, exchange);
    if (exchange->operation != "ListRuns" || core::status_of(*exchange) != 200) continue;
    for (const std::string& listed : read_page(exchange, json_of(exchange), "runs").ids) {
      const auto at = asked.find(listed);
      const bool new_here = known.insert(listed).second;
      if (!new_here || at == asked.end() || at->second->timings.received > exchange->timings.sent) continue;
      made.push_back({listed, at->second, exchange});
    }
  }
  return made;
}

std::string changed_fact(const json* before, const json* after) {
  static constexpr std::array of_run = {"state", "outputs"};
  static constexpr std::array of_log = {"start_time", "end_time", "exit_code"};
  const auto differs = [](const json* a, const json* b, const char* name) {
    const json* left = member(a, name);
    const json* right = member(b, name);
    return left && right ? *left != *right : left != right;
  };
  for (const char* name : of_run) {
    if (differs(before, after, name)) return name;
  }
  for (const char* name : of_log) {
    if (differs(member(before, "run_log"), member(after, "run_log"), name))
      return std::string("run_log/") + name;
  }
  return {};
}

}  // namespace assay::conformance
