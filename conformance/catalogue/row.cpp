// SPDX-License-Identifier: Apache-2.0
#include "conformance/catalogue/row.hpp"

#include <algorithm>
#include <utility>

#include "core/document.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using core::Fields;
using core::Node;
using Words = std::vector<std::string>;

const Words levels = {"must", "should", "may", "type", "implied", "http", "quality"};
const Words broken_words = {"fail", "warn", "info"};
const Words outcome_words = {"pass", "info", "inconclusive", "warn", "fail"};  // in order of harshness
const Words openapi_documents = {"wes-1.0.0", "wes-1.0.1", "wes-1.1.0", "service-info-1.0.0"};
const Words rfc_documents = {"rfc2046", "rfc3339", "rfc3986", "rfc6585", "rfc7578",
                             "rfc8259", "rfc9110", "rfc9111", "rfc9112"};
const Words dialect_words = {"wes"};

const std::map<std::string, Words>& version_sets() {
  static const std::map<std::string, Words> sets = {{"all", {"1.0.0", "1.0.1", "1.1.0"}},
                                                    {">=1.0.1", {"1.0.1", "1.1.0"}},
                                                    {"1.0", {"1.0.0", "1.0.1"}},
                                                    {"1.0.0", {"1.0.0"}},
                                                    {"1.0.1", {"1.0.1"}},
                                                    {"1.1", {"1.1.0"}}};
  return sets;
}

Words keys(const std::map<std::string, Words>& map) {
  Words words;
  for (const auto& [key, value] : map) words.push_back(key);
  return words;
}

bool is_id(std::string_view id) {
  const auto dash = id.find('-');
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return dash != std::string_view::npos && dash > 0 && id.size() == dash + 3 &&
         std::all_of(id.begin(), id.begin() + static_cast<std::ptrdiff_t>(dash), is_upper) &&
         std::all_of(id.begin() + static_cast<std::ptrdiff_t>(dash) + 1, id.end(), is_digit);
}

bool is_status_class(std::string_view on) {
  if (on == "other") return true;
  if (on.size() != 3 || on[0] < '1' || on[0] > '5') return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return on.substr(1) == "xx" || (is_digit(on[1]) && is_digit(on[2]));
}

std::size_t harshness(Verdict verdict) {
  const auto found = std::find(outcome_words.begin(), outcome_words.end(), reports::name(verdict));
  return static_cast<std::size_t>(found - outcome_words.begin());
}

std::string required_word(Fields& fields, std::string_view key, const Words& words) {
  fields.need(key);
  return fields.word_or(key, words, "");
}

Verdict outcome_word(const Fields& fields, const Node& at, const std::string& word) {
  if (std::find(outcome_words.begin(), outcome_words.end(), word) == outcome_words.end()) {
    fields.fail(at, "\"" + word + "\" is no word of an outcome", "one of " + core::joined(outcome_words));
  }
  return reports::verdict_from(word);
}

Outcome read_outcome(Fields& fields, const Node::Member& member) {
  if (!is_status_class(member.key)) {
    fields.fail(member.value, "\"" + member.key + "\" is no status",
                "a status as 404, a class as 4xx, or other");
  }
  const auto words = fields.texts(member.key);
  if (words.empty() || words.size() > 2) {
    fields.fail(member.value, "an outcome has one word, or two for lenient and strict");
  }
  Outcome outcome{member.key, outcome_word(fields, member.value, words.front()),
                  outcome_word(fields, member.value, words.back())};
  if (harshness(outcome.lenient) > harshness(outcome.strict)) {
    fields.fail(member.value, "lenient is harsher than strict", "lenient stands first");
  }
  return outcome;
}

std::vector<Outcome> read_outcomes(const Fields& row, const Node* node) {
  std::vector<Outcome> outcomes;
  if (!node) return outcomes;
  if (node->kind != Node::Kind::mapping || node->members.empty()) {
    row.fail(*node, "outcomes map statuses to words", "as {400: pass, 2xx: [warn, fail]}");
  }
  Fields fields(row.document(), *node, "the outcomes");
  for (const auto& member : node->members) outcomes.push_back(read_outcome(fields, member));
  return outcomes;
}

// A page of the web has no pointer; it is named by its address and the heading above the sentence.
reports::Citation read_page_cite(Fields& fields) {
  std::string page = fields.text("page");
  if (!page.starts_with("https://")) {
    fields.fail(fields.need("page"), "\"" + page + "\" is no address of a page", "it starts with https://");
  }
  std::string section = fields.text("section");
  fields.finish();
  return {std::move(page), std::move(section)};
}

reports::Citation read_citation(const Fields& row, const Node& node, const schemas::Dialect* dialect) {
  Fields fields(row.document(), node, "a citation");
  if (dialect && fields.find("page")) return read_page_cite(fields);
  Words documents = openapi_documents;
  documents.insert(documents.end(), rfc_documents.begin(), rfc_documents.end());
  if (dialect) documents.push_back(dialect->name + "-" + dialect->version);
  const std::string document = required_word(fields, "document", documents);
  const bool is_rfc = document.starts_with("rfc");
  std::string place = fields.text(is_rfc ? "section" : "pointer");
  if (!is_rfc && !place.starts_with('/')) {
    fields.fail(fields.need("pointer"), "\"" + place + "\" is no JSON pointer", "it starts with /");
  }
  fields.finish();
  return {document, std::move(place)};
}

Words read_dialects(Fields& fields) {
  const Node* node = fields.find("dialects");
  if (!node) return dialect_words;
  Words dialects = fields.texts("dialects");
  for (const auto& dialect : dialects) {
    if (std::find(dialect_words.begin(), dialect_words.end(), dialect) == dialect_words.end()) {
      fields.fail(*node, "\"" + dialect + "\" is no dialect", "one of " + core::joined(dialect_words));
    }
  }
  return dialects;
}

