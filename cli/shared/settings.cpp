// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/settings.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>

#include "cli/shared/parse.hpp"
#include "core/document.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

extern char** environ;

namespace assay::cli {
namespace {

using core::Node;

constexpr std::string_view kPrefix = "WES_ASSAY_";
constexpr const char* kFile = "wes-assay.yaml";
// Of the target, not of a run.
constexpr std::array kOfTheTarget = {"url", "auth", "other_auth", "wes_version", "dialect", "region"};

bool is_listed(const CLI::Option& option) {
  return option.get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
}
bool is_flag(const CLI::Option& option) { return option.get_items_expected_max() == 0; }

std::string upper(std::string text) {
  for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return text;
}

// The options that may be set from outside, by key.
std::vector<const CLI::Option*> settable(const CLI::App& app) {
  std::vector<const CLI::Option*> all;
  for (const CLI::Option* option : app.get_options()) {
    const std::string key = key_of(*option);
    if (key != "help" && key != "config") all.push_back(option);
  }
  return all;
}

const CLI::Option* find(const CLI::App& app, const std::string& key) {
  for (const CLI::Option* option : settable(app)) {
    if (key_of(*option) == key) return option;
  }
  return nullptr;
}

std::vector<std::string> keys_of(const CLI::App& app) {
  std::vector<std::string> keys;
  for (const CLI::Option* option : settable(app)) keys.push_back(key_of(*option));
  return keys;
}

std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t end = std::min(text.find(',', at), text.size());
    if (end > at) parts.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return parts;
}

bool truth(const std::string& text, const std::string& source) {
  if (text == "true") return true;
  if (text != "false")
    throw core::BadInput({"'" + core::printable(text) + "' is neither true nor false", source});
  return false;
}

std::vector<Setting> from_environment(const CLI::App& check) {
  std::vector<Setting> all;
  const std::vector<std::string> keys = keys_of(check);
  for (const std::string& key : keys) {
    const std::string variable = std::string(kPrefix) + upper(key);
    const char* value = std::getenv(variable.c_str());
    if (!value || !*value) continue;
    all.push_back(
        {key, is_listed(*find(check, key)) ? split(value) : std::vector<std::string>{value}, variable});
  }
  // Others may hold what they like, such as a token; a typing error is told.
  std::vector<std::string> known = {"CONFIG"};
  for (const std::string& key : keys) known.push_back(upper(key));
  for (char** at = environ; *at; ++at) {
    const std::string_view line(*at);
    if (!line.starts_with(kPrefix)) continue;
    const std::string name(line.substr(kPrefix.size(), line.find('=') - kPrefix.size()));
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const std::string near = core::closest(name, known);
    if (!near.empty())
      throw core::BadInput({"the variable means nothing here", std::string(kPrefix) + core::printable(name),
                            "did you mean " + std::string(kPrefix) + near + "?"});
  }
  return all;
}

std::vector<std::string> values_of(const core::Fields& fields, const CLI::Option& option, const Node& node,
                                   const std::string& key) {
  if (node.kind == Node::Kind::scalar) return {node.scalar};
  if (node.kind != Node::Kind::sequence || !is_listed(option))
    fields.fail(node,
                "'" + key + "' must be " + (is_listed(option) ? "a text or a list of texts" : "one value"));
  std::vector<std::string> values;
  for (const Node& item : node.items) {
    if (item.kind != Node::Kind::scalar) fields.fail(item, "each item of '" + key + "' must be text");
    values.push_back(item.scalar);
  }
  return values;
}

std::vector<Setting> from_file(const CLI::App& check, const core::Document& document,
                               std::optional<conformance::Target>& target) {
  std::vector<Setting> all;
  if (document.root.kind == Node::Kind::null) return all;
  core::Fields fields(document, document.root, "a configuration");
  for (const char* key : kOfTheTarget) {
    const Node* node = document.root.find(key);
    if (node)
      fields.fail(*node, std::string("'") + key + "' is a fact of the server",
                  std::string("target: {") + (std::string_view(key) == "url" ? "base_url" : key) + ": ...}");
  }
  for (const std::string& key : keys_of(check)) {
    if (std::find(kOfTheTarget.begin(), kOfTheTarget.end(), key) != kOfTheTarget.end()) continue;
    const Node* node = fields.find(key);
    if (!node || node->kind == Node::Kind::null) continue;
    const std::string source = document.error(node->mark, "").where;
    if (key == "target" && node->kind == Node::Kind::mapping) {
      target = conformance::read_target(document, *node).value();
      continue;
    }
    all.push_back({key, values_of(fields, *find(check, key), *node, key), source});
  }
  fields.finish();
  return all;
}

std::string named_config(const CLI::App& given) {
  const CLI::Option* option = given.get_option_no_throw("--config");
  if (option && option->count() > 0) return option->as<std::string>();
  const char* variable = std::getenv("WES_ASSAY_CONFIG");
  return variable ? variable : "";
}

Arguments flags_of(const CLI::Option& option, const Setting& setting) {
  const std::string flag = flag_of(option);
  if (is_flag(option)) return truth(setting.values.front(), setting.source) ? Arguments{flag} : Arguments{};
  Arguments arguments;
  for (const std::string& value : setting.values)
    arguments.push_back(flag.empty() ? value : flag + "=" + value);
  return arguments;
}

// So that what is wrong with one setting is told where it stands.
void try_alone(const AddOptions& check, const Setting& setting, Arguments arguments) {
  CLI::App app;
  check(app);
  try {
    app.parse(Arguments(arguments));
  } catch (const CLI::ParseError& mistake) {
    throw core::BadInput({in_our_words(app, mistake, arguments), setting.source});
  }
}

}  // namespace

