// SPDX-License-Identifier: Apache-2.0
// Which runs the list shows, to whom, and in what order.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/rules/run_items.hpp"
#include "conformance/session/context.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

nlohmann::json tags_of(const Form& form) {
  for (const FormPart& part : form.parts) {
    if (part.name != "tags") continue;
    auto tags = core::parse_json(part.value);
    if (tags) return std::move(*tags);
  }
  return nlohmann::json::object();
}

void judge_tags(CheckContext& t, const Listed& listed, const Form& form) {
  const nlohmann::json* tags = member(listed.item.get(), "tags");
  const nlohmann::json sent = tags_of(form);
  if (!tags || tags->is_null()) return t.not_applicable("LST-08", "the list shows no tags");
  const std::string difference = tags_differ(sent, *tags);
  Finding found = finding(listed.exchange, "tags-differ",
                          "the tags that the list shows are not those of the submission: " + difference,
                          core::printable(sent.dump()), core::printable(core::shortened(tags->dump(), 300)),
                          {listed.pointer + "/tags"});
  if (tags->is_object() && tags->empty() && !difference.empty()) {
    t.graded("LST-08", Verdict::warn, std::move(found));
  } else {
    t.expect(difference.empty(), "LST-08", std::move(found));
  }
}

Task<void> stays_listed(CheckContext& t, RunPtr run) {
  const Listed listed = co_await find_in_list(t, run->id);
  t.need(listed.item || listed.cut.empty(),
         "the run was not found, and the list was not read whole: " + listed.cut);
  t.expect(listed.item != nullptr, "LST-12",
           finding(listed.exchange, "ended-run-not-listed",
                   fmt::format("the run {}, which ended {}, is not in the list", core::printable(run->id),
                               core::printable(run->last_state)),
                   "every run that the caller may see", "no such item", {"/runs"}));
}

Task<void> new_run_appears(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const core::Time soon = t.now() + t.waits().visible;
  const core::Time late = soon + 2 * t.waits().visible;
  core::Duration pause = t.waits().first_poll;
  Listed listed = co_await find_in_list(t, run->id);
  core::Time absent{};  // when a whole list last lacked it
  while (!listed.item && t.now() < late) {
    if (listed.cut.empty()) absent = listed.exchange->timings.sent;
    co_await t.sleep(pause);
    pause = std::min(2 * pause, t.waits().longest_poll);
    listed = co_await find_in_list(t, run->id);
  }
  t.need(listed.item || listed.cut.empty(),
         "the run was not found, and the list was not read whole: " + listed.cut);
  const auto limit = std::chrono::duration_cast<std::chrono::seconds>(t.waits().visible).count();
  Finding found =
      finding(listed.exchange, listed.item ? "new-run-late" : "new-run-not-listed",
              listed.item ? fmt::format("a new run appeared in the list after more than {} s", limit)
                          : fmt::format("a new run was not in the list after {} s", 3 * limit),
              fmt::format("within {} s", limit), listed.item ? "later" : "not at all", {"/runs"});
  if (listed.item && absent > soon) {
    t.graded("LST-11", Verdict::warn, std::move(found));
  } else {
    t.expect(listed.item != nullptr, "LST-11", std::move(found));
  }
  if (listed.item) judge_tags(t, listed, run->form);
}

Task<void> running_run_is_shown(CheckContext& t) {
  const RunPtr run = co_await t.running_run();
  const Listed listed = co_await find_in_list(t, run->id);
  t.need(listed.item || listed.cut.empty(),
         "the run was not found, and the list was not read whole: " + listed.cut);
  t.expect(listed.item != nullptr, "LST-11",
           finding(listed.exchange, "running-run-not-listed", "a run that is at work is not in the list",
                   "run " + core::printable(run->id), "no such item", {"/runs"}));
}

Task<void> finished_run_stays(CheckContext& t) {
  const RunPtr run = co_await t.finished_run();
  co_await stays_listed(t, run);
}

Task<void> failed_run_stays(CheckContext& t) {
  const RunPtr run = co_await t.failed_run();
  co_await stays_listed(t, run);
}

Task<void> canceled_run_stays(CheckContext& t) {
  const RunPtr run = co_await t.canceled_run();
  co_await stays_listed(t, run);
}

Task<void> order_repeats(CheckContext& t) {
  co_await t.any_run();
  Walk first = walk_of("", 5);
  co_await t.finish_walk(first);
  Walk second = walk_of("", 5);
  co_await t.finish_walk(second);
  t.need(first.pages.front().readable && second.pages.front().readable, "the list could not be read");
  const auto clash = first_disorder(first.ids(), second.ids());
  t.expect(!clash, "LST-10",
           finding(last_of(second), "order-changes",
                   clash ? fmt::format("{} came before {} in one walk, and after it in the next",
                                       core::printable(clash->first), core::printable(clash->second))
                         : "",
                   "the order of the walk before", "another", {"/runs"}));
}

