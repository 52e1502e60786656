// SPDX-License-Identifier: Apache-2.0
#include "core/fields.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/ascii.hpp"
#include "core/text.hpp"

namespace assay::core {
namespace {

std::string in_quotes(std::string_view text) { return "'" + printable(shortened(text, 80)) + "'"; }

std::string suggestion(std::string_view word, const std::vector<std::string>& words) {
  const std::string near = closest(word, words);
  if (!near.empty()) return "did you mean " + in_quotes(near) + "?";
  return words.empty() ? "" : "known: " + shortened(joined(words), 300);
}

// Damerau-Levenshtein with adjacent transpositions (optimal string alignment); three rows are kept.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, change});
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

struct Unit {
  std::string_view name;
  double microseconds;
};
constexpr std::array units = {Unit{"us", 1},   Unit{"ms", 1e3},   Unit{"s", 1e6},
                              Unit{"m", 60e6}, Unit{"h", 3600e6}, Unit{"d", 86400e6}};
constexpr double most_microseconds = 1e18;  // added to a Time of this age it does not overflow

}  // namespace

Fields::Fields(const Document& document, const Node& node, std::string_view what)
    : document_(document), node_(node), what_(what) {
  if (node.kind != Node::Kind::mapping)
    fail(node, what_ + " must be a mapping", "write 'member: value' lines");
}

void Fields::fail(const Node& at, std::string what, std::string hint) const {
  throw BadInput(document_.error(at.mark, std::move(what), std::move(hint)));
}

const Node* Fields::find(std::string_view key) {
  asked_.emplace(key);
  return node_.find(key);
}

const Node& Fields::need(std::string_view key) {
  const Node* found = find(key);
  if (found == nullptr) fail(node_, what_ + " needs the member " + in_quotes(key));
  return *found;
}

std::string Fields::text(std::string_view key) {
  const Node& value = need(key);
  if (value.kind != Node::Kind::scalar) fail(value, in_quotes(key) + " must be text");
  return value.scalar;
}

std::string Fields::text_or(std::string_view key, std::string fallback) {
  return find(key) == nullptr ? std::move(fallback) : text(key);
}

std::int64_t Fields::integer_or(std::string_view key, std::int64_t fallback) {
  const Node* found = find(key);
  if (found == nullptr) return fallback;
  const nlohmann::json value = found->kind == Node::Kind::scalar ? to_json(*found) : nlohmann::json();
  // A number above the signed range is held as unsigned.
  const bool fits =
      value.is_number_integer() && (!value.is_number_unsigned() || value.get<std::uint64_t>() <= INT64_MAX);
  if (!fits) fail(*found, in_quotes(key) + " must be a whole number");
  return value.get<std::int64_t>();
}

bool Fields::flag_or(std::string_view key, bool fallback) {
  const Node* found = find(key);
  if (found == nullptr) return fallback;
  const nlohmann::json value = found->kind == Node::Kind::scalar ? to_json(*found) : nlohmann::json();
  if (!value.is_boolean()) fail(*found, in_quotes(key) + " must be true or false");
  return value.get<bool>();
}

Duration Fields::duration_or(std::string_view key, Duration fallback) {
  const Node* found = find(key);
  if (found == nullptr) return fallback;
  const auto value = found->kind == Node::Kind::scalar ? parse_duration(found->scalar) : std::nullopt;
  if (!value) fail(*found, in_quotes(key) + " must be a duration", "like 250ms, 1.5s, 2m, 1h or 1d");
  return *value;
}

std::vector<std::string> Fields::texts(std::string_view key) {
  const Node* found = find(key);
  if (found == nullptr) return {};
  if (found->kind == Node::Kind::scalar) return {found->scalar};
  if (found->kind != Node::Kind::sequence)
    fail(*found, in_quotes(key) + " must be text or a sequence of texts");
  std::vector<std::string> out;
  for (const Node& item : found->items) {
    if (item.kind != Node::Kind::scalar) fail(item, "each item of " + in_quotes(key) + " must be text");
    out.push_back(item.scalar);
  }
  return out;
}

std::string Fields::word_or(std::string_view key, const std::vector<std::string>& words,
                            std::string fallback) {
  if (find(key) == nullptr) return fallback;
  std::string word = text(key);
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  fail(*find(key), in_quotes(key) + " cannot be " + in_quotes(word), suggestion(word, words));
}

void Fields::finish() const {
  const std::vector<Error> all = strays();
  if (!all.empty()) throw BadInput(all.front());
}

std::vector<Error> Fields::strays() const {
  std::vector<Error> all;
  const std::vector<std::string> known(asked_.begin(), asked_.end());
  for (const Node::Member& member : node_.members) {
    if (asked_.contains(member.key)) continue;
    all.push_back(document_.error(member.mark, what_ + " has no member " + in_quotes(member.key),
                                  suggestion(member.key, known)));
  }
  return all;
}

std::optional<Duration> parse_duration(std::string_view text) {
  const std::size_t split = std::min(text.size(), text.find_first_not_of("0123456789."));
  const std::string_view digits = text.substr(0, split);
  const std::string_view name = text.substr(split);
  double count = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
  const bool whole = error == std::errc() && end == digits.data() + digits.size() && !digits.ends_with('.');
  if (!whole || digits.starts_with('.')) return std::nullopt;
  if (name.empty()) return count == 0 ? std::optional<Duration>(Duration(0)) : std::nullopt;
  for (const Unit& unit : units) {
    const double value = count * unit.microseconds;
    if (name == unit.name && value <= most_microseconds) return Duration(std::llround(value));
  }
  return std::nullopt;
}

std::string closest(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string low = lowered(word);
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string best;
  for (const std::string& candidate : candidates) {
    const std::string other = lowered(candidate);
    if (other == low) return candidate;
    const std::size_t apart =
        other.size() > low.size() ? other.size() - low.size() : low.size() - other.size();
    if (apart >= least) continue;  // also spares the work on a word of hostile length
    const std::size_t steps = distance(low, other);
    if (steps >= least || steps >= std::max(low.size(), other.size())) continue;
    least = steps;
    best = candidate;
  }
  return best;
}

}  // namespace assay::core
