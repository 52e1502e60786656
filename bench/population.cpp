// SPDX-License-Identifier: Apache-2.0
#include "bench/population.hpp"

#include <nlohmann/json.hpp>
#include <set>

#include "bench/list_watch.hpp"
#include "conformance/rules/walk.hpp"
#include "core/json_foreign.hpp"
#include "core/json_members.hpp"
#include "core/text.hpp"

namespace assay::bench {
namespace {

namespace asio = boost::asio;

core::Exchange make(const conformance::HttpClient& http, const schemas::Operation& operation,
                    const std::string& path, const core::Headers& headers) {
  core::Exchange exchange;
  exchange.operation = operation.id;
  exchange.request.method = operation.method;
  exchange.request.target = http.base().path + path;
  exchange.request.headers = headers;
  exchange.request.headers.add("Accept", "application/json");
  return exchange;
}

core::Error trouble(const core::Exchange& exchange, const std::string& expected) {
  const std::string what = exchange.response
                               ? "status " + std::to_string(exchange.response->status) + ", " +
                                     core::printable(core::shortened(exchange.response->body, 200))
                               : std::string(core::name(exchange.fault)) + " (" + exchange.fault_text + ")";
  return core::Error{exchange.request.method + " " + exchange.request.target + " gave " + what, "", expected};
}

}  // namespace

asio::awaitable<core::Result<std::vector<std::string>>> list_runs(conformance::HttpClient& http,
                                                                  const schemas::Dialect& dialect,
                                                                  core::Headers headers, std::size_t most) {
  const schemas::Operation& operation = *dialect.operation("ListRuns");
  const schemas::Readings& names = dialect.readings;
  std::vector<std::string> ids;
  std::set<std::string> known, tokens;
  std::string token;
  for (int page = 0; page < most_pages && ids.size() < most; ++page) {
    core::Query query = {{dialect.page_size_parameter, page_size}};
    if (!token.empty()) query.emplace_back(dialect.page_token_parameter, token);
    core::Exchange exchange =
        make(http, operation, operation.path + "?" + core::encode_query(query), headers);
    co_await http.send(exchange);
    if (core::status_of(exchange) != operation.success) co_return trouble(exchange, "a page of runs");
    const auto json = core::parse_foreign_json(exchange.response->body);
    const schemas::Items runs = schemas::items_in(json ? &*json : nullptr, names.runs);
    if (!runs.array) co_return trouble(exchange, "an object with a list of runs");
    for (const auto& run : *runs.array) {
      std::string id = core::id_member(&run, names.run_id);
      if (!id.empty() && ids.size() < most && known.insert(id).second) ids.push_back(std::move(id));
    }
    token = conformance::next_token(*json, dialect);
    if (token.empty() || !tokens.insert(token).second) break;
  }
  co_return ids;
}

asio::awaitable<std::string> read_service_info(conformance::HttpClient& http, const schemas::Dialect& dialect,
                                               core::Headers headers) {
  const schemas::Operation* operation = dialect.operation("GetServiceInfo");
  if (!operation) co_return std::string();
  core::Exchange exchange = make(http, *operation, operation->path, headers);
  co_await http.send(exchange);
  co_return core::status_of(exchange) == operation->success ? exchange.response->body : std::string();
}

asio::awaitable<core::Result<void>> create_runs(conformance::HttpClient& http,
                                                const schemas::Dialect& dialect, core::Headers headers,
                                                SubmissionOf submission, std::size_t number,
                                                std::vector<std::string>& made) {
  const schemas::Operation& operation = *dialect.operation("RunWorkflow");
  for (std::size_t i = 0; i < number; ++i) {
    core::Exchange exchange = make(http, operation, operation.path, headers);
    const core::Request given = submission(i);
    if (given.target != "/") exchange.request.target = http.base().path + given.target;
    for (const core::Header& header : given.headers) exchange.request.headers.set(header.name, header.value);
    exchange.request.body = given.body;
    co_await http.send(exchange);
    const auto json =
        exchange.response ? core::parse_foreign_json(exchange.response->body) : core::Error{"no answer"};
    const std::string id = json ? core::id_member(&*json, dialect.readings.run_id) : "";
    if (id.empty()) co_return trouble(exchange, "the id of a new run");
    made.push_back(id);
  }
  co_return core::Result<void>();
}

asio::awaitable<void> cancel_runs(conformance::HttpClient& http, const schemas::Dialect& dialect,
                                  core::Headers headers, std::vector<std::string> runs) {
  const schemas::Operation& operation = *dialect.operation("CancelRun");
  for (const std::string& id : runs) {
    core::Exchange exchange =
        make(http, operation, schemas::fill_path(operation.path, {{"run_id", id}}), headers);
    co_await http.send(exchange);
  }
}

}  // namespace assay::bench
