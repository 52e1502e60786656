// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "conformance/catalogue/merged.hpp"
#include "conformance/checks/checks.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "selftest/coverage.hpp"

namespace assay::cli {
namespace {

using conformance::Requirement;

std::string both(conformance::Verdict lenient, conformance::Verdict strict) {
  if (lenient == strict) return std::string(reports::name(lenient));
  return fmt::format("{} (strict: {})", reports::name(lenient), reports::name(strict));
}

void explain(const Requirement& row) {
  const auto catalogue = catalogue_named(row.dialects.front());
  const std::string spoken = row.dialects.front() == "wes" ? "" : " --dialect " + row.dialects.front();
  fmt::print("{}  {}\n\n  level      {}\n  versions   {}\n", row.id, row.says, row.level,
             fmt::join(row.versions, ", "));
  for (const reports::Citation& cite : row.cite)
    fmt::print("  written in {} {}\n", cite.document, cite.place);
  fmt::print("  broken     {}\n", both(row.lenient, row.strict));
  for (const conformance::Outcome& outcome : row.outcomes)
    fmt::print("  answer {:<4}{}\n", outcome.on, both(outcome.lenient, outcome.strict));
  if (!row.note.empty()) fmt::print("  note       {}\n", row.note);
  if (!row.not_testable.empty()) fmt::print("  not testable: {}\n", row.not_testable);
  for (const conformance::Check* check : checks_deciding(row.id, *catalogue))
    fmt::print("  decided by {}: {}\n", check->id, check->title);
  for (const mock::Defect* defect : defects_tripping(row))
    fmt::print("  broken by  {} (wes-assay mock{} --defect {})\n", defect->id, spoken, defect->id);
}

void explain(const conformance::Check& check) {
  fmt::print("{}  {}\n\n", check.id, check.title);
  for (const std::string_view id : check.decides) {
    const Requirement* row = conformance::Catalogue::shipped().find(id);
    if (row) fmt::print("  decides {:<8} {}\n", id, row->says);
  }
  for (const Requirement* row : every_row()) {
    const auto asked = [row](std::string_view question) {
      return row->asks == question ||
             std::find(row->replaces.begin(), row->replaces.end(), question) != row->replaces.end() ||
             (row->id == question && row->dialects.front() != "wes");
    };
    if (std::any_of(check.decides.begin(), check.decides.end(), asked))
      fmt::print("  decides {:<8} {} ({})\n", row->id, row->says, row->dialects.front());
  }
  for (const std::string_view id : check.after) fmt::print("  after   {}\n", id);
  fmt::print("  run it alone: wes-assay check URL --only {}\n", check.id);
}

void explain(const conformance::Merged& merged) {
  fmt::print("{}  merged into {}: {}\n", merged.id, fmt::join(merged.into, ", "), merged.because);
  for (const std::string& id : merged.into) {
    fmt::print("\n");
    explain(*conformance::Catalogue::shipped().find(id));
  }
}

void explain(const mock::Defect& defect) {
  fmt::print("{}  {}\n\n", defect.id, defect.says);
  for (const std::string_view id : defect.trips) fmt::print("  breaks {}\n", id);
  for (const std::string_view id : defect.may_trip) fmt::print("  may break {}\n", id);
  fmt::print("  see it: wes-assay mock --wes-version {} --defect {}\n", defect.version, defect.id);
}

core::Error unknown(const std::string& id) {
  std::vector<std::string> known;
  for (const Requirement* row : every_row()) known.push_back(row->id);
  for (const conformance::Check* check : conformance::all_checks()) known.emplace_back(check->id);
  for (const mock::Defect* defect : mock::all_defects()) known.emplace_back(defect->id);
  const std::string near = core::closest(id, known);
  return {"no requirement, check or defect is named '" + core::printable(id) + "'", "ID",
          near.empty() ? "`wes-assay list` shows them all" : "did you mean '" + near + "'?"};
}

}  // namespace

int run_explain(Arguments arguments) {
  CLI::App app("Example: wes-assay explain PAG-05\n", "wes-assay explain");
  std::string id;
  app.add_option("ID", id, "A requirement, check or defect")->required();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (const Requirement* row = find_row(id)) {
    explain(*row);
  } else if (const conformance::Merged* merged = conformance::find_merged(id)) {
    explain(*merged);
  } else if (const conformance::Check* check = conformance::find_check(id)) {
    explain(*check);
  } else if (const mock::Defect* defect = mock::find_defect(id)) {
    explain(*defect);
  } else {
    throw core::BadInput(unknown(id));
  }
  return exit_ok;
}

}  // namespace assay::cli
