// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <nlohmann/json.hpp>
#include <optional>

#include "bench/load.hpp"
#include "bench/population.hpp"
#include "bench/report.hpp"
#include "cli/exit_codes.hpp"
#include "cli/parse.hpp"
#include "conformance/client/auth.hpp"
#include "conformance/runner/target.hpp"
#include "conformance/runner/workload.hpp"
#include "core/clock.hpp"
#include "core/fields.hpp"
#include "core/files.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;

std::atomic<bool> stopped = false;

struct Flags {
  std::string url, target, auth, ca_file, slo, wes_version = "1.1.0";
  std::string duration = "10s", warmup = "1s", timeout = "10s";
  std::vector<std::string> runs, reports, allowed_hosts;
  std::size_t create = 0, most_runs = 10'000;
  bool no_judge = false, no_keep_alive = false;
};

[[noreturn]] void refuse(std::string what, std::string flag, std::string hint = {}) {
  throw core::BadInput({std::move(what), std::move(flag), std::move(hint)});
}

bench::Nanoseconds duration_of(const std::string& text, const char* flag) {
  const auto time = core::parse_duration(text);
  if (!time || time->count() < 0)
    refuse("'" + core::printable(text) + "' is no duration", flag, "500ms, 10s or 2m");
  return *time;
}

