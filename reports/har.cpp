// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "core/har.hpp"
#include "reports/run_result.hpp"
#include "reports/writer.hpp"

// HTTP archive 1.2 of every exchange. Secrets are names in the result already.
namespace assay::reports {
namespace {

using nlohmann::ordered_json;

// "https://host:8443" of the base URL.
std::string origin_of(const std::string& url) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = scheme == std::string::npos ? 0 : url.find('/', scheme + 3);
  return url.substr(0, path);
}

}  // namespace

std::string write_har(const RunResult& result) {
  ordered_json entries = ordered_json::array();
  for (const core::ExchangePtr& e : result.exchanges) {
    const std::string operation = e->operation.empty() ? "" : ", " + e->operation;
    entries.push_back(core::har_entry(
        *e, origin_of(result.header.target),
        "exchange " + std::to_string(e->id) + ", by " + e->check + operation + ", user " + e->user));
  }
  std::string comment = verdict_sentence(result);
  for (const std::string& warning : result.footer.warnings) comment += "; note: " + warning;
  auto archive = core::har_archive("wes-assay", result.header.suite_version, std::move(entries));
  archive["log"]["comment"] = std::move(comment);
  return archive.dump(2, ' ', true, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace assay::reports
