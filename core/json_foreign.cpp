// SPDX-License-Identifier: Apache-2.0
#include "core/json_foreign.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

namespace assay::core {
namespace {

constexpr std::size_t kMostNoted = 20;
constexpr std::size_t kEscape = 6;        // "\\udce9"
constexpr std::size_t kHeldDigits = 300;  // of an integer that a double holds

// The code unit of the escape that stands at `at`; -1 where none does.
int unit_at(std::string_view text, std::size_t at) {
  if (at + kEscape > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
  int unit = 0;
  const char* end = text.data() + at + kEscape;
  const auto [stop, error] = std::from_chars(text.data() + at + 2, end, unit, 16);
  return error == std::errc() && stop == end ? unit : -1;
}

bool is_high(int unit) { return unit >= 0xd800 && unit <= 0xdbff; }
bool is_low(int unit) { return unit >= 0xdc00 && unit <= 0xdfff; }

// Writes what the text says in a form that the parser takes; the grammar of the text stays what it is.
class Tamer {
 public:
  Tamer(std::string_view text, ForeignFacts& facts) : text_(text), facts_(facts) {}

  std::string tamed() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (in_string_) {
        read_in_string(c);
      } else if (c == '-' || (c >= '0' && c <= '9')) {
        read_number();
      } else {
        in_string_ = c == '"';
        take(1);
      }
    }
    return std::move(made_);
  }

 private:
  void take(std::size_t count) {
    made_ += text_.substr(at_, count);
    at_ += count;
  }

  void note(std::string_view what) {
    if (facts_.unholdable.size() < kMostNoted) facts_.unholdable.emplace_back(what);
  }

  void read_in_string(char c) {
    if (c != '\\') {
      in_string_ = c != '"';
      return take(1);
    }
    const int unit = unit_at(text_, at_);
    if (unit < 0) return take(2);
    if (is_high(unit) && is_low(unit_at(text_, at_ + kEscape))) return take(2 * kEscape);
    if (!is_high(unit) && !is_low(unit)) return take(kEscape);
    note(text_.substr(at_, kEscape));
    made_ += "\\ufffd";
    at_ += kEscape;
  }

  void read_number() {
    const std::size_t end = text_.find_first_not_of("0123456789+-.eE", at_);
    std::string number(text_.substr(at_, end - at_));
    double value = 0;
    const auto [stop, error] = std::from_chars(number.data(), number.data() + number.size(), value);
    const bool is_beyond = error == std::errc::result_out_of_range && stop == number.data() + number.size();
    const std::size_t exponent = number.find_first_of("eE");
    const bool is_tiny = exponent != std::string::npos && number.find('-', exponent) != std::string::npos;
    at_ += number.size();
    if (is_beyond && !is_tiny) {
      note(number.substr(0, 40));
      shrink(number, exponent);
    }
    made_ += number;
  }

  // Digits stay digits, so that a number with a mistake in it keeps the mistake.
  static void shrink(std::string& number, std::size_t exponent) {
    if (exponent == std::string::npos) {
      const std::size_t first = number.front() == '-' ? 1 : 0;
      const std::size_t end = std::min(number.find('.'), number.size());
      if (end - first > kHeldDigits) number.erase(first + kHeldDigits, end - first - kHeldDigits);
      return;
    }
    const std::size_t digits = number.find_first_of("0123456789", exponent);
    number.replace(digits, std::string::npos, digits < 8 ? "300" : "30");
  }

  std::string_view text_;
  ForeignFacts& facts_;
  std::string made_ = {};
  std::size_t at_ = 0;
  bool in_string_ = false;
};

}  // namespace

Result<nlohmann::json> parse_foreign_json(std::string_view text, ForeignFacts* facts) {
  ForeignFacts own;
  ForeignFacts& found = facts != nullptr ? *facts : own;
  auto parsed = parse_json(text, {}, &found);
  if (parsed || found.invalid_utf8) return parsed;
  const std::string tamed = Tamer(text, found).tamed();
  if (found.unholdable.empty()) return parsed;
  JsonFacts again;
  auto second = parse_json(tamed, {}, &again);
  if (!second) return parsed;  // the first error stands in the text as it came
  found.duplicate_members = std::move(again.duplicate_members);
  return second;
}

}  // namespace assay::core
