// SPDX-License-Identifier: Apache-2.0
#include "core/json_guard.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/json_cursor.hpp"
#include "core/text.hpp"

namespace assay::core {
namespace {

using nlohmann::json;

constexpr std::size_t most_duplicates = 20;

// Builds the DOM and counts while it does, so that what is over a limit is refused before it takes room.
class Builder final : public nlohmann::json_sax<json> {
 public:
  Builder(const JsonLimits& limits, JsonFacts& facts) : limits_(limits), facts_(facts) {}

  bool null() override { return put(nullptr); }
  bool boolean(bool value) override { return put(value); }
  bool number_integer(number_integer_t value) override { return put(value); }
  bool number_unsigned(number_unsigned_t value) override { return put(value); }
  bool number_float(number_float_t value, const string_t&) override { return put(value); }
  bool string(string_t& value) override { return put(std::move(value)); }
  bool binary(binary_t&) override { return false; }  // JSON text has none

  bool start_object(std::size_t) override { return open(json::object()); }
  bool start_array(std::size_t) override { return open(json::array()); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    Level& level = levels_.back();
    level.key = std::move(name);
    if (level.value->contains(level.key)) note_duplicate();
    return true;
  }

  bool parse_error(std::size_t byte, const std::string&, const json::exception& why) override {
    byte_ = byte;
    reason_ = json_reason(why.what());
    return false;
  }

  json& root() { return root_; }
  const std::string& reason() const { return reason_; }
  std::optional<std::size_t> byte() const { return byte_; }

 private:
  struct Level {
    json* value;
    std::string key;
  };

  // The levels' pointers stay good: an array grows only while none of its elements is open, an object is a
  // map.
  json* place(json&& value) {
    if (++values_ > limits_.values) {
      reason_ = "more than " + std::to_string(limits_.values) + " values";
      return nullptr;
    }
    if (levels_.empty()) return &(root_ = std::move(value));
    Level& level = levels_.back();
    if (level.value->is_array()) return &level.value->emplace_back(std::move(value));
    return &((*level.value)[level.key] = std::move(value));
  }
  bool put(json value) { return place(std::move(value)) != nullptr; }
  bool open(json value) {
    if (levels_.size() == limits_.depth) {
      reason_ = "nested more than " + std::to_string(limits_.depth) + " levels deep";
      return false;
    }
    json* placed = place(std::move(value));
    if (placed != nullptr) levels_.push_back({placed, {}});
    return placed != nullptr;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  void note_duplicate() {
    std::vector<std::string>& noted = facts_.duplicate_members;
    if (noted.size() == most_duplicates) return;
    json::json_pointer pointer;
    for (const Level& level : levels_) {
      if (level.value->is_object())
        pointer.push_back(level.key);
      else
        pointer.push_back(std::to_string(level.value->size() - 1));
    }
    std::string text = pointer.to_string();
    if (std::find(noted.begin(), noted.end(), text) == noted.end()) noted.push_back(std::move(text));
  }

  const JsonLimits& limits_;
  JsonFacts& facts_;
  json root_;
  std::vector<Level> levels_;
  std::size_t values_ = 0;
  std::string reason_;
  std::optional<std::size_t> byte_;
};

Error not_json(std::size_t byte, std::string_view why) {
  return {"not acceptable as JSON at byte " + std::to_string(byte) + ": " + std::string(why)};
}

}  // namespace

std::string json_reason(std::string_view message) {
  // "[json.exception.parse_error.101] parse error at line 1, column 2: syntax error while parsing value -
  // ...; last read: '...'; expected ..." and "[json.exception.out_of_range.406] number overflow parsing
  // '1e999'".
  if (message.find("out_of_range.406") != std::string_view::npos) return "a number too large to hold";
  const std::size_t dash = message.find(" - ");
  if (dash == std::string_view::npos) return std::string(message);
  std::string reason(message.substr(dash + 3));
  const std::size_t quote = reason.find("; last read: '");
  if (quote != std::string::npos) {
    const std::size_t end = reason.rfind("'; expected ");
    reason.erase(quote, end == std::string::npos ? std::string::npos : end + 1 - quote);
  }
  return reason;
}

Result<json> parse_json(std::string_view text, const JsonLimits& limits, JsonFacts* facts) {
  JsonFacts own;
  JsonFacts& found = facts != nullptr ? *facts : own;
  if (text.size() > limits.bytes) {
    return not_json(limits.bytes + 1, "longer than " + std::to_string(limits.bytes) + " bytes");
  }
  found.byte_order_mark = text.starts_with(byte_order_mark);
  found.invalid_utf8 = !is_valid_utf8(text);
  const std::size_t skipped = found.byte_order_mark ? byte_order_mark.size() : 0;
  const std::string_view body = text.substr(skipped);
  if (body.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return not_json(text.size() + 1, "there is no value, the text is empty");
  }
  if (body.starts_with(byte_order_mark)) return not_json(skipped + 1, "a second byte order mark");

  const char* read = body.data();
  Builder builder(limits, found);
  const JsonCursor begin(body.data(), &read);
  const JsonCursor end(body.data() + body.size(), &read);
  if (json::sax_parse(begin, end, &builder)) {
    // nlohmann takes a NUL after the value for the end of the text.
    const std::size_t nul = body.find('\0');
    if (nul == std::string_view::npos) return std::move(builder.root());
    return not_json(skipped + nul + 1, "unexpected NUL; expected end of input");
  }
  const auto consumed = static_cast<std::size_t>(read - body.data());
  return not_json(skipped + builder.byte().value_or(consumed), builder.reason());
}

}  // namespace assay::core
