// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <chrono>
#include <optional>
#include <random>

#include "cli/exit_codes.hpp"
#include "cli/parse.hpp"
#include "cli/progress.hpp"
#include "cli/report_files.hpp"
#include "conformance/runner/runner.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using conformance::RunOptions;

struct Flags {
  std::string url;
  std::string target;
  std::string auth;
  std::string other_auth;
  std::string policy = "lenient";
  std::string openapi;
  std::string ca_file;
  std::vector<std::string> reports;
  std::string deadline = "30m";
  std::optional<std::string> wes_version;
  std::optional<std::uint64_t> seed;
  bool verbose = false;
};

[[noreturn]] void refuse(std::string what, std::string flag, std::string hint = {}) {
  throw core::BadInput({std::move(what), std::move(flag), std::move(hint)});
}

void add_options(CLI::App& app, Flags& flags, RunOptions& options) {
  app.add_option("URL", flags.url, "Base URL: what stands before /service-info");
  app.add_option("--wes-version", flags.wes_version, "auto (service-info says it), 1.0.0, 1.0.1 or 1.1.0");
  app.add_option("--profile", options.profile, "smoke, read-only, core, full or certify")
      ->capture_default_str();
  app.add_option("--only", options.only, "Checks or requirements by id; * and ? match; repeatable")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  app.add_option("--policy", flags.policy, "lenient or strict")->capture_default_str();
  app.add_option("--target", flags.target, "YAML file about the server: workloads, form fields, waits");
  app.add_option("--auth", flags.auth,
                 "bearer=, basic= or header:NAME= with env:VAR, file:PATH or cmd:COMMAND");
  app.add_option("--other-auth", flags.other_auth, "The same for a second user, to test isolation");
  add_report_option(app, flags.reports);
  app.add_option("--openapi", flags.openapi,
                 "Judge bodies by this OpenAPI document in place of the shipped one");
  app.add_option("--ca-file", flags.ca_file, "PEM file of the certificate authority of an https target");
  app.add_option("--concurrency", options.concurrency, "Checks at the same time")
      ->capture_default_str()
      ->check(CLI::Range(1, 32));
  app.add_option("--repeat", options.repeat,
                 "Run each check this often, on fresh runs; without it, what breaks runs once more")
      ->check(CLI::Range(1, 100));
  app.add_option("--deadline", flags.deadline, "For the whole run: 90s, 30m")->capture_default_str();
  app.add_option("--seed", flags.seed, "Repeats the names and the order of an earlier run");
  app.add_option("--journal", options.journal, "File that each created run id is appended to");
  app.add_flag("--verbose", flags.verbose, "Show what held, too");
}

// Bodies are judged by operationId: a document with other ids would have nothing to say, and say so by
// silence.
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

// Everything that can be wrong before the first byte is sent.
void complete(RunOptions& options, Flags& flags) {
  if (!flags.target.empty()) options.target = conformance::load_target(flags.target).value();
  const std::string url = conformance::base_url_of(options.target, flags.url).value();
  if (url.empty()) refuse("no target was given", "URL", "wes-assay check http://127.0.0.1:8080/ga4gh/wes/v1");
  options.base = core::parse_base_url(url).value();
  if (flags.wes_version)
    options.wes_version = *flags.wes_version;
  else if (!options.target.wes_version.empty())
    options.wes_version = options.target.wes_version;
  if (flags.auth.empty()) flags.auth = options.target.auth;
  if (flags.other_auth.empty()) flags.other_auth = options.target.other_auth;
  if (!flags.auth.empty()) options.auth = conformance::parse_credential(flags.auth, "--auth").value();
  if (!flags.other_auth.empty())
    options.other_auth = conformance::parse_credential(flags.other_auth, "--other-auth").value();
  if (!options.target.bad_auth.empty()) {
    options.bad_auth = conformance::parse_credential(options.target.bad_auth, "bad_auth").value();
    if (options.bad_auth.secret.expose() == options.auth.secret.expose() && !options.auth.empty())
      refuse("the wrong credentials are the right ones", "bad_auth", "another secret than that of auth");
  }
  if (flags.policy != "lenient" && flags.policy != "strict")
    refuse("there is no policy '" + core::printable(flags.policy) + "'", "--policy", "lenient or strict");
  options.policy = flags.policy == "strict" ? conformance::Policy::strict : conformance::Policy::lenient;
  if (!flags.openapi.empty()) options.openapi = load_openapi(flags.openapi);
  const auto deadline = core::parse_duration(flags.deadline);
  if (!deadline || deadline->count() <= 0)
    refuse("'" + core::printable(flags.deadline) + "' is no duration", "--deadline", "90s, 30m or 2h");
  options.deadline = *deadline;
  options.seed = flags.seed                     ? *flags.seed
                 : options.profile == "certify" ? conformance::kCertifySeed
                                                : std::random_device{}();
}

reports::RunResult run_on_sockets(const RunOptions& options, const std::string& ca_file,
                                  reports::EvidenceWriter& evidence, bool& interrupted) {
  asio::io_context context;
  const std::shared_ptr<core::Clock> clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, {ca_file});
  conformance::StopSource stop;
  asio::signal_set signals(context, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    interrupted = true;
    stop.request("it was interrupted");
  });
  ProgressLine line(stderr);
  std::optional<core::Result<reports::RunResult>> result;
  std::exception_ptr bug;
  asio::co_spawn(
      context,
      conformance::run_suite(
          options, *clock, *connector, evidence, [&](const conformance::Progress& p) { line.show(p); }, stop),
      [&](std::exception_ptr thrown, core::Result<reports::RunResult> done) {
        bug = thrown;
        result = std::move(done);
        context.stop();
      });
  context.run();
  line.clear();
  if (bug) std::rethrow_exception(bug);
  return std::move(*result).value();
}

// The evidence is written as it happens, not from the result.
bool is_evidence(const ReportFile& file) { return file.writer->name == "evidence"; }

}  // namespace

int run_check(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay check http://127.0.0.1:8080/ga4gh/wes/v1 --report junit=wes.xml --report "
      "html=wes.html\n",
      "wes-assay check");
  Flags flags;
  RunOptions options;
  add_options(app, flags, options);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  complete(options, flags);
  const std::vector<ReportFile> files = parse_reports(flags.reports);
  // Nothing selected is told before the evidence file is touched.
  conformance::select_checks(options).value();
  const auto evidence_file = std::find_if(files.begin(), files.end(), is_evidence);
  const auto evidence =
      reports::EvidenceWriter::open(evidence_file == files.end() ? "" : evidence_file->path).value();

  bool interrupted = false;
  const reports::RunResult result = run_on_sockets(options, flags.ca_file, *evidence, interrupted);
  if (!evidence->trouble().empty()) {
    fmt::print(stderr, "wes-assay check: the evidence is not whole: {}\n", evidence->trouble());
  }
  reports::ConsoleStyle style;
  style.colour = isatty(STDERR_FILENO) && !std::getenv("NO_COLOR");
  style.verbose = flags.verbose;
  for (const ReportFile& file : files) {
    if (!is_evidence(file)) write_report(file, result);
  }
  tell_github(result);
  fmt::print(stderr, "{}", reports::console_report(result, style));
  return interrupted ? exit_interrupted : reports::exit_code(result);
}

}  // namespace assay::cli
