// SPDX-License-Identifier: Apache-2.0
#pragma once
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

}  // namespace assay::conformance
