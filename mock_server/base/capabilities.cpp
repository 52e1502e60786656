// SPDX-License-Identifier: Apache-2.0
#include "mock_server/base/capabilities.hpp"

#include <algorithm>

#include "core/headers.hpp"

namespace assay::mock {

const Capabilities& capabilities() {
  static const Capabilities table{
      .workflow_types = {{"CWL", {"v1.0", "v1.1", "v1.2"}},
                         {"WDL", {"1.0"}},
                         {"NFL", {"DSL2", "1.0"}},
                         {"SMK", {"7.32", "1.0"}}},
      .engines = {{"cwltool", {"3.1.20240708091337", "3.1.20230213100550"}},
                  {"cromwell", {"87", "86"}},
                  {"nextflow", {"24.10.0"}},
                  {"snakemake", {"7.32.4"}}},
      .filesystem_protocols = {"http", "https", "s3", "gs"},
      .engine_parameters = {{"max_memory_gb", "float", "2.5"}, {"max_retries", "int", "0"}},
  };
  return table;
}

bool is_workflow(std::string_view workflow_type, std::string_view text) {
  struct Row {
    std::vector<std::string_view> types;
    std::vector<std::string_view> words;  // one of which is there
  };
  static const std::vector<Row> rows{{{"CWL"}, {"cwlVersion"}},
                                     {{"WDL"}, {"workflow ", "task "}},
                                     {{"NFL", "NEXTFLOW", "NXF"}, {"workflow {", "process "}},
                                     {{"SMK", "SNAKEMAKE"}, {"rule ", "module "}}};
  const auto row = std::find_if(rows.begin(), rows.end(), [&](const Row& one) {
    return std::any_of(one.types.begin(), one.types.end(),
                       [&](std::string_view type) { return core::equal_without_case(type, workflow_type); });
  });
  if (row == rows.end()) return true;
  return std::any_of(row->words.begin(), row->words.end(),
                     [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

const Capabilities::Named* find(const std::vector<Capabilities::Named>& list, std::string_view name) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const auto& row) { return row.name == name; });
  return found == list.end() ? nullptr : &*found;
}

std::vector<Capabilities::Named> read_named(const core::Fields& owner, const core::Node& node,
                                            std::string_view what) {
  if (node.kind != core::Node::Kind::mapping || node.members.empty())
    owner.fail(node, std::string(what) + " must be a mapping of names to versions", "{WDL: ['1.0']}");
  std::vector<Capabilities::Named> list;
  core::Fields fields(owner.document(), node, what);
  for (const auto& member : node.members) {
    list.push_back({member.key, fields.texts(member.key)});
    if (list.back().versions.empty()) owner.fail(member.value, member.key + " needs a version", "['1.0']");
  }
  return list;
}

}  // namespace assay::mock
