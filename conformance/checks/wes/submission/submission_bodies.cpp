// SPDX-License-Identifier: Apache-2.0
// Bodies that are broken or of another kind, and what refused submissions leave.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/wes/submission/submission_parts.hpp"
#include "conformance/rules/members.hpp"
#include "core/json_guard.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

Form named_texts(const Form& form) {
  Form changed = form;
  for (FormPart& part : changed.parts) {
    if (!part.filename) part.filename = part.name;
  }
  return changed;
}

Form type_twice(const Form& form) {
  Form changed = form;
  const FormPart* type = form.find("workflow_type");
  if (type) changed.parts.insert(changed.parts.begin(), *type);
  return changed;
}

void no_boundary(core::Request& request) { request.headers.set("Content-Type", "multipart/form-data"); }

void never_closed(core::Request& request) {
  request.body.resize(std::min(request.body.rfind("\r\n--"), request.body.size()));
}

void cut_in_a_part_head(core::Request& request) {
  request.body.resize(std::min(request.body.find("form-data") + 4, request.body.size()));
}

constexpr Facet body_facets[] = {
    {"SUB-39", "text fields with a file name", named_texts},
    {"SUB-55", "workflow_type twice", type_twice},
    {"SUB-41", "a multipart body without a boundary parameter", nullptr, no_boundary},
    {"SUB-41", "a multipart body that is never closed", nullptr, never_closed},
    {"SUB-41", "a multipart body that ends in the head of a part", nullptr, cut_in_a_part_head},
};

void as_json(core::Request& request, const Form& form) {
  nlohmann::json body = nlohmann::json::object();
  for (const FormPart& part : form.parts) {
    if (part.filename) continue;
    auto value = core::parse_json(part.value);
    if (value && value->is_object()) {
      body[part.name] = std::move(*value);
    } else {
      body[part.name] = part.value;
    }
  }
  request.headers.set("Content-Type", "application/json");
  request.body = body.dump();
}

struct ListedIds {
  std::vector<std::string> ids;
  ExchangePtr exchange;
};

Task<std::shared_ptr<ListedIds>> whole_list(CheckContext& t) {
  Walk walk;
  walk.page_size = "100";
  walk.most_pages = 50;
  co_await t.finish_walk(walk);
  const Page& first = walk.pages.front();
  // More than was asked for, but all there is.
  const bool all_at_once = walk.pages.size() == 1 && first.readable && first.token_kind != Page::Token::text;
  t.need(walk.ended || all_at_once, "the list was not read to its end: " + walk.cut);
  co_return std::make_shared<ListedIds>(ListedIds{walk.ids(), walk.pages.back().exchange});
}

// Runs of `after` that were not listed before and that the suite was told nothing of.
std::vector<std::string> strangers(CheckContext& t, const ListedIds& before, const ListedIds& after) {
  std::set<std::string> known(before.ids.begin(), before.ids.end());
  for (const RunPtr& run : t.own_runs()) known.insert(run->id);
  std::vector<std::string> found;
  for (const std::string& id : after.ids) {
    if (known.insert(id).second) found.push_back(id);
  }
  return found;
}

Task<void> odd_bodies(CheckContext& t) {
  const RunPtr control = co_await accepted_run(t);
  for (const Facet& facet : body_facets) {
    core::Request request = request_with(control->form, std::span(&facet, 1));
    const ExchangePtr answer = co_await submit_anyway(t, request);
    bool lost = !answer->response && facet.requirement == "SUB-41";
    if (lost) lost = co_await is_lost_again(t, std::move(request));
    if (lost) {
      t.graded("SUB-41", Verdict::warn,
               finding(answer, "no-answer", std::string(facet.what) + ": " + in_words(*answer), "400 or 415",
                       "no answer"));
    } else {
      judge_answer(t, facet, answer);
    }
  }
  core::Request json;
  as_json(json, control->form);
  const ExchangePtr json_answer = co_await submit_anyway(t, std::move(json));
  judge_answer(t, {"SUB-42", "a JSON body"}, json_answer);
  core::Request urlencoded;
  set_urlencoded(urlencoded, control->form);
  const ExchangePtr form_answer = co_await submit_anyway(t, std::move(urlencoded));
  judge_answer(t, {"SUB-43", "a urlencoded form"}, form_answer);
}

Task<void> refusals_leave_no_run(CheckContext& t) {
  co_await accepted_run(t);
  const Form form = t.form("quick");
  const std::shared_ptr<ListedIds> before = co_await whole_list(t);
  int refused = 0;
  const std::vector<Form> bad_forms = {form.without("workflow_url"), form.without("workflow_type"),
                                       form.with("workflow_params", R"({"a":)"),
                                       form.with("workflow_type", "WES-ASSAY-NO-SUCH-TYPE")};
  for (const Form& bad : bad_forms) {
    core::Request request = request_with(bad, {});
    const ExchangePtr answer = co_await submit_anyway(t, std::move(request));
    if (is_error(*answer)) ++refused;
  }
  t.need(refused > 0, "none of four bad submissions was refused");
  const std::shared_ptr<ListedIds> after = co_await whole_list(t);
  const std::vector<std::string> left = strangers(t, *before, *after);
  if (left.empty()) {
    t.holds("SUB-48", after->exchange);
    co_return;
  }
  // Somebody else may be submitting: then runs appear without any refusal, too.
  co_await t.sleep(std::chrono::seconds(2));
  const std::shared_ptr<ListedIds> later = co_await whole_list(t);
  t.need(strangers(t, *after, *later).empty(), "somebody else submits runs meanwhile");
  t.broken("SUB-48",
           finding(after->exchange, "run-left",
                   fmt::format("after {} refused submissions the list has {} runs that nobody was told of, "
                               "{} among them",
                               refused, left.size(), core::printable(left.front())),
                   "no new run", fmt::format("{} new runs", left.size()), {"/runs"}));
}

}  // namespace

const std::vector<Check>& submission_bodies_checks() {
  static const std::vector<Check> table = {
      {.id = "submission.odd-bodies-are-survived",
       .title = "broken and unlisted encodings are refused without a server error",
       .decides = {"SUB-39", "SUB-41", "SUB-42", "SUB-43", "SUB-55"},
       .stage = Stage::refusals,
       .run = odd_bodies,
       .writes = true},
      {.id = "submission.refusals-leave-no-run",
       .title = "a refused submission leaves no run",
       .decides = {"SUB-48"},
       .stage = Stage::refusals,
       .run = refusals_leave_no_run,
       .writes = true,
       .exclusive = true},
  };
  return table;
}

}  // namespace assay::conformance
