// SPDX-License-Identifier: Apache-2.0
#include "mock_server/defects/common.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace assay::mock {
namespace common {

using nlohmann::json;
using schemas::Phase;

bool succeeds(const Call& call, std::string_view operation) {
  return call.operation == operation && call.status / 100 == 2;
}

bool shows_run(const Call& call) { return succeeds(call, "GetRunStatus") || succeeds(call, "GetRunLog"); }

const schemas::Readings& names_of(const Call& call) { return call.site.dialect().readings; }

std::string text_at(const json& object, const std::string& name) {
  const auto found = object.is_object() && !name.empty() ? object.find(name) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string word_of(const Call& call, Phase phase) {
  const auto* word = call.site.dialect().word_of(phase);
  return word ? word->word : std::string();
}

bool is_of(const Call& call, const json& run, Phase phase) {
  const auto* word = call.site.dialect().state(text_at(run, names_of(call).state));
  return word && word->phase == phase;
}

json* items_of(const Call& call, json& body, std::string_view operation) {
  const std::string& list = operation == "ListTasks" ? names_of(call).tasks : names_of(call).runs;
  if (!succeeds(call, operation) || !body.is_object()) return nullptr;
  const auto found = body.find(list);
  return found != body.end() && found->is_array() ? &*found : nullptr;
}

void on_runs(const Call& call, json& body, const std::function<void(json& run)>& edit) {
  if (shows_run(call) || succeeds(call, "RunWorkflow")) edit(body);
  if (json* runs = items_of(call, body, "ListRuns")) std::for_each(runs->begin(), runs->end(), edit);
}

}  // namespace common

using namespace common;

const std::vector<Defect>& common_defects() {
  static const std::vector<Defect> rows = [] {
    std::vector<Defect> all;
    for (const auto& part :
         {run_rows(), cancel_rows(), list_rows(), task_rows(), refusal_rows(), answer_rows()}) {
      all.insert(all.end(), part.begin(), part.end());
    }
    for (auto& defect : all) defect.dialect = "";
    return all;
  }();
  return rows;
}

}  // namespace assay::mock
