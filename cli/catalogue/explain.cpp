// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
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
  to_stdout("{}  {}\n\n  level      {}\n  versions   {}\n", row.id, row.says, row.level,
            fmt::join(row.versions, ", "));
  for (const reports::Citation& cite : row.cite) to_stdout("  written in {} {}\n", cite.document, cite.place);
  to_stdout("  broken     {}\n", both(row.lenient, row.strict));
  for (const conformance::Outcome& outcome : row.outcomes)
    to_stdout("  answer {:<4}{}\n", outcome.on, both(outcome.lenient, outcome.strict));
  if (!row.note.empty()) to_stdout("  note       {}\n", row.note);
  if (!row.not_testable.empty()) to_stdout("  not testable: {}\n", row.not_testable);
  for (const conformance::Check* check : checks_deciding(row.id, *catalogue))
    to_stdout("  decided by {}: {}\n", check->id, check->title);
  for (const mock::Defect* defect : defects_tripping(row))
    to_stdout("  broken by  {} (wes-assay mock{} --defect {})\n", defect->id, spoken, defect->id);
}

void explain(const conformance::Check& check) {
  to_stdout("{}  {}\n\n", check.id, check.title);
  for (const std::string_view id : check.decides) {
    const Requirement* row = conformance::Catalogue::shipped().find(id);
    if (row) to_stdout("  decides {:<8} {}\n", id, row->says);
  }
  for (const Requirement* row : every_row()) {
    const auto asked = [row](std::string_view question) {
      return row->asks == question ||
             std::find(row->replaces.begin(), row->replaces.end(), question) != row->replaces.end() ||
             (row->id == question && row->dialects.front() != "wes");
    };
    if (std::any_of(check.decides.begin(), check.decides.end(), asked))
      to_stdout("  decides {:<8} {} ({})\n", row->id, row->says, row->dialects.front());
  }
  for (const std::string_view id : check.after) to_stdout("  after   {}\n", id);
  to_stdout("  run it alone: wes-assay check URL --only {}\n", check.id);
}

void explain(const conformance::Merged& merged) {
  to_stdout("{}  merged into {}: {}\n", merged.id, fmt::join(merged.into, ", "), merged.because);
  for (const std::string& id : merged.into) {
    to_stdout("\n");
    explain(*conformance::Catalogue::shipped().find(id));
  }
}

void explain(const mock::Defect& defect) {
  to_stdout("{}  {}\n\n", defect.id, defect.says);
  for (const std::string_view id : defect.trips) to_stdout("  breaks {}\n", id);
  for (const std::string_view id : defect.may_trip) to_stdout("  may break {}\n", id);
  to_stdout("  see it: wes-assay mock --wes-version {} --defect {}\n", defect.version, defect.id);
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
