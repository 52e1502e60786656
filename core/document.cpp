// SPDX-License-Identifier: Apache-2.0
#include "core/document.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/json_cursor.hpp"
#include "core/text.hpp"
#include "core/tree_builder.hpp"

namespace assay::core {
namespace {

bool is_json(std::string_view name, std::string_view text) {
  if (name.ends_with(".json")) return true;
  if (name.ends_with(".yaml") || name.ends_with(".yml")) return false;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '{' || text[first] == '[');
}

// Line by line, to name the line.
void refuse_other_encodings(const Document& document, std::string_view text) {
  if (is_valid_utf8(text)) return;
  Mark mark;
  while (is_valid_utf8(text.substr(0, text.find('\n')))) {
    ++mark.line;
    text.remove_prefix(text.find('\n') + 1);
  }
  throw BadInput(document.error(mark, "the line is not UTF-8 text", "save the file as UTF-8"));
}

Document load(std::string name, std::string_view text, const DocumentLimits& limits) {
  Document document{std::move(name), {}};
  if (text.size() > limits.bytes) {
    throw BadInput(
        document.error({}, "the document is longer than " + std::to_string(limits.bytes) + " bytes"));
  }
  refuse_other_encodings(document, text);
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  (is_json(document.name, text) ? build_from_json : build_from_yaml)(document, text, limits);
  return document;
}

}  // namespace

const Node* Node::find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [key](const Member& m) { return m.key == key; });
  return found == members.end() ? nullptr : &found->value;
}

Error Document::error(const Mark& mark, std::string what, std::string hint) const {
  std::string where = name + ":" + std::to_string(mark.line) + ":" + std::to_string(mark.column);
  return {std::move(what), std::move(where), std::move(hint)};
}

Result<Document> load_document(std::string name, std::string_view text, const DocumentLimits& limits) {
  return reading([&] { return load(std::move(name), text, limits); });
}

Result<Document> load_document_file(const std::string& path, const DocumentLimits& limits) {
  Result<std::string> text = read_file(path, limits.bytes);
  if (!text) return text.error();
  return load_document(path, *text, limits);
}

Document load_embedded_document(std::string_view path) {
  const std::optional<std::string_view> text = embedded_file(path);
  if (!text) throw std::logic_error("no file '" + std::string(path) + "' is built into this program");
  return load_document(std::string(path), *text).value();
}

}  // namespace assay::core
