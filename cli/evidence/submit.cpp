// SPDX-License-Identifier: Apache-2.0
#include "cli/evidence/submit.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/report_files.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/wait_for.hpp"
#include "conformance/client/auth.hpp"
#include "conformance/client/http_client.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

constexpr const char* series_field = "GA4GH-TestbedReportSeriesId";
constexpr const char* token_field = "GA4GH-TestbedReportSeriesToken";

struct SubmitFlags {
  std::string evidence, url, series, token, platform_name, platform_description, ca_file;
  bool dry_run = false;
};

std::string report_text(const SubmitFlags& flags) {
  const reports::RunResult result = evidence_of("report submit", flags.evidence);
  auto report = nlohmann::ordered_json::parse(reports::write_testbed(result));
  if (!flags.platform_name.empty()) report["platform_name"] = flags.platform_name;
  if (!flags.platform_description.empty()) report["platform_description"] = flags.platform_description;
  return report.dump(2, ' ', true) + "\n";
}

asio::awaitable<core::Exchange> post(conformance::HttpClient& http, core::Request request) {
  core::Exchange exchange;
  exchange.request = std::move(request);
  co_await http.send(exchange);
  co_return exchange;
}

// What a testbed says of it: "... not found", the id of the report.
std::string answer_text(const core::Response& response) {
  return fmt::format("{} {}", response.status, core::shortened(core::printable(response.body), 500));
}

}  // namespace

int submit_report(Arguments arguments) {
  Command app("wes-assay report submit",
              {"wes-assay report submit EVIDENCE URL --series ID --token SOURCE [options]",
               "Posts the GA4GH testbed report of a run to a testbed.",
               {"wes-assay report submit wes.ndjson URL --series 1f0c --token env:TESTBED_TOKEN"},
               "Exit codes: 0 accepted, 1 refused, 2 wrong usage or a bad file, 3 no answer.",
               {}});
  SubmitFlags flags;
  app.add_option("EVIDENCE", flags.evidence, "The evidence.ndjson of a run.")->required();
  app.add_option("URL", flags.url, "The URL where the testbed accepts reports.")->required();
  add(app, "--series", "ID", flags.series, "Add the report to this series.")->required();
  add(app, "--token", "SOURCE", flags.token,
      "Read the token of the series from env:NAME, file:PATH or cmd:COMMAND.")
      ->required();
  add(app, "--platform-name", "NAME", flags.platform_name, "Name the service. Default: its URL.");
  add(app, "--platform-description", "SENTENCE", flags.platform_description,
      "Describe the service in one sentence.");
  add(app, "--ca-file", "FILE", flags.ca_file, "Trust the certificate authority in this PEM file for https.");
  app.add_flag("--dry-run", flags.dry_run, "Print the report and send nothing.");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const conformance::Credential token =
      conformance::parse_credential(std::string("header:") + token_field + "=" + flags.token, "--token")
          .value();
  const core::Url url = core::parse_base_url(flags.url).value();
  core::Request request;
  request.method = "POST";
  request.target = url.path;
  request.headers.set("Content-Type", "application/json");
  request.headers.set(series_field, flags.series);
  request.headers.set(token.header, std::string(token.secret.expose()));
  request.body = report_text(flags);
  if (flags.dry_run) {
    to_stdout("{}", request.body);
    return exit_ok;
  }
  asio::io_context context;
  const auto clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, {flags.ca_file});
  conformance::HttpClient http(*clock, *connector, url, {.first_byte = 30s, .total = 60s});
  const core::Exchange exchange = wait_for(context, post(http, std::move(request)));
  if (!exchange.response) {
    say("wes-assay report submit: {}: {}\n", core::printable(url.text()),
        core::printable(exchange.fault_text));
    return exit_incomplete;
  }
  const bool taken = exchange.response->status >= 200 && exchange.response->status < 300;
  const std::string line = core::printable(url.text()) + ": " + answer_text(*exchange.response) + "\n";
  taken ? to_stdout_text(line) : say_text(line);
  return taken ? exit_ok : exit_broken;
}

}  // namespace assay::cli
