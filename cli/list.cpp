// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/coverage.hpp"
#include "cli/exit_codes.hpp"
#include "cli/parse.hpp"
#include "core/text.hpp"
#include "mock_server/defects/legal.hpp"

namespace assay::cli {
namespace {

using conformance::Catalogue;
using conformance::Requirement;

struct Counts {
  int requirements = 0;
  int checked = 0;
  int not_testable = 0;
};

Counts count_rows() {
  Counts counts;
  for (const Requirement& row : Catalogue::shipped().all()) {
    ++counts.requirements;
    counts.not_testable += row.not_testable.empty() ? 0 : 1;
    counts.checked += checks_deciding(row.id).empty() ? 0 : 1;
  }
  return counts;
}

void print_text() {
  std::string area;
  for (const Requirement& row : Catalogue::shipped().all()) {
    if (row.area != area) fmt::print("{}{}\n", area.empty() ? "" : "\n", area = row.area);
    std::string by;
    for (const conformance::Check* check : checks_deciding(row.id)) by += " " + std::string(check->id);
    if (by.empty()) by = row.not_testable.empty() ? " no check yet" : " not testable: " + row.not_testable;
    fmt::print("  {:<8} {:<8} {}\n{:>19}{}\n", row.id, row.level, row.says, "", by.substr(1));
  }
  const Counts counts = count_rows();
  fmt::print(
      "\n{} requirements, {} with a check, {} not testable over HTTP, {} without either; {} checks, {} "
      "defects\n",
      counts.requirements, counts.checked, counts.not_testable,
      counts.requirements - counts.checked - counts.not_testable, conformance::all_checks().size(),
      mock::all_defects().size());
}

void print_defects() {
  for (const mock::Defect* defect : mock::all_defects()) fmt::print("{:<48} {}\n", defect->id, defect->says);
  fmt::print("\nLegal, but surprising: no defects, and nothing is tripped by them.\n");
  for (const mock::Defect& shape : mock::legal_shapes()) fmt::print("{:<48} {}\n", shape.id, shape.says);
}

void print_json() {
  nlohmann::json rows = nlohmann::json::array();
  for (const Requirement& row : Catalogue::shipped().all()) {
    nlohmann::json item{{"id", row.id},
                        {"area", row.area},
                        {"level", row.level},
                        {"says", row.says},
                        {"versions", row.versions},
                        {"lenient", reports::name(row.lenient)},
                        {"strict", reports::name(row.strict)}};
    for (const reports::Citation& cite : row.cite)
      item["cite"].push_back({{"document", cite.document}, {"place", cite.place}});
    item["checks"] = nlohmann::json::array();
    for (const conformance::Check* check : checks_deciding(row.id)) item["checks"].push_back(check->id);
    item["defects"] = nlohmann::json::array();
    for (const mock::Defect* defect : defects_tripping(row.id)) item["defects"].push_back(defect->id);
    if (!row.not_testable.empty()) item["not_testable"] = row.not_testable;
    rows.push_back(std::move(item));
  }
  const Counts counts = count_rows();
  const nlohmann::json all{{"requirements", rows},
                           {"counts",
                            {{"requirements", counts.requirements},
                             {"with_a_check", counts.checked},
                             {"not_testable", counts.not_testable},
                             {"checks", conformance::all_checks().size()},
                             {"defects", mock::all_defects().size()}}}};
  fmt::print("{}\n", all.dump(2));
}

}  // namespace

int run_list(Arguments arguments) {
  CLI::App app("Example: wes-assay list --format json\n", "wes-assay list");
  std::string format = "text";
  bool defects = false;
  app.add_option("--format", format, "text or json")->capture_default_str();
  app.add_flag("--defects", defects, "The defects of the mock, in place of the requirements");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (format != "text" && format != "json")
    throw core::BadInput(
        {"there is no format '" + core::printable(format) + "'", "--format", "text or json"});
  if (defects) {
    print_defects();
  } else if (format == "json") {
    print_json();
  } else {
    print_text();
  }
  return exit_ok;
}

}  // namespace assay::cli
