// SPDX-License-Identifier: Apache-2.0
#include "schemas/dialect.hpp"

#include <algorithm>
#include <charconv>

#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/url.hpp"

namespace assay::schemas {
namespace {

// In the order of Phase.
const std::vector<std::string> phase_words = {"unknown",      "queued",    "initializing", "running",
                                              "paused",       "canceling", "complete",     "executor_error",
                                              "system_error", "canceled",  "preempted"};

Phase phase_of(std::string_view word) {
  return static_cast<Phase>(std::ranges::find(phase_words, word) - phase_words.begin());
}

Operation read_operation(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "an operation");
  Operation operation;
  operation.id = fields.text("id");
  operation.method = fields.text("method");
  operation.path = fields.text("path");
  operation.success = static_cast<int>(fields.integer_or("success", operation.success));
  for (const std::string& word : fields.texts("errors")) {
    int status = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), status);
    if (error != std::errc() || end != word.data() + word.size()) {
      fields.fail(fields.need("errors"), "the status \"" + word + "\" is no number");
    }
    operation.errors.push_back(status);
  }
  fields.finish();
  return operation;
}

StateWord read_state(const core::Document& document, const core::Node& node) {
  core::Fields fields(document, node, "a state");
  StateWord state{fields.text("word"), Phase::unknown, fields.flag_or("terminal", false)};
  fields.need("phase");
  state.phase = phase_of(fields.word_or("phase", phase_words, ""));
  fields.finish();
  return state;
}

Dialect read_dialect(const core::Document& document) {
  core::Fields fields(document, document.root, "a dialect");
  Dialect dialect;
  dialect.name = fields.text("name");
  dialect.version = fields.text("version");
  dialect.base_path = fields.text("base_path");
  core::Fields paging(document, fields.need("paging"), "paging");
  dialect.page_size_parameter = paging.text("size");
  dialect.page_token_parameter = paging.text("token");
  dialect.next_token_member = paging.text("next");
  paging.finish();
  for (const core::Node& node : fields.need("operations").items) {
    dialect.operations.push_back(read_operation(document, node));
  }
  for (const core::Node& node : fields.need("states").items) {
    dialect.states.push_back(read_state(document, node));
  }
  fields.finish();
  return dialect;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    text += (text.empty() ? "" : ", ") + word;
  }
  return text;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

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

core::Result<std::shared_ptr<const Dialect>> load_dialect(std::string_view name, std::string_view version) {
  const std::vector<std::string> versions = dialect_versions(name);
  if (std::ranges::find(versions, version) == versions.end()) {
    return core::Error{"there is no dialect " + std::string(name) + " " + std::string(version), "",
                       versions.empty() ? "wes" : "one of " + joined(versions)};
  }
  const std::string path = "schemas/" + std::string(name) + "/" + std::string(version) + "/dialect.yaml";
  return core::reading([&] {
    const core::Document document = core::load_embedded_document(path);
    return std::shared_ptr<const Dialect>(std::make_shared<Dialect>(read_dialect(document)));
  });
}

std::vector<std::string> dialect_versions(std::string_view name) {
  const std::string prefix = "schemas/" + std::string(name) + "/";
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
