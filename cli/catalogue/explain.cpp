// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/catalogue/clause.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "conformance/catalogue/merged.hpp"
#include "conformance/checks/checks.hpp"
#include "core/ascii.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "core/wrap.hpp"
#include "mock_server/setup/persona.hpp"
#include "selftest/coverage.hpp"

namespace assay::cli {
namespace {

using conformance::Requirement;

std::string both(conformance::Verdict lenient, conformance::Verdict strict) {
  if (lenient == strict) return fmt::format("{} (lenient and strict)", reports::name(lenient));
  return fmt::format("{} (strict: {})", reports::name(lenient), reports::name(strict));
}

constexpr std::size_t page_columns = 100;
constexpr std::size_t quote_column = 13;

// A label in the margin, and a text beside it.
void show(std::string_view label, const std::string& text) {
  for (const std::string& line : core::wrapped(text, page_columns - quote_column)) {
    to_stdout("  {:<11}{}\n", label, line);
    label = "";
  }
}

void quote(const reports::Citation& cite) {
  to_stdout("  written in {} {}\n", cite.document, cite.place);
  const std::string clause = clause_text(cite);
  if (clause.empty()) return;
  for (const std::string& line : core::wrapped("\"" + clause + "\"", page_columns - quote_column))
    to_stdout("{:{}}{}\n", "", quote_column, core::printable(line));
}

// "401, 405 or 501": the statuses that hold, the exact ones.
std::string statuses_that_hold(const Requirement& row) {
  std::vector<std::string> held;
  for (const conformance::Outcome& outcome : row.outcomes) {
    if (outcome.strict == conformance::Verdict::pass) held.push_back(outcome.on);
  }
  if (held.size() < 2) return core::joined(held);
  const std::string last = held.back();
  held.pop_back();
  return core::joined(held) + " or " + last;
}

// What the maintainer of a server that breaks it can do: which answer holds, and which mistakes are usual.
void show_change(const Requirement& row, const std::string& spoken) {
  std::vector<std::string> lines;
  if (!row.not_testable.empty()) return;
  if (const std::string held = statuses_that_hold(row); !held.empty())
    lines.push_back("Answer with " + held + ".");
  for (const mock::Defect* defect : defects_tripping(row))
    lines.push_back(fmt::format("Look for this mistake: {} (wes-assay mock{} --defect {})", defect->says,
                                spoken, defect->id));
  if (lines.empty()) lines.push_back("Make it hold for every response of the operation.");
  for (const std::string& text : lines) show(&text == &lines.front() ? "change" : "", text);
}

void explain(const Requirement& row) {
  const auto catalogue = catalogue_named(row.dialects.front());
  const std::string spoken = row.dialects.front() == "wes" ? "" : " --dialect " + row.dialects.front();
  to_stdout("{}  {}\n\n  level      {}\n  versions   {}\n", row.id, row.says, row.level,
            fmt::join(row.versions, ", "));
  for (const reports::Citation& cite : row.cite) quote(cite);
  to_stdout("  if broken  {}\n", both(row.lenient, row.strict));
  for (const conformance::Outcome& outcome : row.outcomes)
    to_stdout("  answer {:<4}{}\n", outcome.on, both(outcome.lenient, outcome.strict));
  if (!row.note.empty()) show("note", row.note);
  show_change(row, spoken);
  if (!row.not_testable.empty()) to_stdout("  not testable: {}\n", row.not_testable);
  for (const conformance::Check* check : checks_deciding(row.id, *catalogue))
    to_stdout("  decided by {}: {}\n", check->id, check->title);
  to_stdout("  run it     wes-assay check URL{} --only {}\n", spoken, row.id);
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

void explain(const mock::Persona& persona, const std::string& name) {
  to_stdout("{}  {}\n\n  imitates  {} ({})\n", name, persona.says, persona.imitates,
            persona.certainty == "observed" ? "observed on the network" : "read from its source, not run");
  for (const std::string& defect : persona.defects) to_stdout("  defect    {}\n", defect);
  to_stdout("  start it  wes-assay mock --persona {}\n", name);
}

// All that a pattern, an area or the prefix of ids names, a line each; false where that is nothing.
bool explain_many(const std::string& pattern) {
  const std::string low = core::lowered(pattern);
  const auto is_named = [&](std::string_view id, char after_prefix) {
    const std::string name = core::lowered(id);
    return core::glob_match(low, name) || name.starts_with(low + after_prefix);
  };
  int lines = 0;
  const auto line = [&](std::string_view kind, std::string_view id, std::string_view says) {
    to_stdout("{:<12} {:<46} {}\n", kind, id, says);
    ++lines;
  };
  for (const Requirement* row : every_row()) {
    if (is_named(row->id, '-') || row->area == low) line("requirement", row->id, row->says);
  }
  for (const conformance::Check* check : conformance::all_checks()) {
    if (is_named(check->id, '.')) line("check", check->id, check->title);
  }
  for (const mock::Defect* defect : mock::all_defects()) {
    if (is_named(defect->id, '.')) line("defect", defect->id, defect->says);
  }
  for (const std::string& persona : mock::shipped_personas()) {
    if (is_named(persona, '-')) line("persona", persona, mock::find_persona(persona).value().says);
  }
  return lines > 0;
}

// False where nothing has exactly this name.
bool explain_one(const std::string& name) {
  std::string id = name, name_of_code = core::lowered(name);
  for (char& c : id) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  if (const Requirement* row = find_row(id)) {
    explain(*row);
  } else if (const conformance::Merged* merged = conformance::find_merged(id)) {
    explain(*merged);
  } else if (const conformance::Check* check = conformance::find_check(name_of_code)) {
    explain(*check);
  } else if (const mock::Defect* defect = mock::find_defect(name_of_code)) {
    explain(*defect);
  } else {
    const auto personas = mock::shipped_personas();
    if (std::find(personas.begin(), personas.end(), name_of_code) == personas.end()) return false;
    explain(mock::find_persona(name_of_code).value(), name_of_code);
  }
  return true;
}

core::Error unknown(const std::string& id) {
  std::vector<std::string> known;
  for (const Requirement* row : every_row()) known.push_back(row->id);
  for (const conformance::Check* check : conformance::all_checks()) known.emplace_back(check->id);
  for (const mock::Defect* defect : mock::all_defects()) known.emplace_back(defect->id);
  for (const std::string& persona : mock::shipped_personas()) known.push_back(persona);
  for (const Requirement* row : every_row()) known.push_back(row->area);
  const std::string near = core::closest(core::lowered(id), known);
  const std::string near_id = near.empty() ? core::closest(id, known) : near;
  return {"no requirement, check, defect, persona or area is named '" + core::printable(id) + "'", "ID",
          near_id.empty() ? "`wes-assay list` shows them all" : "did you mean '" + near_id + "'?"};
}

}  // namespace

int run_explain(Arguments arguments) {
  Command app(
      "wes-assay explain",
      {"wes-assay explain ID",
       "Explains a requirement, check, defect or persona; for an area or a pattern, lists what it names.",
       {"wes-assay explain PAG-05", "wes-assay explain pagination.repeats-a-run",
        "wes-assay explain 'TIM-*'"},
       "Exit codes: 0, or 2 for an unknown name. `wes-assay list` shows all names.",
       {}});
  std::string id;
  app.add_option("ID", id, "The name of a requirement, check, defect, persona or area; * and ? match.")
      ->required();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  if (!explain_one(id) && !explain_many(id)) throw core::BadInput(unknown(id));
  return exit_ok;
}

}  // namespace assay::cli
