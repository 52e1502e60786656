// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/document.hpp"

namespace assay::core {

// Makes the tree of a Document out of the events of a YAML or JSON parser and holds it within the limits.
// In a mapping keys and values come in turn. Every function throws BadInput at the first thing that is
// refused.
class TreeBuilder {
 public:
  using Anchor = std::size_t;  // 0 is none

  TreeBuilder(Document& document, const DocumentLimits& limits) : document_(document), limits_(limits) {}

  void null(const Mark& mark, Anchor anchor = 0);
  void scalar(const Mark& mark, std::string text, bool quoted, Anchor anchor = 0);
  void begin(Node::Kind kind, const Mark& mark, Anchor anchor = 0);
  void end();
  // A copy of the anchored node, which keeps its own marks.
  void alias(const Mark& mark, Anchor anchor);

 private:
  struct Level {
    Node* node;
    Anchor anchor;
    bool has_key = false;  // the last member waits for its value
  };
  struct Anchored {
    std::vector<std::size_t> path;  // child indices from the root
    std::size_t nodes_before = 0;
    std::size_t nodes = 0;
    bool open = true;
  };

  [[noreturn]] void fail(const Mark& mark, std::string what, std::string hint = {}) const;
  bool wants_key() const;
  Node& place(Node node, Anchor anchor);
  void count(const Mark& mark, std::size_t more);
  void refuse_duplicates(const Node& mapping) const;
  Node& at(const std::vector<std::size_t>& path);

  Document& document_;
  const DocumentLimits& limits_;
  std::vector<Level> levels_;  // the pointers stay good: only the innermost node grows
  std::map<Anchor, Anchored> anchors_;
  std::size_t nodes_ = 0;
  std::size_t aliases_ = 0;
};

// The two parsers (document_yaml.cpp, document_json.cpp); they fill document.root or throw BadInput.
void build_from_yaml(Document& document, std::string_view text, const DocumentLimits& limits);
void build_from_json(Document& document, std::string_view text, const DocumentLimits& limits);

}  // namespace assay::core
