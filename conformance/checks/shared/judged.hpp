// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <vector>

#include "conformance/session/context.hpp"

namespace assay::conformance {

// All answers of the run so far that are the service's own: whoever judges every answer judges these. What a
// gateway said, and what was refused for the moment, is left out. One that cannot be framed has no
// `response`.
inline std::vector<ExchangePtr> judged_answers(const CheckContext& t) {
  std::vector<ExchangePtr> own;
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (t.trouble_of(exchange) == Trouble::none) own.push_back(exchange);
  }
  return own;
}

// Pages of HTML that are all that an operation says to a good caller, though others are answered: then it is
// the service that sends them. One page of each such operation.
inline std::vector<ExchangePtr> standing_pages(const CheckContext& t) {
  constexpr int enough = 3;
  struct Seen {
    int pages = 0;
    bool answered = false;
    ExchangePtr page = {};
  };
  std::map<std::string, Seen> operations;
  bool any_answered = false;
  for (const ExchangePtr& exchange : t.exchanges()) {
    if (exchange->user != "main" || exchange->operation.empty() || exchange->request.method != "GET")
      continue;
    Seen& seen = operations[exchange->operation];
    const Trouble trouble = t.trouble_of(exchange);
    if (trouble == Trouble::page) {
      ++seen.pages;
      seen.page = exchange;
    } else if (trouble == Trouble::none && is_success(*exchange)) {
      seen.answered = any_answered = true;
    }
  }
  std::vector<ExchangePtr> standing;
  for (const auto& [operation, seen] : operations) {
    if (any_answered && !seen.answered && seen.pages >= enough) standing.push_back(seen.page);
  }
  return standing;
}

}  // namespace assay::conformance
