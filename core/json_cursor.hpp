// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

namespace assay::core {

// Feeds a JSON parser and remembers how far it has read, so that an event handler knows where a value ends.
// nlohmann's parser gives no positions to its handlers; it sends each event before it reads the next token.
class JsonCursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  JsonCursor(const char* at, const char** read) : at_(at), read_(read) {}
  reference operator*() const { return *at_; }
  JsonCursor& operator++() {
    *read_ = ++at_;
    return *this;
  }
  JsonCursor operator++(int) {
    JsonCursor before = *this;
    ++*this;
    return before;
  }
  bool operator==(const JsonCursor& other) const { return at_ == other.at_; }
  bool operator!=(const JsonCursor& other) const { return at_ != other.at_; }

 private:
  const char* at_;
  const char** read_;
};

// "unexpected ']'; expected ..." out of the text of a nlohmann exception, without the input that it quotes.
std::string json_reason(std::string_view message);

inline constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace assay::core
