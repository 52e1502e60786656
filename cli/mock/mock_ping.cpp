// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/mock/mock_tools.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/wait_for.hpp"
#include "conformance/client/http_client.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

asio::awaitable<std::string> trouble_with(conformance::HttpClient& http) {
  core::Exchange exchange;
  exchange.request.target = http.base().path + "/service-info";
  co_await http.send(exchange);
  if (!exchange.response) co_return exchange.fault_text;
  // A mock with users, faults or defects may refuse; that it answers is what is asked.
  co_return std::string();
}

}  // namespace

int ping_mock(Arguments arguments) {
  Command app("wes-assay mock ping",
              {"wes-assay mock ping [URL] [options]",
               "Asks whether a mock answers within three seconds: a health check for containers.",
               {"wes-assay mock ping http://127.0.0.1:8080/ga4gh/wes/v1"},
               "Exit codes: 0 it answers, 1 it does not, 2 wrong usage.",
               {}});
  std::string url = "http://127.0.0.1:8080/ga4gh/wes/v1";
  std::string ca_file;
  app.add_option("URL", url, "The base URL of the mock.")->capture_default_str();
  add(app, "--ca-file", "FILE", ca_file, "Trust the certificate authority in this PEM file for https.");
  if (const auto done = parse(app, std::move(arguments))) return *done;
  const core::Url base = core::parse_base_url(url).value();
  asio::io_context context;
  const auto clock = core::make_system_clock(context.get_executor());
  const auto connector = conformance::make_socket_connector(*clock, {ca_file});
  const conformance::HttpLimits limits{.connect = 3s, .write = 3s, .first_byte = 3s, .total = 3s};
  conformance::HttpClient http(*clock, *connector, base, limits);
  const std::string trouble = wait_for(context, trouble_with(http));
  if (trouble.empty()) return exit_ok;
  say("wes-assay mock ping: {}: {}\n", core::printable(base.text()), core::printable(trouble));
  return exit_broken;
}

}  // namespace assay::cli
