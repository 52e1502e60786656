// SPDX-License-Identifier: Apache-2.0
// The list after the submissions that should be refused.
#include <algorithm>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr core::Duration kSecondLook = std::chrono::seconds(1);

bool is_whole_list(CheckContext& t, const ExchangePtr& answer) {
  return read_page(answer, t.json(answer).get(), "runs").readable;
}

bool is_plain_list(const core::Exchange& exchange) {
  return exchange.operation == "ListRuns" && exchange.user == "main" &&
         exchange.request.target.find('?') == std::string::npos;
}

// The submission that was accepted last between the last good list and the first bad one; null where none
// was.
ExchangePtr suspect(CheckContext& t) {
  ExchangePtr last;
  for (const ExchangePtr& each : t.exchanges()) {
    if (is_plain_list(*each) && is_whole_list(t, each)) last = nullptr;
    if (is_plain_list(*each) && is_error(*each) && last) return last;
    if (each->operation == "RunWorkflow" && is_success(*each)) last = each;
  }
  return last;
}

// Whoever lists runs one by one trips over one that it cannot show.
Task<void> survives_odd_submissions(CheckContext& t) {
  co_await t.any_run();
  ExchangePtr answer = co_await t.list("", "");
  if (!is_whole_list(t, answer)) {
    co_await t.sleep(kSecondLook);
    answer = co_await t.list("", "");
  }
  const bool was_good = std::any_of(t.exchanges().begin(), t.exchanges().end(), [&](const ExchangePtr& each) {
    return is_plain_list(*each) && is_whole_list(t, each);
  });
  t.need(was_good, "the list was never answered; LST-01 tells of that");
  if (is_whole_list(t, answer)) {
    t.holds("LST-20", answer);
    co_return;
  }
  const ExchangePtr odd = suspect(t);
  Finding dead = finding(
      answer, "list-dies",
      "the list was answered before, and is not since an odd submission was accepted: " + in_words(*answer),
      "200 with an array of runs", std::to_string(core::status_of(*answer)));
  if (odd) dead.exchanges.push_back(odd->id);
  if (is_denied(*answer)) co_return t.inconclusive("LST-20", in_words(*answer), answer);
  t.broken("LST-20", std::move(dead));
}

}  // namespace

const std::vector<Check>& listing_after_checks() {
  static const std::vector<Check> table = {
      {.id = "listing.survives-odd-submissions",
       .title = "the list is answered whatever has been submitted",
       .decides = {"LST-20"},
       .stage = Stage::unknown_runs,
       .run = survives_odd_submissions,
       .writes = true},
  };
  return table;
}

}  // namespace assay::conformance
