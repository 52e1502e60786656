// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "conformance/catalogue/merged.hpp"
#include "core/wrap.hpp"
#include "selftest/coverage.hpp"

namespace assay::cli {
namespace {

using conformance::Catalogue;
using conformance::Merged;
using conformance::Requirement;

constexpr std::size_t most_columns = 120;

constexpr std::string_view kIntroduction =
    R"(<!-- Written by `wes-assay list --format markdown`, through script/bless. Edit conformance/requirements/*.yaml. -->

# Requirements

This page lists every requirement of the catalogue. Each entry has these facts:

- **Level**: `must`, `should` and `may` are words of the specification (or a list of required members in a schema);
  `type` is the type that a schema gives; `implied` follows from the text without being written in it; `http` is written
  in an RFC; `quality` is neither, and never causes a `fail`.
- **Broken**: the verdict when the requirement is broken: one if both policies agree, otherwise lenient / strict. A
  check may be milder if a response is nearly right: the notes say where, and `wes-assay explain ID` prints the verdict
  of each status. A 429 or a 503 that a requirement does not name decides nothing.
- The checks that decide it, and the places in the specification.

[verdicts.md](verdicts.md) explains the verdicts.

)";

// Nothing in it is taken for markup.
std::string cell(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '*' || c == '<') safe.push_back('\\');
    safe.push_back(c);
  }
  return safe;
}

std::string paragraph(const std::string& text, std::string_view first = "", std::string_view other = "") {
  std::string lines;
  for (const std::string& line : core::wrapped(text, most_columns - first.size()))
    lines += std::string(lines.empty() ? first : other) + line + "\n";
  return lines;
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
    text += fmt::format("{}`{}`", text.empty() ? "" : ", ", check->id);
  return row.not_testable.empty() ? text : "not testable";
}

std::string cited(const Requirement& row) {
  std::string text;
  for (const reports::Citation& cite : row.cite)
    text += fmt::format("{}{} `{}`", text.empty() ? "" : "; ", cite.document, cite.place);
  return text;
}

std::string section_of(const std::string& area) {
  std::string text = fmt::format("## {}\n\n", area);
  for (const Requirement& row : Catalogue::shipped().all()) {
    if (row.area != area) continue;
    const std::string note = row.note.empty() ? "" : " *" + cell(row.note) + "*";
    text += fmt::format("### {}\n\n", row.id) + paragraph(cell(row.says) + note) + "\n";
    text += paragraph(fmt::format("Level {}; versions: {}; broken: {}; checks: {}.", row.level,
                                  versions_of(row), words_of(row), decided_by(row)),
                      "- ", "  ");
    text += paragraph("Written in " + cited(row) + ".", "- ", "  ") + "\n";
  }
  return text;
}

std::string list_of_untestable() {
  std::string text =
      "## Not testable\n\nNo client can see over HTTP whether these requirements hold, or only this program "
      "can keep "
      "them.\n\n";
  for (const Requirement& row : Catalogue::shipped().all()) {
    if (!row.not_testable.empty())
      text += paragraph(fmt::format("{}: {} {}", row.id, cell(row.says), cell(row.not_testable)), "- ", "  ");
  }
  return text + "\n";
}

std::string list_of_merged() {
  std::string text = "## Merged\n\nIds that have no row of their own, because other rows state the same.\n\n";
  for (const Merged& one : conformance::merged_ids())
    text += paragraph(fmt::format("{} into {}: {}", one.id, fmt::join(one.into, ", "), cell(one.because)),
                      "- ", "  ");
  return text;
}

}  // namespace

std::string requirements_page() {
  std::string text = std::string(kIntroduction) + paragraph(rows_in_words(coverage()) + ".") + "\n";
  for (const std::string& area : conformance::areas()) text += section_of(area);
  return text + list_of_untestable() + list_of_merged();
}

}  // namespace assay::cli
