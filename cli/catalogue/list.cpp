// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/catalogue/pages.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "conformance/catalogue/merged.hpp"
#include "conformance/session/target.hpp"
#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/text.hpp"
#include "mock_server/defects/legal.hpp"
#include "mock_server/script/scenario.hpp"
#include "selftest/coverage.hpp"

namespace assay::cli {
namespace {

using conformance::Catalogue;
using conformance::Merged;
using conformance::Requirement;

// Ids of WES that say nothing by themselves.
std::vector<Merged> merged_in(const Catalogue& catalogue) {
  return &catalogue == &Catalogue::shipped() ? conformance::merged_ids() : std::vector<Merged>();
}

void print_text(const Catalogue& catalogue) {
  for (const std::string& area : conformance::areas()) {
    if (std::none_of(catalogue.all().begin(), catalogue.all().end(),
                     [&](const Requirement& row) { return row.area == area; }))
      continue;
    to_stdout("{}\n", area);
    for (const Requirement& row : catalogue.all()) {
      if (row.area != area) continue;
      std::string by;
      for (const conformance::Check* check : checks_deciding(row.id, catalogue))
        by += " " + std::string(check->id);
      if (!row.not_testable.empty()) by = " not testable: " + row.not_testable;
      if (by.empty()) by = " no check";
      to_stdout("  {:<8} {:<8} {}\n{:>19}{}\n", row.id, row.level, row.says, "", by.substr(1));
    }
    for (const Merged& merged : merged_in(catalogue)) {
      if (merged.area != area) continue;
      to_stdout("  {:<8} {:<8} into {}: {}\n", merged.id, "merged", fmt::join(merged.into, ", "),
                merged.because);
    }
    to_stdout("\n");
  }
  to_stdout("{}\n", in_one_line(coverage(catalogue)));
}

void print_defects() {
  for (const mock::Defect* defect : mock::all_defects()) to_stdout("{:<48} {}\n", defect->id, defect->says);
  to_stdout("\nLegal, but surprising: no defects, and nothing is tripped by them.\n");
  for (const mock::Defect& shape : mock::legal_shapes()) to_stdout("{:<48} {}\n", shape.id, shape.says);
}

// Each with the first line of its file, which says what it is.
void print_targets() {
  for (const std::string& name : conformance::shipped_targets()) {
    const std::string_view text = core::embedded_file("docs/targets/" + name + ".yaml").value();
    const std::string_view line = text.substr(0, text.find('\n'));
    to_stdout("{:<20} {}\n", name, line.substr(std::min(line.find_first_not_of("# "), line.size())));
  }
}

void print_scenarios() {
  for (const std::string& name : mock::shipped_scenarios()) {
    const core::Document document = core::load_embedded_document("scenarios/" + name + ".yaml");
    const core::Node* says = document.root.find("says");
    to_stdout("{:<20} {}\n", name, says ? says->scalar : "");
  }
}

nlohmann::json item_of(const Requirement& row, const Catalogue& catalogue) {
  nlohmann::json item{{"id", row.id},
                      {"area", row.area},
                      {"level", row.level},
                      {"says", row.says},
                      {"versions", row.versions},
                      {"lenient", reports::name(row.lenient)},
                      {"strict", reports::name(row.strict)},
                      {"checks", nlohmann::json::array()},
                      {"defects", nlohmann::json::array()}};
  for (const reports::Citation& cite : row.cite)
    item["cite"].push_back({{"document", cite.document}, {"place", cite.place}});
  for (const conformance::Check* check : checks_deciding(row.id, catalogue))
    item["checks"].push_back(check->id);
  for (const mock::Defect* defect : defects_tripping(row)) item["defects"].push_back(defect->id);
  if (!row.not_testable.empty()) item["not_testable"] = row.not_testable;
  if (!row.note.empty()) item["note"] = row.note;
  if (!row.asks.empty()) item["asks"] = row.asks;
  if (!row.replaces.empty()) item["replaces"] = row.replaces;
  return item;
}

void print_json(const Catalogue& catalogue) {
  nlohmann::json rows = nlohmann::json::array();
  nlohmann::json not_testable = nlohmann::json::array();
  nlohmann::json merged = nlohmann::json::array();
  for (const Requirement& row : catalogue.all()) {
    rows.push_back(item_of(row, catalogue));
    if (!row.not_testable.empty()) not_testable.push_back({{"id", row.id}, {"reason", row.not_testable}});
  }
  for (const Merged& one : merged_in(catalogue)) {
    merged.push_back({{"id", one.id}, {"area", one.area}, {"into", one.into}, {"because", one.because}});
  }
  const Coverage counted = coverage(catalogue);
  const nlohmann::json all{{"requirements", rows},
                           {"not_testable", not_testable},
                           {"merged", merged},
                           {"counts",
                            {{"requirements", counted.requirements},
                             {"with_a_check", counted.checked},
                             {"not_testable", counted.not_testable},
                             {"without_either", counted.without},
                             {"merged", counted.merged},
                             {"checks", counted.checks},
                             {"defects", counted.defects},
                             {"coverage_percent", counted.percent()}}}};
  to_stdout("{}\n", all.dump(2));
}

struct Format {
  std::string_view name;
  void (*print)(const Catalogue& catalogue);
};
constexpr Format formats[] = {
    {"text", print_text},
    {"json", print_json},
    {"markdown", [](const Catalogue&) { to_stdout("{}", requirements_page()); }},
    {"traceability", [](const Catalogue&) { to_stdout("{}", traceability_page()); }},
    {"open-questions", [](const Catalogue&) { to_stdout("{}", open_questions_page()); }},
};

}  // namespace

int run_list(Arguments arguments) {
  Command app("wes-assay list",
              {"wes-assay list [options]",
               "Lists all requirements and the checks that decide them.",
               {"wes-assay list", "wes-assay list --dialect healthomics", "wes-assay list --format json"},
               "Exit codes: 0, or 2 for wrong usage. Read docs/requirements.md.",
               {}});
  std::string format = "text";
  std::string dialect;
  bool defects = false, targets = false, scenarios = false;
  section(app, "Selection");
  add(app, "--dialect", "NAME", dialect,
      "List the requirements of a dialect: " + dialect_choices() + ". Default: wes.");
  app.add_flag("--defects", defects, "List the defects of the mock instead of the requirements.");
  app.add_flag("--targets", targets, "List the shipped targets of `check --target NAME` instead.");
  app.add_flag("--scenarios", scenarios, "List the shipped scenarios of `mock --scenario NAME` instead.");
  section(app, "Output");
  add(app, "--format", "FORMAT", format,
      "Print text, json, or a page of docs: markdown, traceability, open-questions.")
      ->capture_default_str();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (targets) print_targets();
  if (scenarios) print_scenarios();
  if (targets || scenarios) return exit_ok;
  const auto chosen = std::find_if(std::begin(formats), std::end(formats),
                                   [&](const Format& one) { return one.name == format; });
  if (chosen == std::end(formats)) {
    throw core::BadInput({"there is no format '" + core::printable(format) + "'", "--format",
                          "text, json or markdown, traceability, open-questions"});
  }
  if (defects) {
    print_defects();
  } else {
    const auto catalogue = catalogue_named(dialect);
    if (format != "text" && format != "json" && catalogue.get() != &Catalogue::shipped())
      refuse("the pages are of WES", "--format", "text or json");
    chosen->print(*catalogue);
  }
  return exit_ok;
}

}  // namespace assay::cli
