// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/check_options.hpp"
#include "cli/shared/say.hpp"

#include <fmt/format.h>

#include "cli/shared/consent.hpp"
#include "cli/shared/dialects.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/values.hpp"
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
  section(app, "Target");
  app.add_option("URL", flags.url, "The base URL: what stands before /service-info.");
  add(app, "--target", "FILE", flags.target, "Read facts about the server from this YAML file.");
  add(app, "--wes-version", "VERSION", flags.wes_version, "Check 1.0.0, 1.0.1 or 1.1.0. Default: auto.");
  rare(add(app, "--dialect", "NAME", flags.dialect,
           "Speak another API for runs: " + dialect_choices() + "; auto guesses. Default: wes."));
  section(app, "Credentials");
  add(app, "--auth", "KIND=SOURCE", flags.auth,
      "Send bearer=, basic=, header:NAME= or sigv4= credentials from env:VAR, file:PATH or cmd:COMMAND.");
  rare(add(app, "--other-auth", "KIND=SOURCE", flags.other_auth,
           "Test with a second user that users do not see each other's runs."));
  rare(add(app, "--region", "NAME", options.region, "Sign requests for this region, such as us-east-1."));
  section(app, "Selection");
  add(app, "--profile", "NAME", options.profile, "Run smoke, read-only, core (default), full, certify.")
      ->capture_default_str();
  many(add(app, "--only", "ID", options.only, "Run only these checks or areas; * matches; repeatable."));
  rare(many(add(app, "--exclude", "ID", options.exclude,
                "Leave out these checks or requirements; * and ? match; repeatable.")));
  rare(add(app, "--repeat", "N", options.repeat,
           "Run each check N times on fresh runs. Default: failing checks run twice.")
           ->check(whole(1, 100)));
  section(app, "Limits");
  add(app, "--max-runs", "N", options.budget.runs, "Create at most N runs on the server.")
      ->check(whole(0, any_number));
  add(app, "--max-requests", "N", options.budget.requests, "Send at most N requests.")
      ->check(whole(1, any_number));
  add(app, "--rate", "N", options.budget.rate, "Send at most N requests per second; 0.5 is allowed.")
      ->check(number(0.001, 1e6));
  add(app, "--deadline", "TIME", flags.deadline, "Stop the whole run after this time.")
      ->capture_default_str();
  rare(add(app, "--concurrency", "N", options.concurrency, "Run N checks at the same time.")
           ->capture_default_str()
           ->check(whole(1, 32)));
  section(app, "Configuration");
  rare(add(app, "--config", "FILE", flags.config,
           "Read options from this YAML file. Default: wes-assay.yaml, if it is in the working folder."));
}

void add_all_check_options(CLI::App& app, AllCheckFlags& flags, conformance::RunOptions& options) {
  add_check_options(app, flags, options);
  section(app, "Target");
  add_reach_options(app, flags.reach);
  add(app, "--wait-for", "TIME", flags.wait_for, "Wait at most this long until the server answers.");
  section(app, "Selection");
  rare(add(app, "--last-failed", "EVIDENCE", flags.last_failed,
           "Run only the requirements that failed, warned or were flaky in this run."));
  rare(app.add_flag("-x,--fail-fast", flags.fail_fast, "Stop at the first check that fails; exit with 1."));
  add(app, "--policy", "NAME", flags.policy, "Judge by the policy lenient (default) or strict.")
      ->capture_default_str();
  rare(add(app, "--seed", "N", flags.seed, "Repeat the names and the order of an earlier run.")
           ->check(whole(0, any_number)));
  rare(add(app, "--openapi", "FILE", flags.openapi,
           "Judge bodies by this OpenAPI document instead of the shipped one."));
  section(app, "Output");
  add_report_option(app, flags.reports);
  many(add(app, "--fail-on", "VERDICT", flags.fail_on, "Exit with 5 for warn, inconclusive or flaky, too.")
           ->delimiter(','));
  rare(add(app, "--allow-undecided", "PERCENT", options.allow_undecided,
           "Let this share of what applies stay undecided; above it, too little was seen.")
           ->capture_default_str()
           ->check(whole(0, 100)));
  add(app, "--baseline", "FILE", flags.baseline, "Report the failures in this YAML file as expected.");
  rare(add(app, "--bundle", "FOLDER", flags.bundle.folder,
           "With --profile certify: run three times, and write evidence, reports and a statement here."));
  rare(add(app, "--sign", "FILE", flags.bundle.sign_key,
           "Sign the bundle with the Ed25519 key in this PEM file."));
  add_output_options(app, flags.output);
}

AddOptions check_option_names() {
  const auto flags = std::make_shared<AllCheckFlags>();
  const auto options = std::make_shared<conformance::RunOptions>();
  return [flags, options](CLI::App& app) { add_all_check_options(app, *flags, *options); };
}

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
  if (std::string_view(verb) == "check") need_consent(*settings);
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
    options.target = conformance::load_target(options.target_file = flags.target).value();
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
