// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/session/context.hpp"

// Checks that every dialect can be asked, WES apart, which has deeper ones. They know readings, operations
// and promises of the dialect, and no member's name; what they decide are questions ("no-run-twice"), which
// the dialect's rows ask.
namespace assay::conformance::common {

// What an answer shows of a run; "" where it is no success of its operation or shows none.
std::string state_of(CheckContext& t, const ExchangePtr& answer);
bool is_success(CheckContext& t, const ExchangePtr& answer);
// GetRunStatus and GetRunLog, one of them where they are one operation; those of `wanted` that there are.
std::vector<std::string> operations_of(CheckContext& t, std::initializer_list<const char*> wanted);

// Runs (common_runs.cpp).
Task<void> run_is_submitted(CheckContext& t);         // submit-status run-id first-state
Task<void> life_goes_forward(CheckContext& t);        // state-order
Task<void> states_are_known(CheckContext& t);         // known-states
Task<void> states_keep_their_order(CheckContext& t);  // state-order no-resurrection
Task<void> ends_are_final(CheckContext& t);           // terminal-final
Task<void> views_agree(CheckContext& t);              // views-agree
Task<void> good_run_completes(CheckContext& t);       // good-run-completes
Task<void> failing_run_fails(CheckContext& t);        // failing-run-fails
// Cancels (common_cancels.cpp).
Task<void> active_run_is_cancelled(CheckContext& t);  // cancel-accepted cancel-ends
Task<void> ended_run_stays(CheckContext& t);          // cancel-ended ended-run-stays
// Lists (common_lists.cpp).
Task<void> walk_is_whole(CheckContext& t);          // page-size no-run-twice walk-is-whole walk-ends
Task<void> page_sizes_bind(CheckContext& t);        // page-size
Task<void> pages_are_stable(CheckContext& t);       // stable-pages
Task<void> bad_pages_are_refused(CheckContext& t);  // bad-token bad-page-size
// Tasks (common_tasks.cpp).
Task<void> tasks_are_found(CheckContext& t);       // tasks-listed task-found unknown-task
Task<void> task_pages_are_whole(CheckContext& t);  // task-pages
// Refusals (common_refusals.cpp).
Task<void> unknown_run_is_refused(CheckContext& t);         // unknown-run
Task<void> malformed_id_is_refused(CheckContext& t);        // malformed-id
Task<void> no_credentials_are_refused(CheckContext& t);     // no-credentials
Task<void> wrong_credentials_are_refused(CheckContext& t);  // wrong-credentials
Task<void> errors_have_their_shape(CheckContext& t);        // error-shape
// Answers (common_answers.cpp).
Task<void> detail_echoes_the_request(CheckContext& t);  // detail-echo
Task<void> answers_match_the_schema(CheckContext& t);   // answer-schema
Task<void> answers_are_labelled(CheckContext& t);       // content-type
Task<void> answers_are_framed(CheckContext& t);         // framing
Task<void> times_make_sense(CheckContext& t);           // time-form times-in-order end-only-when-ended

}  // namespace assay::conformance::common
