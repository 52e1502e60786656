// SPDX-License-Identifier: Apache-2.0
#include "core/tree_builder.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace assay::core {
namespace {

// Levels below a node, itself included. The tree is no deeper than the limit.
std::size_t height(const Node& node) {
  std::size_t below = 0;
  for (const Node& item : node.items) below = std::max(below, height(item));
  for (const Node::Member& member : node.members) below = std::max(below, height(member.value));
  const bool holds = node.kind == Node::Kind::sequence || node.kind == Node::Kind::mapping;
  return below + (holds ? 1 : 0);
}

}  // namespace

void TreeBuilder::fail(const Mark& mark, std::string what, std::string hint) const {
  throw BadInput(document_.error(mark, std::move(what), std::move(hint)));
}

bool TreeBuilder::wants_key() const {
  return !levels_.empty() && levels_.back().node->kind == Node::Kind::mapping && !levels_.back().has_key;
}

void TreeBuilder::count(const Mark& mark, std::size_t more) {
  nodes_ += more;
  if (nodes_ > limits_.nodes)
    fail(mark, "the document has more than " + std::to_string(limits_.nodes) + " values");
}

Node& TreeBuilder::place(Node node, Anchor anchor) {
  Node* placed = &document_.root;
  if (levels_.empty()) {
    *placed = std::move(node);
  } else if (Level& level = levels_.back(); level.has_key) {
    level.has_key = false;
    placed = &(level.node->members.back().value = std::move(node));
  } else {
    placed = &level.node->items.emplace_back(std::move(node));
  }
  if (anchor != 0) {
    Anchored& entry = anchors_[anchor] = {};
    for (const Level& level : levels_) {
      const Node& holder = *level.node;
      entry.path.push_back(
          (holder.kind == Node::Kind::mapping ? holder.members.size() : holder.items.size()) - 1);
    }
    const bool holds = placed->kind == Node::Kind::sequence || placed->kind == Node::Kind::mapping;
    entry.open = holds;
    entry.nodes = 1;
    entry.nodes_before = nodes_ - 1;
  }
  return *placed;
}

void TreeBuilder::null(const Mark& mark, Anchor anchor) {
  if (wants_key()) fail(mark, "a key is empty or null", "write the key in quotes if it is meant");
  count(mark, 1);
  Node node;
  node.mark = mark;
  // Of a value that is not there the parser names the place of the next thing; its key is more use.
  if (!levels_.empty() && levels_.back().has_key) {
    const Mark& key = levels_.back().node->members.back().mark;
    if (mark.line != key.line) node.mark = key;
  }
  place(std::move(node), anchor);
}

void TreeBuilder::scalar(const Mark& mark, std::string text, bool quoted, Anchor anchor) {
  if (wants_key()) {
    if (anchor != 0) fail(mark, "a key with an anchor is not supported");
    levels_.back().node->members.push_back({std::move(text), mark, {}});
    levels_.back().has_key = true;
    return;
  }
  count(mark, 1);
  Node node;
  node.kind = Node::Kind::scalar;
  node.mark = mark;
  node.quoted = quoted;
  node.scalar = std::move(text);
  place(std::move(node), anchor);
}

void TreeBuilder::begin(Node::Kind kind, const Mark& mark, Anchor anchor) {
  if (wants_key()) fail(mark, "a key must be plain text, not a sequence or a mapping");
  if (levels_.size() == limits_.depth) {
    fail(mark, "the document is nested more than " + std::to_string(limits_.depth) + " levels deep");
  }
  count(mark, 1);
  Node node;
  node.kind = kind;
  node.mark = mark;
  Node& placed = place(std::move(node), anchor);
  levels_.push_back({&placed, anchor});
}

void TreeBuilder::end() {
  const Level level = levels_.back();
  levels_.pop_back();
  if (level.node->kind == Node::Kind::mapping) refuse_duplicates(*level.node);
  if (level.anchor == 0) return;
  Anchored& entry = anchors_.at(level.anchor);
  entry.open = false;
  entry.nodes = nodes_ - entry.nodes_before;
}

void TreeBuilder::alias(const Mark& mark, Anchor anchor) {
  if (wants_key()) fail(mark, "an alias as a key is not supported", "write the key itself");
  if (++aliases_ > limits_.aliases) {
    fail(mark, "the document has more than " + std::to_string(limits_.aliases) + " aliases");
  }
  const auto found = anchors_.find(anchor);
  if (found == anchors_.end()) fail(mark, "the alias names no anchor");
  if (found->second.open) fail(mark, "the alias stands inside the node that it names");
  count(mark, found->second.nodes);
  const Node& original = at(found->second.path);
  if (levels_.size() + height(original) > limits_.depth) {
    fail(mark, "the document is nested more than " + std::to_string(limits_.depth) + " levels deep");
  }
  place(Node(original), 0);
}

Node& TreeBuilder::at(const std::vector<std::size_t>& path) {
  Node* node = &document_.root;
  for (const std::size_t index : path) {
    node = node->kind == Node::Kind::mapping ? &node->members[index].value : &node->items[index];
  }
  return *node;
}

void TreeBuilder::refuse_duplicates(const Node& mapping) const {
  std::vector<const Node::Member*> order;
  order.reserve(mapping.members.size());
  for (const Node::Member& member : mapping.members) order.push_back(&member);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->key < b->key; });
  const Node::Member* first = nullptr;
  const Node::Member* again = nullptr;
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (order[i]->key != order[i - 1]->key || (again != nullptr && again < order[i])) continue;
    first = order[i - 1];
    again = order[i];
  }
  if (again == nullptr) return;
  fail(again->mark, "duplicate key '" + printable(shortened(again->key, 80)) + "', first at line " +
                        std::to_string(first->mark.line));
}

}  // namespace assay::core
