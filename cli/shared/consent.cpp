// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/consent.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "cli/shared/check_options.hpp"
#include "cli/shared/parse.hpp"
#include "core/document.hpp"
#include "core/files.hpp"
#include "core/sha256.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

// Options by which secrets are read, or reach somebody else.
constexpr std::array kOfSecrets = {"header",   "client_cert", "client_key", "sign",
                                   "insecure", "ca_file",     "proxy"};
constexpr std::array kCredentials = {"auth", "other_auth", "header", "client_cert"};
constexpr std::array kWritten = {"report", "bundle"};

template <std::size_t N>
bool is_one_of(const std::array<const char*, N>& keys, const std::string& key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

bool is_from_config(const Settings& settings, const Setting& setting) {
  return setting.source.starts_with(settings.config + ":");
}

// Those that ship with the program are no stranger's.
bool is_file(const std::string& target) { return target.find_first_of("./") != std::string::npos; }

// "junit=FILE", and "FILE" of a bundle.
bool leaves_the_folder(const std::string& value) {
  const std::filesystem::path path = value.substr(value.find('=') + 1);
  return path.is_absolute() || std::find(path.begin(), path.end(), "..") != path.end();
}

// Whether flags or variables give credentials, which would go to a server that the file chooses.
bool has_credentials_of_the_user(const Settings& settings) {
  const auto is_credential = [](const std::string& key) { return is_one_of(kCredentials, key); };
  return std::any_of(settings.typed.begin(), settings.typed.end(), is_credential) ||
         std::any_of(settings.outer.begin(), settings.outer.end(), [&](const Setting& setting) {
           return is_credential(setting.key) && !is_from_config(settings, setting);
         });
}

bool has_url_of_the_user(const Settings& settings) {
  const auto is_url = [](const Setting& setting) { return setting.key == "url"; };
  return std::find(settings.typed.begin(), settings.typed.end(), "url") != settings.typed.end() ||
         std::any_of(settings.outer.begin(), settings.outer.end(), is_url);
}

std::string asked_by_target(const Settings& settings, const conformance::Target& target) {
  if (!target.auth.empty() || !target.other_auth.empty() || !target.bad_auth.empty())
    return "it says where credentials are";
  if (!target.base_url.empty() && !has_url_of_the_user(settings) && has_credentials_of_the_user(settings))
    return "it chooses the server that gets your credentials";
  return {};
}

std::string asked_by(const Settings& settings, const Setting& setting) {
  if (is_one_of(kOfSecrets, setting.key)) return "it sets `" + setting.key + "`";
  if (is_one_of(kWritten, setting.key) &&
      std::any_of(setting.values.begin(), setting.values.end(), leaves_the_folder))
    return "its `" + setting.key + "` is written outside of this folder";
  if (setting.key != "target" || !is_file(setting.values.front())) return {};
  return asked_by_target(settings, conformance::load_target(setting.values.front()).value());
}

std::string state_file() {
  const char* state = std::getenv("XDG_STATE_HOME");
  const char* home = std::getenv("HOME");
  if (state && *state) return std::string(state) + "/wes-assay/allowed";
  if (home && *home) return std::string(home) + "/.local/state/wes-assay/allowed";
  return {};
}

// Of the file and of the target file that it names, where they lie and what they hold.
std::string seal_of(const std::string& config) {
  const core::Document document = core::load_document_file(config).value();
  std::string text = std::filesystem::canonical(config).string() + "\n" + core::read_file(config).value();
  const core::Node* target = document.root.find("target");
  if (target && target->kind == core::Node::Kind::scalar && is_file(target->scalar))
    text += "\n" + core::read_file(target->scalar).value();
  return core::sha256_hex(text);
}

bool is_allowed(const std::string& config) {
  const auto list = core::read_file(state_file());
  return list && list->find(seal_of(config) + "\n") != std::string::npos;
}

}  // namespace

void need_consent(const Settings& settings) {
  if (settings.config_was_named || settings.config.empty()) return;
  std::string asked = settings.target ? asked_by_target(settings, *settings.target) : std::string();
  for (const Setting& setting : settings.outer) {
    if (asked.empty() && is_from_config(settings, setting)) asked = asked_by(settings, setting);
  }
  if (asked.empty() || is_allowed(settings.config)) return;
  refuse("this file lies in the current folder and was not named, and " + asked,
         core::printable(settings.config),
         "--config " + settings.config + ", or `wes-assay config allow` once, if you trust it");
}

std::string give_consent(const std::string& config) {
  const std::string path = state_file();
  if (path.empty()) refuse("there is no place to remember it", "HOME", "set HOME or XDG_STATE_HOME");
  const std::string seal = seal_of(config);
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path).parent_path(), ignored);
  const core::FolderLock lock(path);
  const auto there = core::read_file(path);
  const std::string list = there ? *there : std::string();
  if (list.find(seal + "\n") == std::string::npos) core::write_file(path, list + seal + "\n", 0600).value();
  return path;
}

}  // namespace assay::cli
