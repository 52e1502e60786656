// SPDX-License-Identifier: Apache-2.0
// What a page_token is good for, and for whom.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "conformance/checks/pagination_checks.hpp"
#include "conformance/checks/walks.hpp"
#include "core/text.hpp"

namespace assay::conformance::pagination {
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

// Every character as %XX: RFC 3986 makes it the same token.
Task<ExchangePtr> list_encoded(CheckContext& t, std::string token) {
  core::Request request;
  request.target = fmt::format("{}?{}=2&{}=", t.dialect().operation("ListRuns")->path,
                               t.dialect().page_size_parameter, t.dialect().page_token_parameter);
  for (const char c : token) request.target += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  request.headers.add("Accept", "application/json");
  co_return co_await t.send_request(std::move(request), "ListRuns", "main");
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

}  // namespace

Task<void> empty_token(CheckContext& t) {
  Call call;
  call.operation = "ListRuns";
  call.query = {{t.dialect().page_size_parameter, "2"}, {t.dialect().page_token_parameter, ""}};
  const ExchangePtr answer = co_await t.send(call);
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
    t.judge_status("PAG-13", answer, "a page_token that was never issued");
  }
}

Task<void> changed_tokens(CheckContext& t) {
  const std::string token = co_await some_token(t);
  std::string flipped = token;
  flipped[flipped.size() / 2] = flipped[flipped.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& changed : {flipped, token.substr(0, token.size() / 2), token + "A"}) {
    if (changed.empty()) continue;  // half of a token of one character
    const ExchangePtr answer = co_await t.list("2", changed);
    t.judge_status("PAG-14", answer, "a page_token with a change in it");
  }
}

Task<void> token_reuse(CheckContext& t) {
  std::string token = co_await some_token(t);
  const ExchangePtr first = co_await t.list("2", token);
  t.judge_status("PAG-15", first, "a page_token, percent-encoded where it must be");
  judge_form(t, token, first);
  const ExchangePtr again = co_await t.list("2", token);
  t.judge_status("PAG-16", again, "a page_token used twice");
  const Page page = read_page(first, t.json(first).get(), "runs");
  const Page second = read_page(again, t.json(again).get(), "runs");
  if (page.readable && second.readable) {
    t.expect(page.ids == second.ids, "PAG-16",
             finding(again, "reuse-differs", "one page_token gave two different pages", "the same runs",
                     "others", {"/" + second.member}));
  }
  // A service may let a token be used once; then each question needs a fresh one.
  const bool reusable = core::status_of(*again) == 200;
  if (!reusable) token = co_await some_token(t);
  const ExchangePtr encoded = co_await list_encoded(t, token);
  t.judge_status("PAG-15", encoded, "a page_token with every character percent-encoded");
  if (!reusable) token = co_await some_token(t);
  const ExchangePtr smaller = co_await t.list("1", token);
  t.judge_status("PAG-17", smaller, "a page_token with a smaller page_size");
  const Page one = read_page(smaller, t.json(smaller).get(), "runs");
  t.expect(
      one.ids.size() <= 1, "PAG-17",
      finding(smaller, "page-too-large", "page_size=1 with a token of page_size=2 gave more than one run",
              "at most 1", std::to_string(one.ids.size()), {"/" + one.member}));
  if (!reusable) token = co_await some_token(t);
  const ExchangePtr bare = co_await t.list("", token);
  t.judge_status("PAG-18", bare, "a page_token without page_size");
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
  if (core::status_of(*head) == 200) {
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
  const ExchangePtr answer = co_await t.list("1", page.token);
  t.judge_status("PAG-34", answer, "a page_token of a task list");
}

}  // namespace assay::conformance::pagination
