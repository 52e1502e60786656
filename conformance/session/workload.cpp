// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/workload.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>

#include "conformance/rules/announced.hpp"
#include "core/document.hpp"
#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/headers.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

using core::Fields;
using core::Node;

constexpr const char* names[] = {"quick", "slow", "failing", "tasks", "files"};

std::string embedded(const std::string& path) {
  const auto text = core::embedded_file(path);
  if (!text) throw std::logic_error("the program does not hold " + path);
  return std::string(*text);
}

Workload read_workload(const core::Document& document, const Node& node, const std::string& name) {
  Fields fields(document, node, "a workload");
  Workload workload;
  workload.name = name;
  workload.workflow_url = fields.text("file");
  if (const Node* params = fields.find("params")) workload.workflow_params = core::to_json(*params).dump();
  std::vector<std::string> files{workload.workflow_url};
  if (const std::string with = fields.text_or("with", ""); !with.empty()) files.push_back(with);
  fields.finish();
  const std::string folder = document.name.substr(0, document.name.rfind('/') + 1);
  for (std::string& file : files) {
    std::string text = embedded(folder + file);
    workload.attachments.push_back({std::move(file), std::move(text)});
  }
  return workload;
}

Language read_language(const core::Document& document, std::int64_t& preference) {
  Fields fields(document, document.root, "a language");
  Language language;
  language.name = fields.text("language");
  preference = fields.integer_or("preference", 0);
  language.types = fields.texts("types");
  language.versions = fields.texts("versions");
  language.default_version = fields.text("default_version");
  language.version_line = fields.text_or("version_line", "");
  Fields workloads(document, fields.need("workloads"), "the workloads");
  for (const char* name : names)
    language.workloads.push_back(read_workload(document, workloads.need(name), name));
  workloads.finish();
  fields.finish();
  return language;
}

std::string plain(std::string_view version) {
  std::string text;
  for (const char c : version) text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  if (text.size() > 1 && text[0] == 'v' && text[1] >= '0' && text[1] <= '9') text.erase(0, 1);
  return text;
}

// Numbers in versions compare as numbers: 7.32 is above 7.4.
bool is_below(const std::string& a, const std::string& b) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (!digit(a[i]) || !digit(b[j])) {
      if (a[i] != b[j]) return a[i] < b[j];
      ++i, ++j;
      continue;
    }
    const auto number = [&](const std::string& text, std::size_t& at) {
      while (at + 1 < text.size() && text[at] == '0' && digit(text[at + 1])) ++at;
      const std::size_t from = at;
      while (at < text.size() && digit(text[at])) ++at;
      return text.substr(from, at - from);
    };
    const std::string x = number(a, i), y = number(b, j);
    if (x != y) return x.size() != y.size() ? x.size() < y.size() : x < y;
  }
  return a.size() - i < b.size() - j;
}

// The declared version that the files are written in: by the first pattern that one matches, and of those the
// highest.
std::optional<std::string> supported(const Language& language, const std::vector<std::string>& declared) {
  for (const std::string& pattern : language.versions) {
    const std::string* best = nullptr;
    for (const std::string& version : declared) {
      if (!core::glob_match(plain(pattern), plain(version)) || version.empty()) continue;
      if (!best || is_below(plain(*best), plain(version))) best = &version;
    }
    if (best) return *best;
  }
  return {};
}

// The files say which version they are in, in the language's own spelling.
void stamp(Workload& workload, const Language& language, const std::string& version) {
  if (language.version_line.empty()) return;
  const auto own = std::find_if(language.versions.begin(), language.versions.end(),
                                [&](const std::string& one) { return plain(one) == plain(version); });
  if (own == language.versions.end()) return;
  for (Workload::File& file : workload.attachments) {
    std::size_t at =
        file.text.starts_with(language.version_line) ? 0 : file.text.find("\n" + language.version_line) + 1;
    at += language.version_line.size();
    file.text.replace(at, file.text.find('\n', at) - at, *own);
  }
}

WorkloadChoice made(const Language& language, std::string type, std::string version, std::string reason) {
  WorkloadChoice choice{std::move(type), std::move(version), std::move(reason), language.workloads};
  for (Workload& workload : choice.workloads) {
    workload.workflow_type = choice.workflow_type;
    workload.workflow_type_version = choice.workflow_type_version;
    stamp(workload, language, choice.workflow_type_version);
  }
  return choice;
}

std::string listed(const std::vector<std::string>& words) {
  return core::shortened(core::printable(core::joined(words)), 200);
}

// The type is settled, the version is not.
WorkloadChoice with_version_for(const Language& language, const std::string& type,
                                const DeclaredType* declared, const std::string& who) {
  const std::string& fallback = language.default_version;
  if (!declared || declared->versions.empty())
    return made(language, type, fallback, who + "; no version is declared, " + fallback + " is tried");
  if (const auto version = supported(language, declared->versions))
    return made(language, type, *version, who + ", and service-info declares the version");
  return made(language, type, fallback,
              who + "; " + fallback +
                  " is tried, as the shipped files are in none of the declared versions (" +
                  listed(declared->versions) + ")");
}

bool speaks(const Language& language, std::string_view type) {
  return std::any_of(language.types.begin(), language.types.end(),
                     [&](const std::string& known) { return core::equal_without_case(known, type); });
}

}  // namespace

const std::vector<Language>& shipped_languages() {
  static const std::vector<Language> languages = [] {
    std::map<std::int64_t, Language> by_preference;
    for (const std::string_view path : core::embedded_paths("workloads/")) {
      if (!path.ends_with("/workload.yaml")) continue;
      std::int64_t preference = 0;
      Language language = read_language(core::load_embedded_document(path), preference);
      if (!by_preference.emplace(preference, std::move(language)).second)
        throw std::logic_error(std::string(path) + " has the preference of another language");
    }
    std::vector<Language> sorted;
    for (auto& [preference, language] : by_preference) sorted.push_back(std::move(language));
    return sorted;
  }();
  return languages;
}

const Language* language_of(std::string_view workflow_type) {
  for (const Language& language : shipped_languages()) {
    if (speaks(language, workflow_type)) return &language;
  }
  return nullptr;
}

WorkloadChoice choose_workloads(const nlohmann::json* service_info, const std::string& type,
                                const std::string& version) {
  const std::vector<DeclaredType> declared = declared_types(service_info);
  if (!type.empty()) {
    const Language& language = *language_of(type);
    if (!version.empty()) return made(language, type, version, "the target file says so");
    const auto same = std::find_if(declared.begin(), declared.end(), [&](const DeclaredType& one) {
      return core::equal_without_case(one.name, type);
    });
    return with_version_for(language, type, same == declared.end() ? nullptr : &*same,
                            "the target file asks for " + type);
  }
  const DeclaredType* without_version = nullptr;
  for (const Language& language : shipped_languages()) {
    for (const DeclaredType& one : declared) {
      if (!speaks(language, one.name)) continue;
      if (const auto best = supported(language, one.versions))
        return made(language, one.name, *best, "service-info declares it");
      if (!without_version) without_version = &one;
    }
  }
  if (without_version)
    return with_version_for(*language_of(without_version->name), without_version->name, without_version,
                            "service-info declares " + core::printable(without_version->name));
  const Language& first = shipped_languages().front();
  std::vector<std::string> others;
  for (const DeclaredType& one : declared) others.push_back(one.name);
  return made(first, first.types.front(), first.default_version,
              others.empty() ? "service-info declares no workflow type; the most common is tried"
                             : "no workload is shipped for what service-info declares (" + listed(others) +
                                   "); the most common is tried, a target file can give workloads");
}

}  // namespace assay::conformance
