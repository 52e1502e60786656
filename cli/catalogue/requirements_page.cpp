// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "conformance/catalogue/merged.hpp"
#include "selftest/coverage.hpp"

namespace assay::cli {
namespace {

using conformance::Catalogue;
using conformance::Merged;
using conformance::Requirement;

constexpr std::string_view kIntroduction =
    R"(<!-- Written by `wes-assay list --format markdown`, through script/bless. Edit conformance/requirements/*.yaml. -->

# What is required of a service

Every row of the catalogue. **Level**: `must`, `should` and `may` are words of the specification (or a list of required
members in a schema); `type` is the type that a schema gives; `implied` follows from the text without being written in
it; `http` is written in an RFC; `quality` is neither, and never gives a `fail`. **Broken** is the verdict when a row is
broken: one word where both policies agree, else lenient / strict. A check may be milder where an answer is nearly right:
the notes say where, and `wes-assay explain ID` prints the verdict of each status. A 429 or a 503 that a row does not
name decides nothing. Words: [verdicts.md](verdicts.md).

)";

// A cell: nothing in it ends the cell, and nothing is taken for markup.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '<') safe.push_back('\\');
    safe.push_back(c);
  }
  return safe;
}

std::string versions_of(const Requirement& row) {
  return row.versions.size() == 3 ? "all" : fmt::format("{}", fmt::join(row.versions, ", "));
}

std::string words_of(const Requirement& row) {
  if (row.lenient == row.strict) return std::string(reports::name(row.lenient));
  return fmt::format("{} / {}", reports::name(row.lenient), reports::name(row.strict));
}

std::string decided_by(const Requirement& row) {
  std::string text;
  for (const conformance::Check* check : checks_deciding(row.id))
    text += fmt::format("{}`{}`", text.empty() ? "" : "<br>", check->id);
  return row.not_testable.empty() ? text : "not testable";
}

std::string cited(const Requirement& row) {
  std::string text;
  for (const reports::Citation& cite : row.cite)
    text += fmt::format("{}{} `{}`", text.empty() ? "" : "<br>", cite.document, cite.place);
  return text;
}

std::string table_of(const std::string& area) {
  std::string text = fmt::format(
      "## {}\n\n| id | level | versions | what holds | broken | checks | written in "
      "|\n|---|---|---|---|---|---|---|\n",
      cell(area));
  for (const Requirement& row : Catalogue::shipped().all()) {
    if (row.area != area) continue;
    const std::string note = row.note.empty() ? "" : "<br>*" + cell(row.note) + "*";
    text += fmt::format("| {} | {} | {} | {}{} | {} | {} | {} |\n", row.id, row.level, versions_of(row),
                        cell(row.says), note, words_of(row), decided_by(row), cited(row));
  }
  return text + "\n";
}

std::string list_of_untestable() {
  std::string text =
      "## Not testable\n\nNo client can see over HTTP whether these hold, or only this program can keep "
      "them.\n\n";
  for (const Requirement& row : Catalogue::shipped().all()) {
    if (!row.not_testable.empty())
      text += fmt::format("- {}: {} {}\n", row.id, cell(row.says), cell(row.not_testable));
  }
  return text + "\n";
}

std::string list_of_merged() {
  std::string text = "## Merged\n\nIds that have no row of their own, because other rows say the same.\n\n";
  for (const Merged& one : conformance::merged_ids())
    text += fmt::format("- {} into {}: {}\n", one.id, fmt::join(one.into, ", "), cell(one.because));
  return text;
}

}  // namespace

std::string requirements_page() {
  std::string text = std::string(kIntroduction) + rows_in_words(coverage()) + ".\n\n";
  for (const std::string& area : conformance::areas()) text += table_of(area);
  return text + list_of_untestable() + list_of_merged();
}

}  // namespace assay::cli
