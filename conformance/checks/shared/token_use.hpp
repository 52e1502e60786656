// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

#include "conformance/session/context.hpp"

// What a page_token is good for, in the list of runs and in that of tasks: the same words stand in both.
namespace assay::conformance {

// A list that comes by pages: the runs, or the tasks of one run.
struct Paged {
  std::string_view member = "runs";  // of the answer
  std::string run_id = {};           // "": the list of runs
};

// The token that leads from page 1 to page 2 with two items to a page; ends the check where there is none.
Task<std::string> token_of(CheckContext& t, Paged list);

// The requirements that judge_reuse decides.
struct ReuseRows {
  std::string_view encoded;  // a token survives percent-encoding
  std::string_view twice;    // it gives the same page again
  std::string_view resized;  // another page_size binds
  std::string_view bare;     // it needs no page_size
};
Task<void> judge_reuse(CheckContext& t, Paged list, ReuseRows rows);
// Whether `token`, which another list gave for pages of `page_size`, may be one of this list's own: it gives
// the same, or both are numbers, as positions are. Nobody can refuse it then.
Task<bool> may_be_own(CheckContext& t, Paged list, std::string page_size, std::string token);
// The answer to a token that its list never gave: a refusal. An empty page that ends the list shows nobody
// what is not theirs, and is noted.
void judge_foreign_token(CheckContext& t, std::string_view requirement, const ExchangePtr& answer,
                         std::string_view what);
// Each token with one change in it is refused.
Task<void> judge_changed_tokens(CheckContext& t, Paged list, std::string_view requirement);

}  // namespace assay::conformance
