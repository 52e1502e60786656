// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/check_options.hpp"
#include "cli/shared/say.hpp"

#include <fmt/format.h>

#include "cli/shared/dialects.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "conformance/runner/preflight.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {

int users_of(const CheckFlags& flags) {
  if (flags.auth.empty()) return 0;
  return flags.other_auth.empty() ? 1 : 2;
}

core::Duration read_duration(const std::string& text, const std::string& flag) {
  const auto read = core::parse_duration(text);
  if (!read || read->count() <= 0)
    refuse("'" + core::printable(text) + "' is no duration", flag, "500ms, 90s, 30m or 2h");
  return *read;
}

void add_check_options(CLI::App& app, CheckFlags& flags, conformance::RunOptions& options) {
  app.add_option("URL", flags.url, "Base URL: what stands before /service-info");
  app.add_option("--dialect", flags.dialect,
                 "What the server speaks: " + dialect_choices() + ", or auto to guess; else wes");
  app.add_option("--region", options.region, "That signed requests are for: us-east-1; of --auth sigv4=");
  app.add_option("--wes-version", flags.wes_version, "auto (service-info says it), 1.0.0, 1.0.1 or 1.1.0");
  app.add_option("--profile", options.profile, "smoke, read-only, core, full or certify")
      ->capture_default_str();
  app.add_option("--exclude", options.exclude,
                 "Leave out these checks or requirements, by id; * and ? match; repeatable")
      ->expected(1)
      ->allow_extra_args(false)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--only", options.only, "Checks or requirements by id; * and ? match; repeatable")
      ->expected(1)
      ->allow_extra_args(false)  // the next word may be the URL
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--config", flags.config,
                 "YAML file of options; without it wes-assay.yaml, where that is here");
  app.add_option("--target", flags.target, "YAML file about the server: workloads, form fields, waits");
  app.add_option("--auth", flags.auth,
                 "bearer=, basic=, header:NAME= or sigv4= with env:VAR, file:PATH or cmd:COMMAND");
  app.add_option("--other-auth", flags.other_auth, "The same for a second user, to test isolation");
  app.add_option("--concurrency", options.concurrency, "Checks at the same time")
      ->capture_default_str()
      ->check(CLI::Range(1, 32));
  app.add_option("--repeat", options.repeat,
                 "Run each check this often, on fresh runs; without it, what breaks runs once more")
      ->check(CLI::Range(1, 100));
  app.add_option("--deadline", flags.deadline, "For the whole run: 90s, 30m")->capture_default_str();
  app.add_option("--max-runs", options.budget.runs, "Make no more runs than this on the server");
  app.add_option("--max-requests", options.budget.requests, "Send no more requests than this")
      ->check(CLI::Range(std::uint64_t{1}, UINT64_MAX));
  app.add_option("--rate", options.budget.rate, "Requests in a second, at most: 5, 0.5")
      ->check(CLI::Range(0.001, 1e6));
}

void add_all_check_options(CLI::App& app, AllCheckFlags& flags, conformance::RunOptions& options) {
  add_check_options(app, flags, options);
  add_report_option(app, flags.reports);
  app.add_option("--policy", flags.policy, "lenient or strict")->capture_default_str();
  app.add_option("--openapi", flags.openapi,
                 "Judge bodies by this OpenAPI document in place of the shipped one");
  add_reach_options(app, flags.reach);
  app.add_option("--seed", flags.seed, "Repeats the names and the order of an earlier run");
  app.add_option("--fail-on", flags.fail_on,
                 "Exit 5 where nothing is broken but these come up: warn, inconclusive, flaky")
      ->expected(1)
      ->delimiter(',')
      ->allow_extra_args(false)  // the next word may be the URL
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--allow-undecided", options.allow_undecided,
                 "Percent of what applies that may stay undecided; above it the run is INCOMPLETE, exit 3")
      ->capture_default_str()
      ->check(CLI::Range(0, 100));
  app.add_option("--baseline", flags.baseline,
                 "YAML file of what is known to be broken: it is expected then, and stale entries exit 5");
  app.add_option("--wait-for", flags.wait_for,
                 "Wait this long for the target to answer, before the run: 60s");
  app.add_option(
      "--bundle", flags.bundle.folder,
      "With --profile certify: run three times, and leave evidence, reports and a statement in this folder");
  app.add_option("--sign", flags.bundle.sign_key, "Sign the bundle with this Ed25519 key, a PEM file");
  app.add_flag("--verbose", flags.verbose, "Show what held, too");
}

