// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cli/shared/arguments.hpp"
#include "conformance/session/target.hpp"

namespace assay::cli {

// Options that were not given as flags come from WES_ASSAY_NAME, then from wes-assay.yaml, one `name: value`
// for each `--name` of check. What a server is (base_url, auth, wes_version...) is the target's: `target` is
// the path of a target file or the target itself, so that there is one form of each fact.
struct Setting {
  std::string key;  // "fail_on" of --fail-on; "url" of the URL
  std::vector<std::string> values;
  std::string source;  // "WES_ASSAY_FAIL_ON", "wes-assay.yaml:3:10"
};

struct Settings {
  Arguments arguments;                        // those given, and flags made of the settings
  std::vector<std::string> typed;             // the keys of the options among the given arguments
  std::vector<Setting> outer;                 // that took effect
  std::string config;                         // the file that was read; ""
  bool config_was_named = false;              // by --config or WES_ASSAY_CONFIG, not by lying in the folder
  std::optional<conformance::Target> target;  // that stands in the config itself
};

// An option of check that a configuration may set.
struct SettableOption {
  std::string key;  // "fail_on"
  std::string says;
  bool is_flag = false;
  bool is_list = false;
};
using AddOptions = std::function<void(CLI::App& app)>;
std::vector<SettableOption> settable_options(const AddOptions& check);

// `verb` adds the options of the verb, `check` those of check, whose names are the keys. nullopt where the
// arguments ask for help, or are wrong: parse them, and it is told. core::BadInput, with its place, where a
// variable or a line of the file is wrong.
std::optional<Settings> settings_of(const AddOptions& verb, const AddOptions& check,
                                    const Arguments& arguments);

// "--fail-on" of the option's first long name; "" of a positional.
std::string flag_of(const CLI::Option& option);
std::string key_of(const CLI::Option& option);

// An error at a flag that nobody typed stands where it came from.
core::Error at_its_source(core::Error error, const Settings& settings);

}  // namespace assay::cli
