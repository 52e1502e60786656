// SPDX-License-Identifier: Apache-2.0
#include "reports/refusal.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "reports/server_words.hpp"

namespace assay::reports {
namespace {

constexpr std::array of_strangers = {401, 403, 404, 410};
constexpr std::size_t mostly_percent = 90;

bool is_operation(const core::Exchange& exchange) {
  return exchange.user == "main" && !exchange.operation.empty() && exchange.operation != "GetServiceInfo";
}

// Reads of a run that does not exist are refused by everybody.
bool is_due_an_answer(const core::Exchange& exchange) {
  return exchange.operation == "RunWorkflow" || exchange.operation == "ListRuns";
}

bool blames(Verdict verdict) {
  return verdict == Verdict::fail || verdict == Verdict::flaky || verdict == Verdict::warn;
}

bool rests_on_refusals(const RunResult& result, const Judgement& judgement) {
  std::vector<std::uint64_t> ids;
  for (const Finding& finding : judgement.findings)
    ids.insert(ids.end(), finding.exchanges.begin(), finding.exchanges.end());
  if (ids.empty()) return false;
  return std::all_of(ids.begin(), ids.end(), [&](std::uint64_t id) {
    const core::ExchangePtr exchange = result.exchange(id);
    return exchange && refusal_of(*exchange) == result.footer.only_refusal;
  });
}

}  // namespace

std::string refusal_of(const core::Exchange& exchange) {
  if (exchange.fault == core::TransportFault::redirect) return "a redirect";
  const int status = core::status_of(exchange);
  if (std::find(of_strangers.begin(), of_strangers.end(), status) != of_strangers.end())
    return std::to_string(status);
  if (status / 100 == 3) return "a redirect";
  return status / 100 == 2 && is_page(exchange) ? "a page of HTML" : "";
}

bool is_answered(const core::Exchange& exchange) {
  if (core::status_of(exchange) / 100 != 2 || exchange.fault != core::TransportFault::none) return false;
  const std::string& body = exchange.response->body;
  const std::size_t first = body.find_first_not_of(" \t\r\n");
  return first == std::string::npos || body[first] == '{' || body[first] == '[';
}

std::string only_refusal(const std::vector<core::ExchangePtr>& exchanges) {
  std::map<std::string, std::size_t> met;
  std::size_t all = 0;
  for (const core::ExchangePtr& exchange : exchanges) {
    if (!is_operation(*exchange)) continue;
    if (is_answered(*exchange)) return "";
    if (!is_due_an_answer(*exchange)) continue;
    ++all;
    const std::string kind = refusal_of(*exchange);
    if (!kind.empty()) ++met[kind];
  }
  for (const auto& [kind, n] : met) {
    if (100 * n >= mostly_percent * all) return kind;
  }
  return "";
}

void withhold_blame(RunResult& result) {
  if (result.footer.only_refusal.empty()) return;
  for (Judgement& judgement : result.judgements) {
    if (!blames(judgement.verdict) || !rests_on_refusals(result, judgement)) continue;
    judgement.verdict = Verdict::inconclusive;
    judgement.reason = judgement.findings.front().message + "; " + result.footer.only_refusal +
                       " is all that was seen of the service";
    judgement.exchanges = judgement.findings.front().exchanges;
    judgement.findings.clear();
  }
}

}  // namespace assay::reports
