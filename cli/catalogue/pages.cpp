// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "conformance/catalogue/catalogue.hpp"
#include "core/document.hpp"
#include "selftest/coverage.hpp"

namespace assay::cli {
namespace {

using conformance::Catalogue;
using conformance::Requirement;
using core::Node;

constexpr std::string_view document = "wes-1.1.0";

constexpr std::string_view traceability_head =
    R"(<!-- Written by `wes-assay list --format traceability`, through script/bless. Edit conformance/requirements/*.yaml. -->

# From the specification to the defects

Each operation and each schema member of the OpenAPI document of WES 1.1.0, with the requirements that cite it, the
checks that decide them, and the number of the mock's defects that show that those checks can fail. A clause without a
requirement is listed, too. [requirements.md](requirements.md) has the text of each requirement,
[open-questions.md](open-questions.md) what the specification leaves open.

)";

constexpr std::string_view questions_head =
    R"(<!-- Written by `wes-assay list --format open-questions`, through script/bless. Edit conformance/requirements/*.yaml. -->

# What the specification does not say

Questions for the editors of WES. Each row is a requirement of the level `implied`: it follows from the text, but is
not written in it. **Decided** is the verdict for a server that breaks it (lenient policy / strict policy), until the
text says more. To settle a question, the text needs one sentence; the row then becomes a `must` or a `should`, or goes.

)";

// A cell: nothing in it ends the cell, and nothing is taken for markup.
std::string cell_text(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (c == '|' || c == '*' || c == '<') safe.push_back('\\');
    safe.push_back(c);
  }
  return safe;
}

std::string escaped(std::string_view key) {
  std::string text;
  for (const char c : key) text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  return text;
}

// JSON pointers to the clauses that a requirement may be about: operations with their parameters and
// responses, schemas and members.
void add_members(const Node& schema, const std::string& place, std::vector<std::string>& clauses) {
  if (const Node* properties = schema.find("properties")) {
    for (const Node::Member& member : properties->members)
      clauses.push_back(place + "/properties/" + escaped(member.key));
  }
  if (schema.find("enum")) clauses.push_back(place + "/enum");
  if (schema.find("required")) clauses.push_back(place + "/required");
  if (const Node* all = schema.find("allOf")) {
    for (std::size_t i = 0; i < all->items.size(); ++i) {
      const std::string part = place + "/allOf/" + std::to_string(i);
      clauses.push_back(part);
      add_members(all->items[i], part, clauses);
    }
  }
}

std::vector<std::string> clauses_of(const Node& root) {
  std::vector<std::string> clauses;
  for (const Node::Member& path : root.find("paths")->members) {
    for (const Node::Member& method : path.value.members) {
      if (!method.value.find("responses")) continue;
      const std::string place = "/paths/" + escaped(path.key) + "/" + method.key;
      clauses.push_back(place);
      for (const Node::Member& response : method.value.find("responses")->members)
        clauses.push_back(place + "/responses/" + response.key);
    }
  }
  for (const Node::Member& schema : root.find("components")->find("schemas")->members) {
    const std::string place = "/components/schemas/" + escaped(schema.key);
    clauses.push_back(place);
    add_members(schema.value, place, clauses);
  }
  return clauses;
}

// The longest clause that a cited place is, or is below; "" where there is none.
std::string clause_of(const std::vector<std::string>& clauses, const std::string& place) {
  std::string best;
  for (const std::string& clause : clauses) {
    const bool in_it = place == clause || place.starts_with(clause + "/");
    if (in_it && clause.size() > best.size()) best = clause;
  }
  return best;
}

std::string row_of(const std::string& place, const Requirement& row) {
  std::string checks;
  for (const conformance::Check* check : checks_deciding(row.id))
    checks += fmt::format("{}`{}`", checks.empty() ? "" : ", ", check->id);
  if (!row.not_testable.empty()) checks = "not testable";
  return fmt::format("| {} | {} | {} | {} | {} |\n", place.empty() ? "" : "`" + place + "`", row.id,
                     row.level, checks, defects_tripping(row).size());
}

constexpr std::string_view table_head =
    "| clause | requirement | level | checks | defects |\n|---|---|---|---|---|\n";

std::string rows_of(std::string place, const std::vector<const Requirement*>& rows) {
  std::string text;
  for (const Requirement* row : rows) text += row_of(std::exchange(place, ""), *row);
  return text;
}

using Cited = std::map<std::string, std::vector<const Requirement*>>;

void cite(Cited& cited, const std::string& place, const Requirement& row) {
  std::vector<const Requirement*>& rows = cited[place];
  if (std::find(rows.begin(), rows.end(), &row) == rows.end()) rows.push_back(&row);
}

}  // namespace

std::string traceability_page() {
  const core::Document api = core::load_embedded_document("schemas/wes/1.1.0/openapi.yaml");
  const std::vector<std::string> clauses = clauses_of(api.root);
  Cited of_clause, elsewhere;
  std::map<std::string, Cited> others;
  for (const Requirement& row : Catalogue::shipped().all()) {
    for (const reports::Citation& each : row.cite) {
      if (each.document != document) {
        cite(others[each.document], each.place, row);
        continue;
      }
      const std::string clause = clause_of(clauses, each.place);
      cite(clause.empty() ? elsewhere : of_clause, clause.empty() ? each.place : clause, row);
    }
  }
  std::string tested, untested;
  std::size_t with = 0;
  for (const std::string& clause : clauses) {
    const auto found = of_clause.find(clause);
    if (found == of_clause.end()) {
      untested += fmt::format("- `{}`\n", clause);
      continue;
    }
    ++with;
    tested += rows_of(clause, found->second);
  }
  std::string text = std::string(traceability_head) +
                     fmt::format("{} of {} clauses are cited by a requirement.\n\n## WES 1.1.0\n\n{}{}", with,
                                 clauses.size(), table_head, tested);
  for (const auto& [place, rows] : elsewhere) text += rows_of(place, rows);
  text += "\n## Clauses that no requirement cites\n\n" + untested;
  for (const auto& [name, cited] : others) {
    text += fmt::format("\n## {}\n\n{}", name, table_head);
    for (const auto& [place, rows] : cited) text += rows_of(place, rows);
  }
  return text;
}

std::string open_questions_page() {
  std::string text(questions_head);
  for (const std::string& area : conformance::areas()) {
    std::string rows;
    for (const Requirement& row : Catalogue::shipped().all()) {
      if (row.area != area || row.level != "implied") continue;
      std::string places;
      for (const reports::Citation& each : row.cite)
        places += fmt::format("{}{} `{}`", places.empty() ? "" : "<br>", each.document, each.place);
      rows += fmt::format("| {} | {}{} | {} / {} | {} |\n", row.id, cell_text(row.says),
                          row.note.empty() ? "" : "<br>*" + cell_text(row.note) + "*",
                          reports::name(row.lenient), reports::name(row.strict), places);
    }
    if (!rows.empty())
      text += fmt::format(
          "## {}\n\n| id | what we take the text to mean | decided | nearest clause "
          "|\n|---|---|---|---|\n{}\n",
          area, rows);
  }
  return text;
}

}  // namespace assay::cli
