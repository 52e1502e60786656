// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>
#include <optional>

#include "core/json_cursor.hpp"
#include "core/tree_builder.hpp"

namespace assay::core {
namespace {

using nlohmann::json;

// Lines and columns of offsets that only grow.
class Position {
 public:
  explicit Position(std::string_view text) : text_(text) {}
  Mark at(std::size_t offset) {
    for (offset = std::min(offset, text_.size()); at_ < offset; ++at_) {
      if (text_[at_] != '\n') continue;
      ++line_;
      line_start_ = at_ + 1;
    }
    return {static_cast<int>(line_), static_cast<int>(offset - line_start_) + 1};
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  std::size_t line_start_ = 0;
};

// The value of an event ends where the cursor is. It starts at the first character after the event before
// that is neither space nor punctuation between values.
class Reader final : public nlohmann::json_sax<json> {
 public:
  Reader(TreeBuilder& tree, std::string_view text)
      : tree_(tree), text_(text), position_(text), read_(text.data()) {}

  const char** read() { return &read_; }
  const std::string& reason() const { return reason_; }
  Mark error_mark() { return position_.at(error_byte_ == 0 ? 0 : error_byte_ - 1); }

  bool null() override { return tree_.null(start()), true; }
  bool boolean(bool value) override { return tree_.scalar(start(), value ? "true" : "false", false), true; }
  bool number_integer(number_integer_t) override { return number(); }
  bool number_unsigned(number_unsigned_t) override { return number(); }
  bool number_float(number_float_t, const string_t&) override { return number(); }
  bool string(string_t& value) override { return tree_.scalar(start(), std::move(value), true), true; }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return tree_.begin(Node::Kind::mapping, start()), true; }
  bool start_array(std::size_t) override { return tree_.begin(Node::Kind::sequence, start()), true; }
  bool key(string_t& name) override { return tree_.scalar(start(), std::move(name), true), true; }
  bool end_object() override { return end(); }
  bool end_array() override { return end(); }
  bool parse_error(std::size_t byte, const std::string&, const json::exception& why) override {
    error_byte_ = byte;
    reason_ = json_reason(why.what());
    return false;
  }

 private:
  Mark start() {
    start_ = text_.find_first_not_of(" \t\r\n,:", before_);
    before_ = static_cast<std::size_t>(read_ - text_.data());
    return position_.at(start_);
  }
  bool number() {
    const Mark mark = start();
    const std::size_t end = text_.find_first_not_of("+-.0123456789eE", start_);
    tree_.scalar(mark, std::string(text_.substr(start_, end - start_)), false);
    return true;
  }
  bool end() {
    before_ = static_cast<std::size_t>(read_ - text_.data());
    tree_.end();
    return true;
  }

  TreeBuilder& tree_;
  std::string_view text_;
  Position position_;
  const char* read_;
  std::size_t before_ = 0;
  std::size_t start_ = 0;
  std::size_t error_byte_ = 0;
  std::string reason_;
};

}  // namespace

void build_from_json(Document& document, std::string_view text, const DocumentLimits& limits) {
  TreeBuilder tree(document, limits);
  Reader reader(tree, text);
  const JsonCursor begin(text.data(), reader.read());
  const JsonCursor end(text.data() + text.size(), reader.read());
  if (json::sax_parse(begin, end, &reader)) {
    // nlohmann takes a NUL after the value for the end of the text.
    const std::size_t nul = text.find('\0');
    if (nul == std::string_view::npos) return;
    throw BadInput(document.error(Position(text).at(nul), "this is not JSON: unexpected NUL"));
  }
  throw BadInput(document.error(reader.error_mark(), "this is not JSON: " + reader.reason()));
}

}  // namespace assay::core
