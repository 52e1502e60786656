// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.hpp"

namespace assay::core {

struct Mark {
  int line = 1;
  int column = 1;
};

// A YAML or JSON value that knows where it stands.
struct Node {
  enum class Kind { null, scalar, sequence, mapping };
  Kind kind = Kind::null;
  Mark mark;
  bool quoted = false;  // a quoted scalar is text, whatever it looks like
  std::string scalar;
  std::vector<Node> items;
  struct Member;
  std::vector<Member> members;

  const Node* find(std::string_view key) const;
};
struct Node::Member {
  std::string key;
  Mark mark;
  Node value;
};

struct Document {
  std::string name;  // the file as the user wrote it
  Node root;
  Error error(const Mark& mark, std::string what, std::string hint = {}) const;  // where = "name:line:column"
};

struct DocumentLimits {
  std::size_t bytes = 16u << 20;
  std::size_t depth = 64;
  std::size_t nodes = 1'000'000;
  std::size_t aliases = 1'000;  // nodes made by expanding aliases count as nodes
};

// YAML 1.2 core schema, or JSON (a subset). Duplicate keys, over-deep and over-large documents are refused.
Result<Document> load_document(std::string name, std::string_view text, const DocumentLimits& limits = {});
// Reads a file of the user's; the error names it and says why ("no such file").
Result<Document> load_document_file(const std::string& path, const DocumentLimits& limits = {});
// Reads an embedded file (core/embedded.hpp); a missing one is our own fault and throws.
Document load_embedded_document(std::string_view path);

// Plain scalars become null, true/false, integers and numbers as in the core schema; quoted ones stay
// strings, and so do dates. An integer beyond 64 bits becomes a double. What JSON cannot hold (.inf, .nan,
// 1e999) stays a string.
nlohmann::json to_json(const Node& node);

}  // namespace assay::core
