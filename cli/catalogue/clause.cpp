// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue/clause.hpp"

#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/text.hpp"
#include "schemas/pointer.hpp"

namespace assay::cli {
namespace {

using core::Node;

constexpr std::size_t most_quoted = 400;

// "wes-1.1.0" -> "schemas/wes/1.1.0/openapi.yaml"
std::string file_of(const std::string& name) {
  const std::size_t dash = name.rfind('-');
  if (dash == std::string::npos) return "";
  return "schemas/" + name.substr(0, dash) + "/" + name.substr(dash + 1) + "/openapi.yaml";
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

}  // namespace

std::string clause_text(const reports::Citation& cite) {
  const std::string file = file_of(cite.document);
  if (file.empty() || !core::embedded_file(file)) return "";
  const core::Document document = core::load_embedded_document(file);
  const Node* node = &document.root;
  for (const std::string& token : schemas::tokens(cite.place)) {
    if (node) node = step_into(*node, token);
  }
  if (node && node->kind == Node::Kind::mapping) node = node->find("description");
  if (!node || node->kind != Node::Kind::scalar) return "";
  return core::shortened(on_one_line(node->scalar), most_quoted);
}

}  // namespace assay::cli
