// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/wes/served.hpp"

#include <set>

#include "conformance/checks/checks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/mistakes.hpp"
#include "conformance/rules/served.hpp"

namespace assay::conformance {
namespace {

// Checks of the other stages ask for what should be refused, or in odd ways.
bool asks_plainly(const core::Exchange& exchange) {
  const Check* asker = find_check(exchange.check);
  return !asker || asker->stage == Stage::reading || asker->stage == Stage::lifecycle ||
         asker->stage == Stage::paging || asker->stage == Stage::closing;
}

}  // namespace

void judge_reads_served(CheckContext& t, std::string_view requirement) {
  Told told = told_by(t.exchanges(), [&t](const ExchangePtr& exchange) { return t.json(exchange).get(); });
  for (const RunPtr& run : t.own_runs()) {
    if (is_success(*run->submission)) told.runs.insert(run->id);
  }
  std::vector<ExchangePtr> asked;
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (exchange->user != "main" || !is_plain_read(*exchange, t.dialect()) || !asks_plainly(*exchange))
      continue;
    if (t.trouble_of(exchange) != Trouble::none) continue;
    const std::string run = run_id_of(*exchange, t.dialect());
    const bool is_place = exchange->operation == "ListRuns" || exchange->operation == "GetServiceInfo";
    const bool exists = run.empty() ? is_place : told.runs.contains(run);
    const bool odd_page = is_mistake(*exchange, told, false) && run.empty();
    if (exists && !odd_page && exchange->operation != "GetTask") asked.push_back(exchange);
  }
  t.need(!asked.empty(), "nothing was read of a run that exists");
  t.broken_by(requirement, failed_reads(asked), asked.back());
}

}  // namespace assay::conformance
