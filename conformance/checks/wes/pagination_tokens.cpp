// SPDX-License-Identifier: Apache-2.0
// What a page_token is good for, and for whom.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "conformance/checks/shared/groups.hpp"
#include "conformance/checks/shared/token_use.hpp"
#include "conformance/checks/shared/walks.hpp"
#include "conformance/session/context.hpp"
#include "core/text.hpp"

namespace assay::conformance {
namespace {

constexpr std::size_t kAdvisedLength = 1024;

Task<ExchangePtr> list_as(CheckContext& t, std::string user, std::string token) {
  Call call;
  call.operation = "ListRuns";
  call.user = std::move(user);
  call.query = {{t.dialect().page_size_parameter, "2"}};
  if (!token.empty()) call.query.emplace_back(t.dialect().page_token_parameter, std::move(token));
  co_return co_await t.send(call);
}

void judge_form(CheckContext& t, const std::string& token, const ExchangePtr& evidence) {
  const bool plain =
      std::none_of(token.begin(), token.end(), [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  t.expect(plain && token.size() <= kAdvisedLength, "PAG-31",
           finding(evidence, "token-form",
                   plain ? fmt::format("a page_token is {} characters long", token.size())
                         : "a page_token holds a space or a control character",
                   fmt::format("at most {} characters, none of them a space", kAdvisedLength),
                   core::printable(core::shortened(token, 100)), {"/next_page_token"}));
}

Task<void> empty_token(CheckContext& t) {
  Call call;
  call.operation = "ListRuns";
  call.query = {{t.dialect().page_size_parameter, "2"}, {t.dialect().page_token_parameter, ""}};
  const ExchangePtr answer = co_await t.send(call);
  co_await need_sound_list(t, answer);
  t.judge_status("PAG-12", answer, "an empty page_token");
  const Page page = read_page(answer, t.json(answer).get(), "runs");
  if (!page.readable || !page.ids.empty()) co_return;
  const ExchangePtr head = co_await t.list("2", "");
  t.expect(
      read_page(head, t.json(head).get(), "runs").ids.empty(), "PAG-12",
      finding(answer, "empty-token-empty-page", "an empty page_token gave no runs, though the list has some",
              "the first page", "an empty page", {"/" + page.member}));
}

Task<void> foreign_tokens(CheckContext& t) {
  const std::string long_token(5'000, 'x');
  for (const std::string& token : {std::string("xyz"), std::string("-1"), std::string("999999999"),
                                   std::string("e30="), std::string(1, '\0'), long_token}) {
    const ExchangePtr answer = co_await t.list("2", token);
    if (is_server_error(*answer)) co_await need_sound_list(t, answer);
    judge_foreign_token(t, "PAG-13", answer, "a page_token that was never issued");
  }
}

Task<void> changed_tokens(CheckContext& t) {
  const Paged runs;
  co_await judge_changed_tokens(t, runs, "PAG-14");
}

Task<void> token_reuse(CheckContext& t) {
  co_await t.paging_runs();
  const ExchangePtr head = co_await t.list("2", "");
  const Page page = read_page(head, t.json(head).get(), "runs");
  if (!page.token.empty()) judge_form(t, page.token, head);
  const Paged runs;
  const ReuseRows rows{"PAG-15", "PAG-16", "PAG-17", "PAG-18"};
  co_await judge_reuse(t, runs, rows);
}

// OpenAPI gives parameters no order.
Task<void> parameters_in_any_order(CheckContext& t) {
  const std::string token = co_await some_token(t);
  const ExchangePtr control = co_await t.list("2", token);
  const Page usual = read_page(control, t.json(control).get(), "runs");
  t.need(usual.readable, in_words(*control) + ", also in the usual order");
  Call call;
  call.operation = "ListRuns";
  call.query = {{t.dialect().page_token_parameter, token}, {t.dialect().page_size_parameter, "2"}};
  const ExchangePtr answer = co_await t.send(call);
  t.judge_status("PAG-36", answer, "a page_token before its page_size");
  const Page page = read_page(answer, t.json(answer).get(), "runs");
  if (!page.readable) co_return;
  Finding differs =
      finding(answer, "order-matters", "a page_token before its page_size leads to another page",
              "the same runs", "others", {"/" + page.member});
  differs.exchanges.push_back(control->id);
  if (page.ids == usual.ids) co_return t.holds("PAG-36", answer);
  const ExchangePtr again = co_await t.list("2", token);
  t.need(read_page(again, t.json(again).get(), "runs").ids == usual.ids,
         "the page differs in the usual order, too; PAG-16 tells of that");
  t.broken("PAG-36", std::move(differs));
}

Task<void> old_token(CheckContext& t) {
  const std::string token = co_await some_token(t);
  co_await t.sleep(std::chrono::seconds(60));
  const ExchangePtr answer = co_await t.list("2", token);
  t.judge_status("PAG-32", answer, "a page_token that is 60 s old");
}

Task<void> token_of_another_user(CheckContext& t) {
  const std::string token = co_await some_token(t);
  const ExchangePtr answer = co_await list_as(t, "other", token);
  t.judge_status("PAG-29", answer, "the page_token of another user");
  const Page page = read_page(answer, t.json(answer).get(), "runs");
  std::set<std::string> own;
  for (const RunPtr& run : t.own_runs()) own.insert(run->id);
  const auto foreign =
      std::find_if(page.ids.begin(), page.ids.end(), [&](const std::string& id) { return own.contains(id); });
  t.expect(foreign == page.ids.end(), "PAG-29",
           finding(answer, "foreign-runs-on-page",
                   "the second user sees runs of the first by the first one's page_token",
                   "400, or the second user's own runs",
                   foreign == page.ids.end() ? "" : core::printable(*foreign), {"/" + page.member}));
}

Task<void> page_without_credentials(CheckContext& t) {
  const std::string token = co_await some_token(t);
  const ExchangePtr head = co_await list_as(t, "none", "");
  if (is_ok(*head)) {
    t.not_applicable("PAG-30", "the first page needs no credentials either");
    co_return;
  }
  const ExchangePtr answer = co_await list_as(t, "none", token);
  t.judge_status("PAG-30", answer, "a page_token without credentials");
}

Task<void> token_of_another_list(CheckContext& t) {
  const RunPtr run = co_await t.tasks_run();
  const ExchangePtr tasks = co_await t.list_tasks(run->id, "1", "");
  const Page page = read_page(tasks, t.json(tasks).get(), "task_logs");
  t.need(page.readable, in_words(*tasks) + ", which is no page of tasks");
  if (page.token.empty()) {
    t.not_applicable("PAG-34", "the tasks of a run fit on one page of one task, so they have no token");
    co_return;
  }
  const Paged runs;
  const bool is_own = co_await may_be_own(t, runs, "1", page.token);
  if (is_own) {
    t.not_applicable("PAG-34", "the list of runs gives such tokens too: " + core::printable(page.token));
    co_return;
  }
  const ExchangePtr answer = co_await t.list("1", page.token);
  judge_foreign_token(t, "PAG-34", answer, "a page_token of a task list");
}

}  // namespace

const std::vector<Check>& pagination_tokens_checks() {
  static const std::vector<Check> table = {
      {.id = "pagination.tokens-can-be-used-again",
       .title = "a token works encoded, twice, and with another size",
       .decides = {"PAG-15", "PAG-16", "PAG-17", "PAG-18", "PAG-31"},
       .stage = Stage::paging,
       .run = token_reuse,
       .exclusive = true},
      {.id = "pagination.parameters-in-any-order",
       .title = "a page_token may come before its page_size",
       .decides = {"PAG-36"},
       .stage = Stage::paging,
       .run = parameters_in_any_order,
       .exclusive = true},
      {.id = "pagination.empty-token",
       .title = "an empty page_token is survived",
       .decides = {"PAG-12"},
       .stage = Stage::paging,
       .run = empty_token},
      {.id = "pagination.foreign-tokens-are-refused",
       .title = "tokens that were never issued are refused",
       .decides = {"PAG-13"},
       .stage = Stage::paging,
       .run = foreign_tokens},
      {.id = "pagination.changed-tokens-are-refused",
       .title = "tokens with a change in them are refused",
       .decides = {"PAG-14"},
       .stage = Stage::paging,
       .run = changed_tokens},
      {.id = "pagination.token-of-another-user",
       .title = "the token of one user shows another no foreign run",
       .decides = {"PAG-29"},
       .stage = Stage::paging,
       .run = token_of_another_user,
       .writes = true,
       .needs_other = true},
      {.id = "pagination.token-is-no-credential",
       .title = "a further page needs credentials as the first does",
       .decides = {"PAG-30"},
       .stage = Stage::paging,
       .run = page_without_credentials,
       .needs_auth = true},
      {.id = "pagination.token-of-another-list",
       .title = "a token of a task list is refused by the list of runs",
       .decides = {"PAG-34"},
       .stage = Stage::paging,
       .run = token_of_another_list,
       .operations = {"ListTasks"},
       .writes = true},
      {.id = "pagination.old-token-works",
       .title = "a token is good for a minute",
       .decides = {"PAG-32"},
       .stage = Stage::closing,
       .run = old_token,
       .slow = true},
  };
  return table;
}

}  // namespace assay::conformance
