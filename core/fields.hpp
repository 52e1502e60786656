// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "core/document.hpp"

namespace assay::core {

// Reads a mapping of a Document, member by member, and then refuses what nobody read: a typo is an error with
// a suggestion. Throws BadInput; a loader's public function turns that into a Result with `reading`.
class Fields {
 public:
  Fields(const Document& document, const Node& node,
         std::string_view what);  // what: "a scenario", for messages

  const Node* find(std::string_view key);  // nullptr when absent
  const Node& need(std::string_view key);  // BadInput when absent
  std::string text(std::string_view key);  // required scalar
  std::string text_or(std::string_view key, std::string fallback);
  std::int64_t integer_or(std::string_view key, std::int64_t fallback);
  bool flag_or(std::string_view key, bool fallback);
  Duration duration_or(std::string_view key, Duration fallback);  // "250ms", "1.5s", "2m", "1h", "1d"
  std::vector<std::string> texts(
      std::string_view key);  // a sequence of scalars, or one scalar; absent: empty
  // A scalar that must be one of `words`; BadInput with a suggestion otherwise.
  std::string word_or(std::string_view key, const std::vector<std::string>& words, std::string fallback);
  void finish() const;                // BadInput on the first member nobody asked for
  std::vector<Error> strays() const;  // what is wrong with each of them

  [[noreturn]] void fail(const Node& at, std::string what, std::string hint = {}) const;
  const Document& document() const { return document_; }
  const Node& node() const { return node_; }

 private:
  const Document& document_;
  const Node& node_;
  std::string what_;
  std::set<std::string, std::less<>> asked_;
};

std::optional<Duration> parse_duration(std::string_view text);

// The candidate nearest to `word` by edit distance, where it is near enough to be a typo; else "".
std::string closest(std::string_view word, const std::vector<std::string>& candidates);

// Runs a reader that may throw BadInput.
template <class F>
auto reading(F&& read) -> Result<decltype(read())> {
  try {
    return read();
  } catch (const BadInput& bad) {
    return bad.error;
  }
}

}  // namespace assay::core