std::string flag_of(const CLI::Option& option) {
  return option.get_lnames().empty() ? "" : "--" + option.get_lnames().front();
}

std::string key_of(const CLI::Option& option) {
  std::string key = option.get_lnames().empty() ? option.get_name() : option.get_lnames().front();
  for (char& c : key) c = c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return key;
}

std::vector<SettableOption> settable_options(const AddOptions& check) {
  CLI::App app;
  check(app);
  std::vector<SettableOption> options;
  for (const CLI::Option* option : settable(app)) {
    const std::string key = key_of(*option);
    if (std::find(kOfTheTarget.begin(), kOfTheTarget.end(), key) != kOfTheTarget.end()) continue;
    options.push_back({key, option->get_description(), is_flag(*option), is_listed(*option)});
  }
  return options;
}

std::optional<Settings> settings_of(const AddOptions& verb, const AddOptions& check,
                                    const Arguments& arguments) {
  CLI::App given;
  verb(given);
  try {
    given.parse(Arguments(arguments.rbegin(), arguments.rend()));
  } catch (const CLI::ParseError&) {
    return std::nullopt;
  }
  CLI::App keys;
  check(keys);
  Settings settings;
  settings.arguments = arguments;
  for (const CLI::Option* option : settable(given)) {
    if (option->count() > 0) settings.typed.push_back(key_of(*option));
  }
  settings.config = named_config(given);
  settings.config_was_named = !settings.config.empty();
  if (!settings.config_was_named && std::filesystem::exists(kFile)) settings.config = kFile;
  std::vector<Setting> all = from_environment(keys);
  if (!settings.config.empty()) {
    const core::Document document = core::load_document_file(settings.config).value();
    for (Setting& setting : from_file(keys, document, settings.target)) all.push_back(std::move(setting));
  }
  for (Setting& setting : all) {
    const CLI::Option* option = find(given, setting.key);
    const bool taken = std::any_of(settings.outer.begin(), settings.outer.end(),
                                   [&](const Setting& other) { return other.key == setting.key; });
    const Arguments flags = flags_of(*find(keys, setting.key), setting);
    try_alone(check, setting, flags);
    if (!option || option->count() > 0 || taken) continue;
    settings.arguments.insert(settings.arguments.begin(), flags.begin(), flags.end());
    settings.outer.push_back(std::move(setting));
  }
  const CLI::Option* target = find(given, "target");
  const bool is_file = (target && target->count() > 0) ||
                       std::any_of(settings.outer.begin(), settings.outer.end(),
                                   [](const Setting& other) { return other.key == "target"; });
  if (is_file) settings.target.reset();
  return settings;
}

core::Error at_its_source(core::Error error, const Settings& settings) {
  for (const Setting& setting : settings.outer) {
    std::string flag = "--" + setting.key;
    std::replace(flag.begin(), flag.end(), '_', '-');
    if (error.where != flag && !error.where.starts_with(flag + ": ")) continue;
    error.where = setting.source + ": " + error.where;
    return error;
  }
  return error;
}

}  // namespace assay::cli