void add_options(CLI::App& app, Flags& flags, bench::LoadOptions& load) {
  const auto many = [](CLI::Option* option) {
    option->expected(1)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  app.add_option("URL", flags.url, "Base URL: what stands before /service-info")->required();
  many(app.add_option("--run", flags.runs,
                      "Poll this run; repeatable. Without it: the runs that GET /runs lists"));
  app.add_option("--most-runs", flags.most_runs, "Of the list")->capture_default_str();
  app.add_option("--create", flags.create, "Make so many slow runs, poll them, cancel them afterwards");
  app.add_option("--target", flags.target, "YAML file about the server: workloads, form fields, headers");
  app.add_option("--auth", flags.auth,
                 "bearer=, basic= or header:NAME= with env:VAR, file:PATH or cmd:COMMAND");
  app.add_option("--ca-file", flags.ca_file, "PEM file of the certificate authority of an https target");
  app.add_option("--wes-version", flags.wes_version, "Whose states are legal")->capture_default_str();
  app.add_option("--rate", load.rate,
                 "Open model: requests per second, sent on schedule. Without it: as fast as answers come")
      ->check(CLI::PositiveNumber);
  app.add_option("--connections", load.connections)->capture_default_str()->check(CLI::Range(1, 100'000));
  app.add_option("--threads", load.threads)->capture_default_str()->check(CLI::Range(1, 256));
  app.add_option("--pipeline", load.pipeline, "Requests in flight on a connection")
      ->capture_default_str()
      ->check(CLI::Range(1, 1024));
  app.add_option("--duration", flags.duration, "Of the measured time")->capture_default_str();
  app.add_option("--warmup", flags.warmup, "Before it; not counted")->capture_default_str();
  app.add_option("--timeout", flags.timeout, "Of one answer")->capture_default_str();
  app.add_flag("--no-keep-alive", flags.no_keep_alive, "A new connection for each request");
  app.add_flag("--no-judge", flags.no_judge, "Look at the status only, to see what judging costs");
  app.add_flag("--spin", load.spin, "Open model: busy-wait for send times");
  app.add_option("--slo", flags.slo, "'p99<50ms, errors<0.1%, rate>1000/s': exit 1 where one is broken");
  many(app.add_option("--report", flags.reports,
                      "FORMAT=PATH; console, json, percentiles or hlog; repeatable"));
  many(app.add_option("--yes-load", flags.allowed_hosts,
                      "A host that is not loopback and may be loaded without --rate"));
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || host.rfind("127.", 0) == 0;
}

void check_manners(const Flags& flags, const bench::LoadOptions& load, const core::Url& base) {
  const bool allowed = std::find(flags.allowed_hosts.begin(), flags.allowed_hosts.end(), base.host) !=
                       flags.allowed_hosts.end();
  if (load.rate > 0 || allowed || is_loopback(base.host)) return;
  refuse(base.host + " is not this machine, and a load without a rate takes all that a server has", "URL",
         "--rate N, or --yes-load " + base.host + " where its owner agrees");
}

// Runs a coroutine to its end on this thread.
template <class T>
T wait_for(asio::io_context& context, asio::awaitable<T> work) {
  std::optional<T> result;
  std::exception_ptr bug;
  asio::co_spawn(context, std::move(work), [&](std::exception_ptr thrown, T value) {
    bug = thrown;
    if (!thrown) result = std::move(value);
  });
  context.restart();
  context.run();
  if (bug) std::rethrow_exception(bug);
  return std::move(*result);
}

// The population, and what to clean up.
class Population {
 public:
  Population(const Flags& flags, const core::Url& base, const schemas::Dialect& dialect,
             core::Headers headers)
      : clock_(core::make_system_clock(context_.get_executor())),
        connector_(conformance::make_socket_connector(*clock_, {flags.ca_file})),
        http_(*clock_, *connector_, base, {}),
        dialect_(dialect),
        headers_(std::move(headers)) {}
  ~Population() {
    if (!made_.empty()) wait_for(context_, cancel());
  }

  std::vector<std::string> find(const Flags& flags, const conformance::Target& target) {
    if (!flags.runs.empty()) return flags.runs;
    if (flags.create > 0) {
      const conformance::Form form = slow_form(target);
      wait_for(context_, bench::create_runs(http_, dialect_, headers_, form, flags.create, made_)).value();
      return made_;
    }
    auto listed = wait_for(context_, bench::list_runs(http_, dialect_, headers_, flags.most_runs)).value();
    if (listed.empty())
      refuse("the server lists no run that could be polled", "URL", "--run ID, or --create N");
    return listed;
  }

 private:
  conformance::Form slow_form(const conformance::Target& target) {
    const std::string body = wait_for(context_, bench::read_service_info(http_, dialect_, headers_));
    const auto info = core::parse_json(body);
    const auto shipped = conformance::choose_workloads(info ? &*info : nullptr, target.workflow_type,
                                                       target.workflow_type_version);
    for (const auto* list : {&target.workloads, &shipped.workloads}) {
      for (const conformance::Workload& workload : *list) {
        if (workload.name == "slow") return conformance::make_form(workload, target, "bench");
      }
    }
    refuse("there is no slow workload for this server", "--create", "workloads: in a --target file");
  }
  asio::awaitable<int> cancel() {
    co_await bench::cancel_runs(http_, dialect_, headers_, made_);
    co_return 0;
  }

  asio::io_context context_;
  std::shared_ptr<core::Clock> clock_;
  std::unique_ptr<conformance::Connector> connector_;
  conformance::HttpClient http_;
  const schemas::Dialect& dialect_;
  core::Headers headers_;
  std::vector<std::string> made_;
};

void write_reports(const std::vector<std::string>& reports, const bench::Result& result) {
  for (const std::string& text : reports) {
    const std::size_t equals = text.find('=');
    const bench::Writer& writer = *bench::find_writer(text.substr(0, equals)).value();
    const std::string path = equals == std::string::npos ? "-" : text.substr(equals + 1);
    if (path == "-") {
      fmt::print("{}", writer.write(result));
    } else {
      core::write_file(path, writer.write(result)).value();
    }
  }
}

int exit_code(const bench::Result& result) {
  if (result.interrupted) return exit_interrupted;
  if (!bench::why_invalid(result).empty()) return exit_incomplete;
  const bool broken =
      std::any_of(result.slo.begin(), result.slo.end(), [](const bench::Judged& j) { return !j.held; });
  return broken ? exit_broken : exit_ok;
}

}  // namespace

int run_bench(Arguments arguments) {
  CLI::App app(
      "Example: wes-assay bench http://127.0.0.1:8080/ga4gh/wes/v1 --rate 1000 --duration 30s --slo "
      "'p99<50ms, "
      "errors<0.1%'\n\nPolls the status of runs and judges every answer; only right ones are throughput.\n",
      "wes-assay bench");
  Flags flags;
  bench::LoadOptions load;
  add_options(app, flags, load);
  if (const auto done = parse(app, std::move(arguments))) return *done;
  load.duration = duration_of(flags.duration, "--duration");
  load.warmup = duration_of(flags.warmup, "--warmup");
  load.timeout = duration_of(flags.timeout, "--timeout");
  load.judge = !flags.no_judge;
  load.keep_alive = !flags.no_keep_alive;
  load.threads = std::min(load.threads, load.connections);
  const core::Url base = core::parse_base_url(flags.url).value();
  check_manners(flags, load, base);
  const auto conditions =
      flags.slo.empty() ? std::vector<bench::Condition>() : bench::parse_slo(flags.slo).value();
  for (const std::string& report : flags.reports)
    bench::find_writer(report.substr(0, report.find('='))).value();
  const auto dialect = schemas::load_dialect("wes", flags.wes_version).value();
  const conformance::Target given =
      flags.target.empty() ? conformance::Target() : conformance::load_target(flags.target).value();
  core::Headers headers = given.headers;
  const std::string auth = flags.auth.empty() ? given.auth : flags.auth;
  if (!auth.empty()) {
    const conformance::Credential credential = conformance::parse_credential(auth, "--auth").value();
    headers.set(credential.header, credential.scheme + std::string(credential.secret.expose()));
  }

  bench::Target target{base, bench::find_origin(base, flags.ca_file).value(), *dialect, headers, {}};
  Population population(flags, base, *dialect, headers);
  target.runs = population.find(flags, given);

  for (const int number : {SIGINT, SIGTERM}) signal(number, [](int) { stopped = true; });
  const bool terminal = isatty(STDERR_FILENO);
  const double length = static_cast<double>(load.duration.count()) / 1e9;
  const auto live = [&](const bench::Live& now) {
    fmt::print(stderr, "{}{}{}", terminal ? "\r" : "", bench::live_line(now, length),
               terminal ? "\033[K" : "\n");
  };
  bench::Result result = bench::run_load(target, load, live, stopped);
  if (terminal) fmt::print(stderr, "\r\033[K");
  result.slo = bench::judge_slo(conditions, result);
  write_reports(flags.reports, result);
  fmt::print(stderr, "{}", bench::write_console(result));
  return exit_code(result);
}

}  // namespace assay::cli