std::vector<reports::Citation> read_citations(const Fields& row, const Node& node,
                                              const schemas::Dialect* dialect) {
  if (node.kind != Node::Kind::sequence || node.items.empty()) {
    row.fail(node, "a requirement cites at least one place", "as [{document: wes-1.1.0, pointer: /paths}]");
  }
  std::vector<reports::Citation> citations;
  for (const auto& item : node.items) citations.push_back(read_citation(row, item, dialect));
  return citations;
}

void check_weight(const Fields& fields, const Requirement& row) {
  if (harshness(row.lenient) > harshness(row.strict)) {
    fields.fail(fields.node(), row.id + ": lenient is harsher than strict",
                "a broken requirement weighs more in strict");
  }
  const bool fails = row.strict == Verdict::fail ||
                     std::any_of(row.outcomes.begin(), row.outcomes.end(),
                                 [](const Outcome& outcome) { return outcome.strict == Verdict::fail; });
  if (row.level == "quality" && fails) {
    fields.fail(fields.node(), row.id + ": a quality never fails", "warn at most, or another level");
  }
}

std::string read_id(Fields& fields) {
  std::string id = fields.text("id");
  if (!is_id(id)) {
    fields.fail(fields.need("id"), "\"" + id + "\" is no requirement id",
                "capitals, a dash, two digits, as SUB-06");
  }
  return id;
}

Merged read_merged(Fields& fields, const std::string& area) {
  Merged merged;
  merged.id = read_id(fields);
  merged.area = area;
  merged.into = fields.texts("merged_into");
  merged.because = fields.text("because");
  if (merged.into.empty()) fields.fail(fields.need("merged_into"), merged.id + " is merged into no row");
  fields.finish();
  return merged;
}

// What only a row of a dialect's own folder says.
void read_own(Fields& fields, Requirement& row, const schemas::Dialect& dialect) {
  row.area = required_word(fields, "area", areas());
  row.versions = {dialect.version};
  row.dialects = {dialect.name};
  row.asks = fields.text_or("asks", "");
  if (fields.find("replaces")) row.replaces = fields.texts("replaces");
}

Requirement read_row(Fields& fields, const AreaText& text) {
  Requirement row;
  row.id = read_id(fields);
  row.area = text.area;
  row.level = required_word(fields, "level", levels);
  if (text.dialect) {
    read_own(fields, row, *text.dialect);
  } else {
    row.versions = version_sets().at(required_word(fields, "versions", keys(version_sets())));
    row.dialects = read_dialects(fields);
  }
  row.says = fields.text("says");
  row.cite = read_citations(fields, fields.need("cite"), text.dialect);
  row.lenient = reports::verdict_from(required_word(fields, "lenient", broken_words));
  row.strict = reports::verdict_from(required_word(fields, "strict", broken_words));
  row.outcomes = read_outcomes(fields, fields.find("outcomes"));
  row.not_testable = fields.text_or("not_testable", "");
  row.note = fields.text_or("note", "");
  fields.finish();
  check_weight(fields, row);
  return row;
}

}  // namespace

std::optional<core::Error> RowReader::read_all(const std::vector<AreaText>& texts) {
  for (const AreaText& text : texts) {
    if (auto error = read(text)) return error;
  }
  return dangling();
}

std::optional<core::Error> RowReader::read(const AreaText& text) {
  const auto document = core::load_document(text.name, text.text);
  if (!document) return document.error();
  if (document->root.kind != Node::Kind::sequence) {
    return document->error(document->root.mark, "an area file is a list of requirements",
                           "each starts with - id:");
  }
  for (const auto& node : document->root.items) {
    const auto id = core::reading([&] {
      Fields fields(*document, node, "a requirement");
      if (fields.find("merged_into")) {
        merged_.push_back(read_merged(fields, text.area));
        return merged_.back().id;
      }
      Requirement row = read_row(fields, text);
      if (const auto error = settle(row, document->error(node.mark, ""))) throw core::BadInput(*error);
      rows_.push_back(std::move(row));
      return rows_.back().id;
    });
    if (!id) return id.error();
    const auto here = document->error(node.mark, *id + " comes twice");
    const auto [first, is_new] = places_.emplace(*id, here.where);
    if (!is_new) return core::Error{here.what, here.where, "it is already at " + first->second};
  }
  return std::nullopt;
}

// Takes away what a row replaces. `here` is where it stands.
std::optional<core::Error> RowReader::settle(const Requirement& row, const core::Error& here) {
  for (const std::string& replaced : row.replaces) {
    const auto gone = std::erase_if(rows_, [&](const Requirement& other) { return other.id == replaced; });
    if (gone == 0)
      return core::Error{row.id + " replaces " + replaced + ", which is no row of what the dialect follows",
                         here.where, "an id that `wes-assay list` shows, and that no other row replaces"};
  }
  const auto twice = std::find_if(rows_.begin(), rows_.end(), [&](const Requirement& other) {
    return !row.asks.empty() && other.asks == row.asks;
  });
  if (twice == rows_.end()) return std::nullopt;
  return core::Error{row.id + " asks " + row.asks + ", as " + twice->id + " does", here.where,
                     "one row for each question"};
}

std::optional<core::Error> RowReader::dangling() const {
  for (const Merged& merged : merged_) {
    for (const std::string& id : merged.into) {
      if (std::any_of(rows_.begin(), rows_.end(), [&](const Requirement& row) { return row.id == id; }))
        continue;
      return core::Error{merged.id + " is merged into " + id + ", which is no row", places_.at(merged.id),
                         "an id with a level, a text and a citation of its own"};
    }
  }
  return std::nullopt;
}

}  // namespace assay::conformance
