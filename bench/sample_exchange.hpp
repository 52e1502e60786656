// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "bench/connection.hpp"
#include "bench/tally.hpp"
#include "core/exchange.hpp"

namespace assay::bench {

// A request and its answer as evidence has them, secrets included until the load has ended. Times count from
// the start of the load; of a large body the first bytes are kept. `head` ends with its empty line.
std::shared_ptr<core::Exchange> answered_exchange(const Flight& flight, std::string_view head,
                                                  std::string_view body, std::int64_t at);
// The same of a request without an answer.
std::shared_ptr<core::Exchange> lost_exchange(const Flight& flight, Outcome outcome, const std::string& why,
                                              std::int64_t at);

}  // namespace assay::bench
