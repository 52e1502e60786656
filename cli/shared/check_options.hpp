// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <optional>
#include <string>

#include "certify/bundle.hpp"
#include "cli/shared/reach_options.hpp"
#include "cli/shared/settings.hpp"
#include "cli/shared/terminal.hpp"
#include "conformance/runner/runner.hpp"

namespace assay::cli {

// The flags that say what a run will do: the same for `check`, which does it, and for `plan`, which prices
// it.
struct CheckFlags {
  std::string url;
  std::string target;
  std::string auth;
  std::string other_auth;
  std::string deadline = "30m";
  std::string config;  // read by settings_of
  std::string dialect;
  std::optional<std::string> wes_version;
  std::optional<conformance::Target> target_of_config;  // where no target file is given
};
void add_check_options(CLI::App& app, CheckFlags& flags, conformance::RunOptions& options);

// Those of `check` alone, too.
struct AllCheckFlags : CheckFlags {
  std::string policy = "lenient";
  std::string openapi;
  ReachFlags reach;
  std::string wait_for;
  std::string baseline;
  std::string last_failed;
  bool fail_fast = false;
  std::vector<std::string> reports;
  std::vector<std::string> fail_on;
  std::optional<std::uint64_t> seed;
  OutputFlags output;
  BundleTarget bundle;
};
void add_all_check_options(CLI::App& app, AllCheckFlags& flags, conformance::RunOptions& options);
AddOptions check_option_names();  // for settings_of

// Runs a verb with the settings that its arguments leave to the environment and the configuration, says which
// the latter made, and puts errors where they come from.
int with_settings(const char* verb, const AddOptions& names, const Arguments& arguments,
                  int (*run)(const Arguments& arguments, std::optional<conformance::Target> target));

// Bodies are judged by operationId: a document with other ids would have nothing to say, and say so by
// silence.
std::shared_ptr<const schemas::OpenApi> load_openapi(const std::string& path);

// Reads the target file and judges the rest; what the file says stands in for flags that were not given.
// `plan` needs neither secrets nor a URL, so the first are not read, and the second may be missing. Throws
// core::BadInput.
void complete(conformance::RunOptions& options, CheckFlags& flags);

// How many users' credentials the run will have: 0, 1 or 2. What they are is not read.
int users_of(const CheckFlags& flags);

// A duration above zero. `flag` names the place in errors.
core::Duration read_duration(const std::string& text, const std::string& flag);

}  // namespace assay::cli
