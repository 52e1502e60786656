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
  CLI::App app(
      "Example: wes-assay mock ping http://mock:8080/ga4gh/wes/v1\n\n"
      "Exit code 0 if a mock answers within three seconds, 1 if not: a health check for containers.\n",
      "wes-assay mock ping");
  std::string url = "http://127.0.0.1:8080/ga4gh/wes/v1";
  std::string ca_file;
  app.add_option("URL", url, "Base URL of the mock")->capture_default_str();
  app.add_option("--ca-file", ca_file, "PEM file of the certificate authority of an https mock");
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
