// SPDX-License-Identifier: Apache-2.0
#include "reports/details.hpp"

#include <algorithm>
#include <string_view>

#include "reports/summary.hpp"

namespace assay::reports {

Details details_of(const RunResult& result, const Requirement& requirement, const Judgement& judgement) {
  Details lines;
  const auto line = [&lines](std::string_view label, std::string value) {
    if (!value.empty()) lines.emplace_back(label, std::move(value));
  };
  line("requirement", requirement.id + " (" + requirement.level + ") " + requirement.says);
  line("clause", citations(requirement));
  line("check", judgement.check);
  line("reason", judgement.reason);
  if (judgement.known) line("known", "to the baseline, as " + std::string(name(judgement.known->was)));
  if (judgement.known) line("why", judgement.known->why);
  for (const Finding& finding : judgement.findings) {
    line("what", finding.message);
    line("expected", finding.expected);
    line("actual", finding.actual);
    for (const std::string& pointer : finding.pointers) line("pointer", pointer);
    for (const std::string& pointer : finding.elsewhere) line("pointer of another answer", pointer);
    for (const std::uint64_t id : finding.exchanges) {
      const core::ExchangePtr exchange = result.exchange(id);
      if (exchange) line("exchange " + std::to_string(id), one_line(*exchange));
    }
    for (const core::ExchangePtr& again : to_repeat(result, finding))
      line("curl", curl_line(result.header, *again));
  }
  return lines;
}

std::string message_of(const Judgement& judgement) {
  const bool told = !judgement.findings.empty() && !judgement.findings.front().message.empty();
  if (!told) return judgement.reason;
  // Beside findings the reason says how often it broke.
  const bool flaky = judgement.verdict == Verdict::flaky && !judgement.reason.empty();
  return (flaky ? judgement.reason + ": " : "") + judgement.findings.front().message;
}

Span span_of(const RunResult& result, const Judgement& judgement) {
  std::vector<std::uint64_t> ids = judgement.exchanges;
  for (const Finding& finding : judgement.findings)
    ids.insert(ids.end(), finding.exchanges.begin(), finding.exchanges.end());
  Span span{core::Time::max(), core::Time::min()};
  for (const std::uint64_t id : ids) {
    const core::ExchangePtr exchange = result.exchange(id);
    if (!exchange) continue;
    span.from = std::min(span.from, exchange->timings.started);
    span.to = std::max(span.to, exchange->timings.received);
  }
  return span.from <= span.to ? span : Span{result.header.started, result.footer.finished};
}

}  // namespace assay::reports
