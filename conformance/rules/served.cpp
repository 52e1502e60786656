// SPDX-License-Identifier: Apache-2.0
#include "conformance/rules/served.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "conformance/rules/trouble.hpp"
#include "core/url.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kMostShown = 20;

bool has_plain_query(const std::string& target, const schemas::Dialect& dialect) {
  const std::size_t mark = target.find('?');
  if (mark == std::string::npos) return true;
  std::set<std::string> names;
  for (const auto& [name, value] : core::decode_query(target.substr(mark + 1))) {
    if (name != dialect.page_size_parameter || value.empty() || !names.insert(name).second) return false;
  }
  return true;
}

}  // namespace

bool is_plain_read(const core::Exchange& exchange, const schemas::Dialect& dialect) {
  const core::Headers& headers = exchange.request.headers;
  const auto accept = headers.get("Accept");
  static constexpr const char* odd[] = {"Range", "If-None-Match", "If-Modified-Since", "Content-Type",
                                        "Transfer-Encoding"};
  return exchange.request.method == "GET" && !exchange.operation.empty() && exchange.request.raw.empty() &&
         exchange.request.body.empty() && has_plain_query(exchange.request.target, dialect) && accept &&
         *accept == "application/json" &&
         std::none_of(std::begin(odd), std::end(odd), [&](const char* name) { return headers.has(name); });
}

std::vector<Finding> failed_reads(const std::vector<ExchangePtr>& asked) {
  struct Count {
    int all = 0;
    std::vector<ExchangePtr> failed = {};
  };
  std::map<std::string, Count> operations;
  for (const ExchangePtr& exchange : asked) {
    Count& count = operations[exchange->operation];
    ++count.all;
    if (is_server_error(*exchange)) count.failed.push_back(exchange);
  }
  std::vector<Finding> findings;
  for (const auto& [operation, count] : operations) {
    if (count.failed.empty()) continue;
    const ExchangePtr& first = count.failed.front();
    Finding found =
        finding(first, "server-error-" + operation,
                fmt::format("{} of {} requests for {} that had no mistake in them were answered with "
                            "a server error, first: {}",
                            count.failed.size(), count.all, operation, in_words(*first)),
                "200", std::to_string(core::status_of(*first)));
    for (std::size_t i = 1; i < std::min(count.failed.size(), kMostShown); ++i)
      found.exchanges.push_back(count.failed[i]->id);
    findings.push_back(std::move(found));
  }
  return findings;
}

}  // namespace assay::conformance
