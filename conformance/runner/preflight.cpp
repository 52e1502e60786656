// SPDX-License-Identifier: Apache-2.0
#include "conformance/runner/preflight.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr const char* kDialect = "wes";
constexpr const char* kLeast = "1.0.0";

std::vector<std::string> claimed_versions(const nlohmann::json* service_info) {
  std::vector<std::string> claimed;
  if (!service_info || !service_info->is_object()) return claimed;
  const auto list = service_info->find("supported_wes_versions");
  if (list == service_info->end() || !list->is_array()) return claimed;
  for (const nlohmann::json& each : *list) {
    if (each.is_string()) claimed.push_back(each.get<std::string>());
  }
  return claimed;
}

}  // namespace

core::Result<Version> choose_version(const std::string& asked, const nlohmann::json* service_info) {
  const std::vector<std::string> shipped = schemas::dialect_versions(kDialect);
  if (asked != "auto") {
    if (std::find(shipped.begin(), shipped.end(), asked) != shipped.end())
      return Version{asked, "--wes-version"};
    const auto near = schemas::match_version(asked, shipped);
    std::string known = "auto";
    for (const std::string& version : shipped) known += ", " + version;
    return core::Error{"there is no WES version '" + core::printable(asked) + "'", "--wes-version",
                       near ? "did you mean " + *near + "?" : known};
  }
  Version best;
  for (const std::string& claimed : claimed_versions(service_info)) {
    const auto match = schemas::match_version(claimed, shipped);
    if (match && *match > best.version) best = {*match, "service-info lists " + core::printable(claimed)};
  }
  if (!best.version.empty()) return best;
  return Version{
      kLeast, "service-info names no version known here; the oldest is assumed, --wes-version sets another"};
}

boost::asio::awaitable<std::string> read_service_info(Session& session) {
  core::Exchange exchange;
  exchange.check = "runner";
  exchange.operation = "GetServiceInfo";
  exchange.request.target = session.http.base().path + "/service-info";
  exchange.request.headers.add("Accept", "application/json");
  ExchangePtr answer;
  std::string stopped;
  try {
    answer = co_await session.send(std::move(exchange), true);
  } catch (const StopCheck& stop) {
    stopped = stop.why;
  }
  if (!answer) co_return stopped;
  if (answer->fault != core::TransportFault::none) {
    co_return "the target cannot be reached: " + core::printable(answer->fault_text);
  }
  session.service_info_exchange = answer;
  if (core::status_of(*answer) == 200) session.service_info = session.json(answer);
  co_return std::string();
}

}  // namespace assay::conformance
