// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue/clause.hpp"

#include <algorithm>
#include <vector>

#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/text.hpp"
#include "schemas/pointer.hpp"

namespace assay::cli {
namespace {

using core::Node;

constexpr std::size_t most_quoted = 400;
constexpr const char* clauses_of_rfcs = "schemas/rfc/clauses.yaml";

// "wes-1.1.0" -> "schemas/wes/1.1.0/openapi.yaml"; names and versions may have dashes in them.
std::string file_of(const std::string& name) {
  for (std::size_t dash = name.find('-'); dash != std::string::npos; dash = name.find('-', dash + 1)) {
    for (const char* folder : {"schemas/", "dialects/"}) {
      std::string file = folder + name.substr(0, dash) + "/" + name.substr(dash + 1) + "/openapi.yaml";
      if (core::embedded_file(file)) return file;
    }
  }
  return "";
}

const Node* step_into(const Node& node, const std::string& token) {
  if (node.kind != Node::Kind::sequence) return node.find(token);
  const bool is_index = !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
  const std::size_t index = is_index && token.size() < 6 ? std::stoul(token) : node.items.size();
  return index < node.items.size() ? &node.items[index] : nullptr;
}

// Lines of the document are lines of its own editor.
std::string on_one_line(const std::string& text) {
  std::string line;
  for (const char c : text) {
    const bool is_space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!is_space)
      line.push_back(c);
    else if (!line.empty() && line.back() != ' ')
      line.push_back(' ');
  }
  if (line.ends_with(' ')) line.pop_back();
  return line;
}

std::string scalar_of(const Node& node, const std::string& name) {
  const Node* member = node.find(name);
  return member && member->kind == Node::Kind::scalar ? member->scalar : std::string();
}

std::string list_of(const Node& node) {
  std::string list;
  for (const Node& item : node.items) {
    if (item.kind == Node::Kind::scalar) list += (list.empty() ? "" : ", ") + item.scalar;
  }
  return list;
}

// What a place says in a sentence, or else by its type: "enum: QUEUED, RUNNING", "type: string, format: uri".
std::string told_by(const Node& node, const std::string& name) {
  if (node.kind == Node::Kind::scalar) return name == "description" ? node.scalar : name + ": " + node.scalar;
  if (node.kind == Node::Kind::sequence) return list_of(node).empty() ? "" : name + ": " + list_of(node);
  for (const char* sentence : {"description", "summary"}) {
    if (std::string text = scalar_of(node, sentence); !text.empty()) return text;
  }
  std::string text;
  for (const char* member : {"type", "format", "pattern"}) {
    const std::string value = scalar_of(node, member);
    if (!value.empty()) text += (text.empty() ? "" : ", ") + std::string(member) + ": " + value;
  }
  return text;
}

// Of the place, or of the nearest above it that says something.
std::string clause_of(const core::Document& document, const std::vector<std::string>& tokens) {
  std::vector<std::pair<const Node*, std::string>> way = {{&document.root, ""}};
  for (const std::string& token : tokens) {
    const Node* next = step_into(*way.back().first, token);
    if (!next) return "";
    way.emplace_back(next, token);
  }
  const auto [cited, name] = way.back();
  for (; way.size() > 1; way.pop_back()) {
    if (std::string text = told_by(*way.back().first, way.back().second); !text.empty()) return text;
  }
  return cited->members.empty() ? "" : name + ": " + core::joined(cited->members, ", ", &Node::Member::key);
}

}  // namespace

std::string clause_text(const reports::Citation& cite) {
  const bool is_rfc = cite.document.starts_with("rfc");
  const std::string file = is_rfc ? clauses_of_rfcs : file_of(cite.document);
  if (file.empty()) return "";
  const core::Document document = core::load_embedded_document(file);
  if (!is_rfc)
    return core::shortened(on_one_line(clause_of(document, schemas::tokens(cite.place))), most_quoted);
  const Node* rfc = document.root.find(cite.document);
  return rfc ? on_one_line(scalar_of(*rfc, cite.place)) : "";
}

}  // namespace assay::cli
