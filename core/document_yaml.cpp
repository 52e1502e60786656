// SPDX-License-Identifier: Apache-2.0
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/node/node.h>  // parser.h declares YAML::Node; clang-tidy takes ours for it otherwise
#include <yaml-cpp/parser.h>

#include <array>
#include <optional>
#include <sstream>

#include "core/text.hpp"
#include "core/tree_builder.hpp"

namespace assay::core {
namespace {

Mark mark_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {mark.line + 1, mark.column + 1};
}

struct Plain {
  std::string_view theirs;  // a part of the parser's message
  std::string_view what;
  std::string_view hint;
};

constexpr std::string_view check_indentation = "check the indentation; text that holds ': ' needs quotes";
constexpr std::array plain_sentences = {
    Plain{"illegal map value", "a ':' cannot stand here", check_indentation},
    Plain{"illegal map key", "a key cannot stand here", check_indentation},
    Plain{"illegal block entry", "a '-' cannot stand here", "check the indentation"},
    Plain{"illegal tab", "a tab cannot indent", "use spaces"},
    Plain{"end of map not found", "the line does not fit the mapping above it", check_indentation},
    Plain{"end of sequence not found", "the line does not fit the sequence above it",
          "check the indentation"},
    Plain{"end of map flow", "a '{' is not closed", "write ',' between members and '}' at the end"},
    Plain{"end of sequence flow", "a '[' is not closed", "write ',' between items and ']' at the end"},
    Plain{"illegal flow end", "this bracket closes nothing", ""},
    Plain{"illegal EOF in scalar", "a quoted text is not closed", ""},
    Plain{"document indicator in scalar", "a quoted text is not closed", ""},
    Plain{"unknown escape character", "this escape is unknown in a double-quoted text", "double the '\\'"},
    Plain{"referenced anchor is not defined", "the alias names no anchor", ""},
    Plain{"unknown token", "this character cannot start a value", "put the value in quotes"},
};

Error plain_error(const Document& document, const YAML::Exception& bad) {
  for (const Plain& row : plain_sentences) {
    if (bad.msg.find(row.theirs) == std::string::npos) continue;
    return document.error(mark_of(bad.mark), std::string(row.what), std::string(row.hint));
  }
  return document.error(mark_of(bad.mark), "this is not YAML: " + printable(shortened(bad.msg, 200)));
}

class Handler final : public YAML::EventHandler {
 public:
  Handler(Document& document, std::string_view text, const DocumentLimits& limits)
      : document_(document), text_(text), tree_(document, limits) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (!std::exchange(started_, true)) return;
    if (rest(mark).starts_with("---")) fail(mark, "there is more than one document in the file", "keep one");
    fail(mark, "this does not belong to what stands above it", std::string(check_indentation));
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { tree_.null(mark_of(mark), anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override { tree_.alias(mark_of(mark), anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag == "!") last_quoted_ = mark;
    const std::string_view type = known(mark, tag, {"!", "?", "str", "null", "bool", "int", "float"});
    tree_.scalar(mark_of(mark), value, type == "!" || type == "str", anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    known(mark, tag, {"!", "?", "seq"});
    tree_.begin(Node::Kind::sequence, mark_of(mark), anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    known(mark, tag, {"!", "?", "map"});
    tree_.begin(Node::Kind::mapping, mark_of(mark), anchor);
  }
  void OnSequenceEnd() override { tree_.end(); }
  void OnMapEnd() override { tree_.end(); }

  // The parser takes the end of the file for the end of a quoted text; only the last one can be so.
  void refuse_open_quote() const {
    if (!last_quoted_) return;
    std::string_view quoted = rest(*last_quoted_);
    if (quoted.starts_with('&')) {
      quoted.remove_prefix(std::min(quoted.size(), quoted.find_first_of(" \t\r\n")));
      quoted.remove_prefix(std::min(quoted.size(), quoted.find_first_not_of(" \t\r\n")));
    }
    if (!quoted.starts_with('\'') && !quoted.starts_with('"')) return;
    const char quote = quoted.front();
    for (std::size_t at = 1; at < quoted.size(); ++at) {
      const bool doubled = quote == '\'' && quoted.substr(at, 2) == "''";
      const bool escaped = quote == '"' && quoted[at] == '\\';
      if (doubled || escaped) {
        ++at;
      } else if (quoted[at] == quote) {
        return;
      }
    }
    fail(*last_quoted_, "a quoted text is not closed");
  }

 private:
  [[noreturn]] void fail(const YAML::Mark& mark, std::string what, std::string hint = {}) const {
    throw BadInput(document_.error(mark_of(mark), std::move(what), std::move(hint)));
  }
  std::string_view rest(const YAML::Mark& mark) const {
    return text_.substr(std::min(text_.size(), static_cast<std::size_t>(std::max(0, mark.pos))));
  }
  std::string_view known(const YAML::Mark& mark, std::string_view tag,
                         std::initializer_list<std::string_view> types) const {
    constexpr std::string_view core_schema = "tag:yaml.org,2002:";
    const std::string_view type = tag.starts_with(core_schema) ? tag.substr(core_schema.size()) : tag;
    for (const std::string_view one : types) {
      if (type == one) return one;
    }
    fail(mark, "the tag '" + printable(shortened(tag, 80)) + "' is not known here", "leave the tag out");
  }

  const Document& document_;
  std::string_view text_;
  TreeBuilder tree_;
  bool started_ = false;
  std::optional<YAML::Mark> last_quoted_;
};

// The parser looks ahead over all of "[[[[..." before it tells of the first; so the flow nesting is counted
// first, and coarsely: quotes are not seen, and a line of block style starts anew. The exact count is the
// tree's.
void refuse_deep_flow(const Document& document, std::string_view text, std::size_t depth) {
  std::size_t nesting = 0;
  Mark mark;
  bool line_begins = true;
  for (const char c : text) {
    if (c == '\n') {
      ++mark.line;
      mark.column = 1;
      line_begins = true;
      continue;
    }
    const bool opens = c == '[' || c == '{';
    const bool closes = c == ']' || c == '}';
    if (line_begins && c != ' ' && c != '\t') {
      if (!opens && !closes && c != ',' && c != '"' && c != '\'') nesting = 0;
      line_begins = false;
    }
    if (opens && ++nesting > depth) {
      throw BadInput(
          document.error(mark, "the document is nested more than " + std::to_string(depth) + " levels deep"));
    }
    if (closes && nesting > 0) --nesting;
    ++mark.column;
  }
}

void refuse_controls(const Document& document, std::string_view text) {
  Mark mark;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') {
      throw BadInput(document.error(mark, "a control character cannot stand in YAML",
                                    "write it as an escape in \"...\""));
    }
    mark = c == '\n' ? Mark{mark.line + 1, 1} : Mark{mark.line, mark.column + 1};
  }
}

}  // namespace

void build_from_yaml(Document& document, std::string_view text, const DocumentLimits& limits) {
  refuse_controls(document, text);
  refuse_deep_flow(document, text, limits.depth);
  std::istringstream in{std::string(text)};
  Handler handler(document, text, limits);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(handler)) {
    }
  } catch (const YAML::Exception& bad) {
    throw BadInput(plain_error(document, bad));
  }
  handler.refuse_open_quote();
}

}  // namespace assay::core
