// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <span>
#include <string_view>

#include "conformance/session/context.hpp"

// What the files of the area submission share. A submission is judged beside an accepted one that differs
// from it in a single facet.
namespace assay::conformance {

struct Facet {
  std::string_view requirement;
  std::string_view what;                           // "an attachment of zero bytes"
  Form (*form)(const Form& form) = nullptr;        // null: the form as it is
  void (*wire)(core::Request& request) = nullptr;  // after the form was written as multipart
  bool is_only_noted = false;  // no client sends it: a refusal is an info, whatever the requirement weighs
};

// The run of an accepted answer to the quick form as it is, for accepted_run() and finished_run() of others.
void share_as_quick_run(const CheckContext& t, const ExchangePtr& answer, const Form& form);
// A quick run that the server accepted, with its form; ends the check where there is none.
Task<RunPtr> accepted_run(CheckContext& t);
core::Request request_with(const Form& form, std::span<const Facet> facets);

// As t.submit_request, but where the answer did not come (whole) the exchange tells so.
Task<ExchangePtr> submit_anyway(CheckContext& t, core::Request request);
bool is_accepted(const ExchangePtr& answer);                               // 2xx
bool same_success(const ExchangePtr& answer, const ExchangePtr& control);  // 2xx, and the control's
// Holds for a success like the control's; by the requirement's outcomes for other answers.
void judge_like(CheckContext& t, const Facet& facet, const ExchangePtr& answer, const ExchangePtr& control);
// By the requirement's outcomes; inconclusive without an answer.
void judge_answer(CheckContext& t, const Facet& facet, const ExchangePtr& answer);

// Whether a submission that got no answer gets none again, while the service answers others.
Task<bool> is_lost_again(CheckContext& t, core::Request request);

// Facets that should be accepted: all in one submission, and one by one where that fails.
Task<void> judge_variants(CheckContext& t, std::span<const Facet> facets);
// Facets that should be refused, one by one.
Task<void> judge_refusals(CheckContext& t, std::span<const Facet> facets);

// The last state of the run that `answer` made, waited for until it is terminal; "" where that does not come.
Task<std::string> end_of_run(CheckContext& t, ExchangePtr answer);

Form typed_parts(const Form& form);  // application/json and text/plain on all parts but attachments
Form minimal_form(const Form& form);
bool has_attached_workflow(const Form& form);  // workflow_url names an attachment
std::string file_ending(const Form& form);     // of the workflow: ".cwl"; "" where it has none
// An address that the service may fetch, and that nobody serves; "" where it announces neither protocol.
std::string made_up_url(CheckContext& t, const Form& form);

}  // namespace assay::conformance
