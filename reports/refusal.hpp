// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "reports/run_result.hpp"

namespace assay::reports {

// The kind of refusal that says nothing of a service where it is all that is seen of it: "401", "403", "404",
// "410", "a redirect", "a page of HTML"; "" for other answers.
std::string refusal_of(const core::Exchange& exchange);

// Whether a request of the document was answered as one: 2xx, and JSON or no body.
bool is_answered(const core::Exchange& exchange);

// The one refusal that nine of ten submissions and lists met, where no operation but service-info was
// answered;
// "" else.
std::string only_refusal(const std::vector<core::ExchangePtr>& exchanges);

// Where one refusal is all that was seen (footer.only_refusal), what rests on refusals is inconclusive:
// nobody knows whether the service was asked at all. Twice is as good as once.
void withhold_blame(RunResult& result);

}  // namespace assay::reports