Task<void> foreign_runs_hidden(CheckContext& t) {
  const RunPtr run = co_await t.any_run();
  Walk walk = walk_of("100", 20);
  walk.user = "other";
  co_await t.finish_walk(walk);
  t.need(walk.pages.front().readable, walk.cut);
  for (const Page& page : walk.pages) {
    for (std::size_t i = 0; i < page.ids.size(); ++i) {
      const auto own = [&](const RunPtr& each) { return each->id == page.ids[i]; };
      if (std::none_of(t.own_runs().begin(), t.own_runs().end(), own)) continue;
      t.broken("LST-13", finding(page.exchange, "foreign-run-listed",
                                 "the list of the second user holds runs of the first", "own runs only",
                                 core::printable(page.ids[i]), {fmt::format("/{}/{}", page.member, i)}));
    }
  }
  if (walk.ended) {
    t.holds("LST-13", last_of(walk));
  } else {
    t.inconclusive("LST-13", why_cut(walk));
  }
}

Task<void> unknown_parameter(CheckContext& t) {
  Call call;
  call.operation = "ListRuns";
  call.query = {{t.dialect().page_size_parameter, "1"}, {"wes_assay_unknown", "1"}};
  const ExchangePtr answer = co_await t.send(call);
  co_await need_sound_list(t, answer);
  t.judge_status("LST-15", answer, "a query parameter that nobody knows");
}

// A run that nobody has listed since it ended, its list, and the run once more.
Task<void> listing_is_safe(CheckContext& t) {
  const RunPtr run = co_await t.new_run("quick");
  const bool ended = co_await t.wait_terminal(run, t.waits().finish);
  t.need_seen(ended, run);
  const std::string before = run->last_state;
  const Listed first = co_await find_in_list(t, run->id);
  const Listed second = co_await find_in_list(t, run->id);
  t.need(first.item || first.cut.empty(), "the list was not read whole: " + first.cut);
  t.need(second.item || second.cut.empty(), "the list was not read whole: " + second.cut);
  const ExchangePtr status = co_await t.get("GetRunStatus", run->id);
  t.need(!is_server_error(*status), in_words(*status) + ", so the state cannot be compared");
  const std::string after = text_member(t.json(status).get(), "state");
  Finding changed =
      finding(status, "listing-changes-state", "a run that had ended has another state after it was listed",
              before, is_ok(*status) ? core::printable(after) : in_words(*status), {"/state"});
  changed.exchanges.push_back(first.exchange->id);
  t.expect(after == before, "LST-16", std::move(changed));
  t.expect(!first.item || second.item, "LST-16",
           finding(second.exchange, "listing-hides-run", "a run that was listed is no longer listed",
                   core::printable(run->id), "no such item", {"/runs"}));
}

}  // namespace

const std::vector<Check>& listing_runs_checks() {
  static const std::vector<Check> table = {
      {.id = "listing.new-run-appears",
       .title = "a new run appears in the list, with its tags",
       .decides = {"LST-08", "LST-11"},
       .stage = Stage::paging,
       .run = new_run_appears,
       .writes = true},
      {.id = "listing.shows-running-runs",
       .title = "a run that is at work is in the list",
       .decides = {"LST-11"},
       .stage = Stage::paging,
       .run = running_run_is_shown,
       .writes = true},
      {.id = "listing.keeps-finished-runs",
       .title = "a run that ended COMPLETE stays in the list",
       .decides = {"LST-12"},
       .stage = Stage::paging,
       .run = finished_run_stays,
       .writes = true},
      {.id = "listing.keeps-failed-runs",
       .title = "a run that failed stays in the list",
       .decides = {"LST-12"},
       .stage = Stage::paging,
       .run = failed_run_stays,
       .writes = true},
      {.id = "listing.keeps-cancelled-runs",
       .title = "a run that was cancelled stays in the list",
       .decides = {"LST-12"},
       .stage = Stage::paging,
       .run = canceled_run_stays,
       .writes = true},
      {.id = "listing.hides-foreign-runs",
       .title = "the list of one user holds no run of another",
       .decides = {"LST-13"},
       .stage = Stage::paging,
       .run = foreign_runs_hidden,
       .writes = true,
       .needs_other = true},
      {.id = "listing.unknown-parameter-is-ignored",
       .title = "a query parameter that nobody knows is ignored",
       .decides = {"LST-15"},
       .stage = Stage::paging,
       .run = unknown_parameter},
      {.id = "listing.order-repeats",
       .title = "two walks show the runs in one order",
       .decides = {"LST-10"},
       .stage = Stage::paging,
       .run = order_repeats,
       .exclusive = true},
      {.id = "listing.is-safe",
       .title = "listing changes nothing",
       .decides = {"LST-16"},
       .stage = Stage::paging,
       .run = listing_is_safe,
       .writes = true,
       .exclusive = true},
  };
  return table;
}

}  // namespace assay::conformance
