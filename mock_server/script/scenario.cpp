// SPDX-License-Identifier: Apache-2.0
#include "mock_server/script/scenario.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "core/embedded.hpp"
#include "core/files.hpp"
#include "core/text.hpp"

namespace assay::mock {
namespace {

bool any_matches(const std::vector<std::string>& globs, const std::optional<std::string>& text) {
  return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
           return core::glob_match(glob, text.value_or(""));
         });
}

// Each text that `narrow` matches is matched by `wide`. A '?' takes no '*', so it is compared letter by
// letter.
bool covers(const std::string& wide, const std::string& narrow) {
  return wide == narrow || (wide.find('?') == std::string::npos && core::glob_match(wide, narrow));
}

bool cover(const std::vector<std::string>& wide, const std::vector<std::string>& narrow) {
  if (wide.empty()) return true;
  return !narrow.empty() && std::all_of(narrow.begin(), narrow.end(), [&](const std::string& one) {
    return std::any_of(wide.begin(), wide.end(), [&](const std::string& each) { return covers(each, one); });
  });
}

bool cover(const Match::Globs& wide, const Match::Globs& narrow) {
  return std::all_of(wide.begin(), wide.end(), [&](const auto& one) {
    return std::any_of(narrow.begin(), narrow.end(), [&](const auto& each) {
      return each.first == one.first && covers(one.second, each.second);
    });
  });
}

}  // namespace

bool Match::holds(const RunRequest& request, const core::Headers* sent) const {
  const auto has_tag = [&](const auto& tag) {
    const auto found = request.tag_values.find(tag.first);
    return found != request.tag_values.end() && core::glob_match(tag.second, found->second);
  };
  const auto has_header = [&](const auto& header) {
    const auto value = sent ? sent->get(header.first) : std::nullopt;
    return value && core::glob_match(header.second, *value);
  };
  return any_matches(workflow_url, request.url) && any_matches(workflow_type, request.type) &&
         std::all_of(tags.begin(), tags.end(), has_tag) &&
         std::all_of(headers.begin(), headers.end(), has_header);
}

bool hides(const Match& earlier, const Match& later) {
  return earlier.nth.empty() && cover(earlier.workflow_url, later.workflow_url) &&
         cover(earlier.workflow_type, later.workflow_type) && cover(earlier.tags, later.tags) &&
         cover(earlier.headers, later.headers);
}

const Timeline& Scenario::timeline_for(const RunRequest& request, const Cast& cast) const {
  if (!request.readable) return unreadable;
  std::vector<std::uint64_t> first_run_only;
  auto& turns = cast.turns ? *cast.turns : first_run_only;
  turns.resize(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& match = rules[i].match;
    if (!match.holds(request, cast.headers)) continue;
    const auto turn = match.nth.empty() ? 0 : ++turns[i];
    if (!match.nth.empty() && std::find(match.nth.begin(), match.nth.end(), turn) == match.nth.end())
      continue;
    return choose(rules[i].choices, cast.lot).timeline;
  }
  return rules.back().choices.front().timeline;
}

namespace {

std::string listed(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " or "));
}

void compare(Misses& misses, const char* member, const std::vector<std::string>& globs,
             const std::optional<std::string>& sent) {
  if (!any_matches(globs, sent)) misses.push_back({member, listed(globs), sent.value_or("")});
}

template <class Find>
void compare(Misses& misses, const char* group, const Match::Globs& globs, bool is_shown, Find find) {
  for (const auto& [name, glob] : globs) {
    const std::optional<std::string> sent = find(name);
    if (sent && core::glob_match(glob, *sent)) continue;
    misses.push_back({std::string(group) + "." + name, glob,
                      !sent      ? ""
                      : is_shown ? *sent
                                 : "another value"});
  }
}

Misses misses_of_match(const Match& match, const RunRequest& request, const core::Headers* headers) {
  Misses misses;
  compare(misses, "workflow_url", match.workflow_url, request.url);
  compare(misses, "workflow_type", match.workflow_type, request.type);
  compare(misses, "tag", match.tags, true, [&](const std::string& name) -> std::optional<std::string> {
    const auto found = request.tag_values.find(name);
    if (found == request.tag_values.end()) return {};
    return found->second;
  });
  compare(misses, "header", match.headers, false, [&](const std::string& name) -> std::optional<std::string> {
    const auto value = headers ? headers->get(name) : std::nullopt;
    if (!value) return {};
    return std::string(*value);
  });
  return misses;
}

}  // namespace

std::vector<Misses> Scenario::misses_of(const RunRequest& request, const Cast& cast,
                                        const Timeline& timeline) const {
  std::vector<Misses> all(rules.size());
  for (std::size_t i = 0; i < rules.size(); ++i) {
    const auto& [match, choices] = rules[i];
    if (std::any_of(choices.begin(), choices.end(),
                    [&](const Choice& choice) { return &choice.timeline == &timeline; }))
      break;
    all[i] = misses_of_match(match, request, cast.headers);
    if (!all[i].empty() || match.nth.empty()) continue;
    const auto turn = cast.turns && i < cast.turns->size() ? (*cast.turns)[i] : 1;
    all[i].push_back({"nth", fmt::format("{}", fmt::join(match.nth, " or ")), std::to_string(turn)});
  }
  return all;
}

std::vector<std::string> shipped_scenarios() {
  std::vector<std::string> names;
  for (const auto path : core::embedded_paths("scenarios/")) {
    if (!path.ends_with(".yaml")) continue;
    const auto file = path.substr(std::string_view("scenarios/").size());
    names.emplace_back(file.substr(0, file.size() - std::string_view(".yaml").size()));
  }
  return names;
}

core::Result<ScenarioText> find_scenario(const std::string& name, const std::string& text) {
  if (!text.empty()) return ScenarioText{"scenario", text};
  const auto names = shipped_scenarios();
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    const auto path = "scenarios/" + name + ".yaml";
    return ScenarioText{path, std::string(core::embedded_file(path).value())};
  }
  if (name.find_first_of("./") != std::string::npos) {
    auto read = core::read_file(name, core::DocumentLimits().bytes);
    if (!read) return read.error();
    return ScenarioText{name, std::move(*read)};
  }
  std::string hint = "shipped:";
  for (const auto& known : names) hint += " " + known;
  return core::Error{"there is no scenario " + core::printable(name), "--scenario",
                     hint + "; or the path of a file"};
}

}  // namespace assay::mock
