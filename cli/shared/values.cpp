// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/values.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

template <class T>
std::optional<T> value_of(const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || at != end) return {};
  return value;
}

// The description follows the name of the value: "FORMAT:{text,json}" is where completions read the choices.
CLI::Validator check_of(std::function<std::string(const std::string&)> fault, std::string choices = {}) {
  return {[fault = std::move(fault)](std::string& text) { return fault(text); }, std::move(choices)};
}

}  // namespace

CLI::Validator whole(std::uint64_t least, std::uint64_t most) {
  return check_of([=](const std::string& text) -> std::string {
    const auto value = value_of<std::uint64_t>(text);
    if (value && *value >= least && *value <= most) return "";
    const std::string range =
        most == any_number ? fmt::format("of {} or more", least) : fmt::format("from {} to {}", least, most);
    return fmt::format("'{}' is not a whole number {}", core::printable(text), range);
  });
}

CLI::Validator number(double least, double most) {
  return check_of([=](const std::string& text) -> std::string {
    const auto value = value_of<double>(text);
    if (value && *value >= least && *value <= most) return "";
    return fmt::format("'{}' is not a number from {} to {}", core::printable(text), least, most);
  });
}

CLI::Validator one_of(std::vector<std::string> words) {
  const std::string choices = fmt::format("{{{}}}", fmt::join(words, ","));
  return check_of(
      [words = std::move(words)](const std::string& text) -> std::string {
        if (std::find(words.begin(), words.end(), text) != words.end()) return "";
        const std::string near = core::closest(text, words);
        return fmt::format("'{}' is not one of {}{}", core::printable(text), fmt::join(words, ", "),
                           near.empty() ? "" : "; did you mean '" + near + "'?");
      },
      choices);
}

}  // namespace assay::cli
