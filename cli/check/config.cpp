// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/shared/check_options.hpp"
#include "cli/shared/consent.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/settings.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

struct Row {
  std::string key;
  std::vector<std::string> values;
  std::string source;
};

bool is_plain(const std::string& text) {
  const auto is_safe = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '.' || c == '/' || c == '-';
  };
  return !text.empty() && std::isalnum(static_cast<unsigned char>(text.front())) != 0 &&
         std::all_of(text.begin(), text.end(), is_safe);
}

std::string scalar(const std::string& text) {
  return is_plain(text) ? text
                        : nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

// Of credentials only where they are kept is shown, and of a command not even that. core::BadInput where it
// would have to show more.
std::string safe(const Row& row, const std::string& value) {
  if (row.key == "url") return core::parse_base_url(value).value().text();
  if (row.key != "auth" && row.key != "other_auth") return value;
  const auto credential = conformance::check_credential_form(value);
  if (!credential) throw core::BadInput({credential.error().what, row.source, credential.error().hint});
  const std::size_t command = value.find("=cmd:");
  return command == std::string::npos ? value : value.substr(0, command) + "=cmd:...";
}

std::string text_of(const Row& row, bool is_list) {
  if (!is_list) return row.values.empty() ? "null" : scalar(safe(row, row.values.front()));
  std::string list;
  for (const std::string& value : row.values) list += (list.empty() ? "" : ", ") + scalar(safe(row, value));
  return "[" + list + "]";
}

// What the target says where no flag or variable does.
std::vector<Row> facts_of(const conformance::Target& target, const std::string& source) {
  std::vector<Row> rows;
  const std::pair<const char*, const std::string*> facts[] = {
      {"url", &target.base_url},          {"auth", &target.auth},
      {"other_auth", &target.other_auth}, {"wes_version", &target.wes_version},
      {"dialect", &target.dialect},       {"region", &target.region}};
  for (const auto& [key, value] : facts) {
    if (!value->empty()) rows.push_back({key, {*value}, source});
  }
  return rows;
}

Row row_of(const CLI::Option& option, const Settings& settings, const std::vector<Row>& facts) {
  Row row{key_of(option), option.results(), "command line"};
  const auto is_it = [&](const auto& other) { return other.key == row.key; };
  const auto outer = std::find_if(settings.outer.begin(), settings.outer.end(), is_it);
  if (outer != settings.outer.end()) row.source = outer->source;
  if (option.count() > 0) return row;
  const auto fact = std::find_if(facts.begin(), facts.end(), is_it);
  if (fact != facts.end()) return *fact;
  row.source = "default";
  row.values.clear();
  if (option.get_items_expected_max() == 0) row.values = {"false"};
  if (!option.get_default_str().empty()) row.values = {option.get_default_str()};
  return row;
}

int show(Arguments arguments) {
  Command app(
      "wes-assay config show",
      {"wes-assay config show [URL] [options of check]",
       "Shows the options that `check` would use, and where each comes from: flags, then WES_ASSAY_NAME, "
       "then wes-assay.yaml (--config), then the target file, then defaults. Sends nothing and reads no "
       "secret.",
       {"wes-assay config show --profile smoke"},
       "Exit codes: 0, or 2 for wrong usage. Read docs/configuration.md.",
       {}});
  AllCheckFlags flags;
  conformance::RunOptions options;
  add_all_check_options(app, flags, options);
  const Settings settings = settings_of(check_option_names(), check_option_names(), arguments)
                                .value_or(Settings{arguments, {}, {}, {}, false, {}});
  if (const auto done = parse(app, settings.arguments)) return *done;
  std::vector<Row> facts;
  if (!flags.target.empty())
    facts = facts_of(conformance::load_target(flags.target).value(), flags.target);
  else if (settings.target)
    facts = facts_of(*settings.target, settings.config + ": target");
  to_stdout("# {}\n", settings.config.empty() ? "no wes-assay.yaml here, and no --config"
                                              : core::printable(settings.config));
  for (const CLI::Option* option : app.get_options()) {
    const std::string key = key_of(*option);
    if (key == "help" || key == "config") continue;
    Row row = row_of(*option, settings, facts);
    const bool inline_target = key == "target" && settings.target && row.values.empty();
    if (inline_target) row.source = settings.config;
    const bool is_list = option->get_multi_option_policy() == CLI::MultiOptionPolicy::TakeAll;
    to_stdout("{:<14} {:<32} # {}\n", key + ":", inline_target ? "{...}" : text_of(row, is_list),
              core::printable(row.source));
  }
  return exit_ok;
}

int allow(Arguments arguments) {
  Command app("wes-assay config allow",
              {"wes-assay config allow [FILE]",
               "Trusts the configuration in this folder as it is now, with the target file that it names: "
               "`check` then reads the credentials, runs the commands and writes the files that it asks for "
               "without --config. A change of either file ends that.",
               {"wes-assay config allow"},
               "Exit codes: 0, or 2 if the file cannot be read or remembered. Read docs/configuration.md.",
               {}});
  std::string file = "wes-assay.yaml";
  app.add_option("FILE", file, "The configuration.")->capture_default_str();
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const std::string list = give_consent(file);
  to_stdout("{} is trusted as it is now ({})\n", core::printable(file), core::printable(list));
  return exit_ok;
}

}  // namespace

int run_config(Arguments arguments) {
  const std::string word = arguments.empty() ? "" : arguments.front();
  if (word == "show") {
    arguments.erase(arguments.begin());
    return show(std::move(arguments));
  }
  if (word == "allow") {
    arguments.erase(arguments.begin());
    return allow(std::move(arguments));
  }
  Command app("wes-assay config",
              {"wes-assay config COMMAND",
               "Shows the effective options of `check`, and where each comes from; trusts a configuration.",
               {"wes-assay config show", "wes-assay config show --profile smoke",
                "wes-assay config show --target docs/targets/sapporo.yaml"},
               "`wes-assay config show --help` lists the options. Read docs/configuration.md.",
               {{"show", "Print every option, its value, and where it comes from."},
                {"allow", "Trust wes-assay.yaml of this folder as it is now."}}});
  return parse_commands(app, std::move(arguments));
}

}  // namespace assay::cli
