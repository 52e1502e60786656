// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.hpp"
#include "mock_server/base/limits.hpp"

namespace assay::mock {

struct Timeline;

// Switches that the mock's own code reads; each default is what the specification asks for, and each other
// value is there for a defect that no change of a finished answer could imitate. A defect row sets them
// (defects/defect.hpp).
struct Behaviour {
  // snapshot: newest first, pinned at page 1. offset: newest first, the token is a position. offset_by_state:
  // the same, unfinished runs first. ascending: oldest first, new runs show up at the end. inclusive: a page
  // starts with the last item of the page before. ignore: everything in one page.
  enum class Paging { snapshot, offset, offset_by_state, ascending, inclusive, ignore };
  Paging paging = Paging::snapshot;
  Paging task_paging = Paging::snapshot;  // tasks have one order: offset_by_state and ascending mean offset
  // What a token that the mock did not make (or made for somebody else) gets.
  enum class BadToken { refuse, first_page, empty_page } bad_token = BadToken::refuse;
  bool tokens_bind_user = true;     // false: a token works for whoever shows it, and shows its maker's runs
  bool tokens_bind_listing = true;  // false: a token of one listing works for another
  // page_size=0; `endless` is an empty page with a token.
  enum class ZeroPage { refuse, everything, endless, default_size } zero_page_size = ZeroPage::refuse;
  enum class OddPage { refuse, default_size, refuse_text };
  OddPage odd_page_size = OddPage::refuse;  // negative, not a number, too large; refuse_text: not a number
  bool extra_empty_page =
      false;  // a token after each page that has items; the last one leads to an empty page
  bool endless_empty_pages = false;   // after the last item come empty pages, each with a token of its own
  bool token_overrides_size = false;  // with a page_token the page_size is passed over
  int default_page_size = 100;
  int largest_page_size = 1000;

  enum class Cancel { asynchronous, synchronous, nothing, stuck, resurrect } cancel = Cancel::asynchronous;
  bool ignores_early_cancels = false;     // a cancel before RUNNING is answered 200 and forgotten
  bool cancels_ended_runs = false;        // COMPLETE becomes CANCELED
  bool cancel_deletes_run = false;        // afterwards: 404, and out of the list
  bool get_cancels = false;               // GET /runs/{run_id}/cancel works like POST
  bool unknown_run_is_cancelled = false;  // cancelling an unknown id makes a run of it

  bool deletes_active_runs = false;  // DeleteRun, where the dialect has it
  bool keeps_deleted_runs = false;   // it is accepted, and nothing happens
  bool forgets_request_ids = false;  // a submission that is sent again starts a second run

  bool forbids_cancel_of_failed_runs = false;  // 403 for EXECUTOR_ERROR and SYSTEM_ERROR: legal

  // Names of refusals (submission.hpp) that are not made: "missing-workflow_url", "unsupported-type".
  std::set<std::string_view> accepts = {};
  // All of them are passed over, those of pages too, and told (Options::on_invalid).
  bool serves_invalid = false;
  bool takes_json = false;          // a submission may be a JSON object: legal
  bool takes_forms = true;          // false: it must be
  bool types_without_case = false;  // "cwl" is as good as "CWL": legal
  bool refused_submission_leaves_run = false;
  bool answers_other_id = false;      // POST answers an id that names no run
  std::string run_ids = {};           // "run-########": each # a hexadecimal digit; "" gives UUIDs
  bool same_request_same_id = false;  // an equal request of the same user makes no second run
  core::Duration visible_after{};     // a run is neither found nor listed before this
  // Operations whose effect comes at once and whose answer comes later.
  std::map<std::string_view, core::Duration> answers_after = {};

  bool unknown_run_is_created = false;  // reading an unknown id makes a run of it
  bool finds_tasks_of_any_run = false;  // GetTask looks at the task id only
  bool lists_every_users_runs = false;
  bool reads_every_users_runs = false;
  bool cancels_every_users_runs = false;
  bool hides_foreign_runs = false;  // 404 in place of 403: legal

  bool accepts_no_credentials = false;
  bool accepts_any_credentials = false;
  bool scheme_case_matters = false;             // "bearer" is refused where "Bearer" is not
  bool token_replaces_credentials = false;      // whoever has a page token needs nothing else
  bool service_info_needs_credentials = false;  // legal
  bool looks_before_it_asks = false;  // an unknown run is a 404 even for a caller without credentials

  std::string_view closes_after = {};   // an operation after which the connection closes, unannounced
  bool keeps_connections_open = false;  // also where the client asks for a close
  bool cut_off_submission_leaves_run = false;
  ConnectionHabits connection = {};

  std::uint64_t varies_timelines = 0;  // a seed: runs of one script differ (nasty.hpp)
  // Applied to each timeline of the scenario, once: states that no script may have (steps after a terminal
  // state).
  std::vector<void (*)(Timeline&)> edit_timelines = {};
};

}  // namespace assay::mock
