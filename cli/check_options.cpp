// SPDX-License-Identifier: Apache-2.0
#include "cli/check_options.hpp"

#include "cli/parse.hpp"
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
  app.add_option("--wes-version", flags.wes_version, "auto (service-info says it), 1.0.0, 1.0.1 or 1.1.0");
  app.add_option("--profile", options.profile, "smoke, read-only, core, full or certify")
      ->capture_default_str();
  app.add_option("--only", options.only, "Checks or requirements by id; * and ? match; repeatable")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--target", flags.target, "YAML file about the server: workloads, form fields, waits");
  app.add_option("--auth", flags.auth,
                 "bearer=, basic= or header:NAME= with env:VAR, file:PATH or cmd:COMMAND");
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

void complete(conformance::RunOptions& options, CheckFlags& flags) {
  if (!flags.target.empty()) options.target = conformance::load_target(flags.target).value();
  flags.url = conformance::base_url_of(options.target, flags.url).value();
  if (!flags.url.empty()) options.base = core::parse_base_url(flags.url).value();
  if (flags.auth.empty()) flags.auth = options.target.auth;
  if (flags.other_auth.empty()) flags.other_auth = options.target.other_auth;
  if (flags.wes_version)
    options.wes_version = *flags.wes_version;
  else if (!options.target.wes_version.empty())
    options.wes_version = options.target.wes_version;
  options.deadline = read_duration(flags.deadline, "--deadline");
  if (options.wes_version != "auto") conformance::choose_version(options.wes_version, nullptr).value();
}

}  // namespace assay::cli