AddOptions check_option_names() {
  const auto flags = std::make_shared<AllCheckFlags>();
  const auto options = std::make_shared<conformance::RunOptions>();
  return [flags, options](CLI::App& app) { add_all_check_options(app, *flags, *options); };
}

namespace {

void refuse_commands_of(const conformance::Target& target, const std::string& config) {
  for (const std::string* credential : {&target.auth, &target.other_auth, &target.bad_auth}) {
    if (credential->find("=cmd:") != std::string::npos)
      refuse("this file lies in the current folder and was not named, so that its `cmd:` is not run",
             core::printable(config), "--config " + config + " runs it");
  }
}

// A file that merely lies in the current folder may be a stranger's, such as of a checkout.
void refuse_unnamed_commands(const Settings& settings) {
  if (settings.config_was_named) return;
  if (settings.target) refuse_commands_of(*settings.target, settings.config);
  for (const Setting& setting : settings.outer) {
    if (setting.key == "target" && setting.source.starts_with(settings.config + ":"))
      refuse_commands_of(conformance::load_target(setting.values.front()).value(), settings.config);
  }
}

}  // namespace

int with_settings(const char* verb, const AddOptions& names, const Arguments& arguments,
                  int (*run)(const Arguments& arguments, std::optional<conformance::Target> target)) {
  const auto settings = settings_of(names, check_option_names(), arguments);
  if (!settings) return run(arguments, std::nullopt);
  std::string set;
  for (const Setting& setting : settings->outer) {
    if (setting.source.starts_with(settings->config + ":")) set += (set.empty() ? "" : ", ") + setting.key;
  }
  if (settings->target) set += set.empty() ? "target" : ", target";
  if (!settings->config.empty() && !set.empty())
    say("wes-assay {}: {} sets {}\n", verb, core::printable(settings->config), set);
  if (std::string_view(verb) == "check") refuse_unnamed_commands(*settings);
  try {
    return run(settings->arguments, settings->target);
  } catch (const core::BadInput& bad) {
    throw core::BadInput(at_its_source(bad.error, *settings));
  }
}

std::shared_ptr<const schemas::OpenApi> load_openapi(const std::string& path) {
  auto document = schemas::OpenApi::load_file(path).value();
  const auto dialect = schemas::load_dialect("wes", "1.0.0").value();
  for (const schemas::Operation& operation : dialect->operations) {
    if (document->operation(operation.id)) continue;
    refuse(path + " has no operation " + operation.id, "--openapi",
           "its operationIds must be those of the WES documents");
  }
  return document;
}

namespace {

// A signature is made for a service of a region: what lacks is told before the first byte.
void check_signing(const conformance::RunOptions& options, const CheckFlags& flags) {
  const bool signs = flags.auth.starts_with("sigv4=") || flags.other_auth.starts_with("sigv4=");
  if (!signs) return;
  const bool is_open = flags.dialect == kGuess;
  if (!is_open && (!options.dialect || options.dialect->auth.service.empty()))
    refuse("the dialect has no signed requests", "--auth sigv4", "--dialect healthomics");
  if (options.region.empty())
    refuse("a signed request is for a region", "--region", "us-east-1, or `region:` in the target file");
}

}  // namespace

void complete(conformance::RunOptions& options, CheckFlags& flags) {
  if (!flags.target.empty())
    options.target = conformance::load_target(flags.target).value();
  else if (flags.target_of_config)
    options.target = *flags.target_of_config;
  flags.url = conformance::base_url_of(options.target, flags.url).value();
  if (!flags.url.empty()) options.base = core::parse_base_url(flags.url).value();
  if (flags.auth.empty()) flags.auth = options.target.auth;
  if (flags.other_auth.empty()) flags.other_auth = options.target.other_auth;
  if (flags.wes_version)
    options.wes_version = *flags.wes_version;
  else if (!options.target.wes_version.empty())
    options.wes_version = options.target.wes_version;
  if (flags.dialect.empty()) flags.dialect = options.target.dialect;
  if (options.region.empty()) options.region = options.target.region;
  if (flags.dialect != kGuess) choose_dialect(options, flags.dialect, "--dialect");
  check_signing(options, flags);
  options.deadline = read_duration(flags.deadline, "--deadline");
  if (options.wes_version != "auto") conformance::choose_version(options.wes_version, nullptr).value();
}

}  // namespace assay::cli
