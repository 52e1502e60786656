// SPDX-License-Identifier: Apache-2.0
#include "schemas/dialect.hpp"

#include <algorithm>
#include <charconv>

#include "core/ascii.hpp"
#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/text.hpp"
#include "core/url.hpp"
#include "schemas/dialect_reader.hpp"
#include "schemas/named_dialect.hpp"

namespace assay::schemas {
namespace {

using core::is_digit;
using core::is_letter;

constexpr std::string_view dialects = "dialects/";

// The numbers of the first version in `text`: "sapporo-wes-1.1.0" -> 1, 1, 0. Digits inside a word ("ga4gh")
// are none. Numbers too long to be one are left as they are written.
std::vector<std::string> numbers(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool after_v =
        i > 0 && (text[i - 1] == 'v' || text[i - 1] == 'V') && (i == 1 || !is_letter(text[i - 2]));
    if (!is_digit(text[i]) || (i > 0 && !after_v && (is_letter(text[i - 1]) || is_digit(text[i - 1])))) {
      continue;
    }
    std::vector<std::string> found(1);
    for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !found.back().empty())); ++i) {
      if (text[i] == '.') {
        found.emplace_back();
      } else {
        found.back() += text[i];
      }
    }
    if (found.back().empty()) {
      found.pop_back();
    }
    return found;
  }
  return {};
}

bool by_numbers(const std::string& a, const std::string& b) {
  const auto left = numbers(a);
  const auto right = numbers(b);
  return std::ranges::lexicographical_compare(left, right, [](const std::string& x, const std::string& y) {
    return x.size() != y.size() ? x.size() < y.size() : x < y;
  });
}

}  // namespace

const Operation* Dialect::operation(std::string_view id) const {
  const auto found = std::ranges::find(operations, id, &Operation::id);
  return found != operations.end() ? &*found : nullptr;
}

const StateWord* Dialect::state(std::string_view word) const {
  const auto found = std::ranges::find(states, word, &StateWord::word);
  return found != states.end() ? &*found : nullptr;
}

bool Dialect::is_terminal(std::string_view word) const {
  const StateWord* found = state(word);
  return found != nullptr && found->terminal;
}

const StateWord* Dialect::word_of(Phase phase) const {
  const auto found = std::ranges::find(states, phase, &StateWord::phase);
  if (found != states.end()) return &*found;
  const auto also = std::ranges::find_if(states, [&](const StateWord& state) {
    return std::ranges::find(state.also, phase) != state.also.end();
  });
  return also != states.end() ? &*also : nullptr;
}

core::Result<std::shared_ptr<const Dialect>> parse_dialect(std::string name, std::string_view text) {
  const auto document = core::load_document(std::move(name), text);
  if (!document) return document.error();
  return core::reading(
      [&] { return std::shared_ptr<const Dialect>(std::make_shared<Dialect>(read_dialect(*document))); });
}

namespace {

core::Result<std::shared_ptr<const Dialect>> placed(const std::string& folder,
                                                    core::Result<std::shared_ptr<const Dialect>> read) {
  if (!read) return read;
  auto dialect = std::make_shared<Dialect>(**read);
  dialect->folder = folder;
  return std::shared_ptr<const Dialect>(std::move(dialect));
}

bool is_shipped(const Dialect& dialect) {
  return core::embedded_file(dialect.folder + "/dialect.yaml").has_value();
}

}  // namespace

core::Result<std::shared_ptr<const Dialect>> load_dialect(std::string_view name, std::string_view version) {
  const std::vector<std::string> versions = dialect_versions(name);
  if (std::ranges::find(versions, version) == versions.end()) {
    return core::Error{"there is no dialect " + std::string(name) + " " + std::string(version), "",
                       "one of " + core::joined(versions.empty() ? dialect_names() : versions)};
  }
  const std::string folder = shipped_folder(name, version);
  return placed(folder,
                parse_dialect(folder + "/dialect.yaml", *core::embedded_file(folder + "/dialect.yaml")));
}

core::Result<std::shared_ptr<const Dialect>> load_dialect_folder(const std::string& folder) {
  const std::string path = folder + "/dialect.yaml";
  const auto text = core::read_file(path);
  if (!text) return text.error();
  return placed(folder, parse_dialect(path, *text));
}

core::Result<std::string> dialect_file(const Dialect& dialect, std::string_view name) {
  const std::string path = dialect.folder + "/" + std::string(name);
  if (const auto text = core::embedded_file(path)) return std::string(*text);
  if (is_shipped(dialect)) return std::string();
  return core::read_file(path);
}

std::vector<std::string> dialect_names() {
  std::vector<std::string> names = {"wes"};
  for (const std::string_view path : core::embedded_paths(dialects)) {
    const std::string_view below = path.substr(dialects.size());
    std::string name(below.substr(0, below.find('/')));
    if (path.ends_with("/dialect.yaml") && std::ranges::find(names, name) == names.end())
      names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> dialect_versions(std::string_view name) {
  const std::string prefix = shipped_folder(name, "");
  constexpr std::string_view file = "/dialect.yaml";
  std::vector<std::string> versions;
  for (const std::string_view path : core::embedded_paths(prefix)) {
    if (path.ends_with(file)) {
      versions.emplace_back(path.substr(prefix.size(), path.size() - prefix.size() - file.size()));
    }
  }
  std::ranges::sort(versions, by_numbers);
  return versions;
}

std::optional<std::string> match_version(std::string_view claimed, const std::vector<std::string>& shipped) {
  if (std::ranges::find(shipped, claimed) != shipped.end()) {
    return std::string(claimed);
  }
  const std::vector<std::string> wanted = numbers(claimed);
  std::vector<std::string> ordered = shipped;
  std::ranges::sort(ordered, by_numbers);
  for (const std::string& version : ordered) {
    const std::vector<std::string> offered = numbers(version);
    const std::size_t common = std::min(wanted.size(), offered.size());
    if (common > 0 &&
        std::equal(wanted.begin(), wanted.begin() + static_cast<std::ptrdiff_t>(common), offered.begin())) {
      return version;
    }
  }
  return std::nullopt;
}

std::string fill_path(std::string_view path, const std::vector<std::pair<std::string, std::string>>& values) {
  std::string filled;
  while (!path.empty()) {
    const std::size_t open = std::min(path.find('{'), path.size());
    filled += path.substr(0, open);
    path.remove_prefix(open);
    const std::size_t close = path.find('}');
    if (close == std::string_view::npos) {
      filled += path;
      break;
    }
    const std::string_view name = path.substr(1, close - 1);
    const auto value = std::ranges::find(values, name, &std::pair<std::string, std::string>::first);
    filled +=
        value != values.end() ? core::percent_encode(value->second) : std::string(path.substr(0, close + 1));
    path.remove_prefix(close + 1);
  }
  return filled;
}

}  // namespace assay::schemas
