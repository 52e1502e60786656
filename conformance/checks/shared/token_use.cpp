// SPDX-License-Identifier: Apache-2.0
#include "conformance/checks/shared/token_use.hpp"

#include <fmt/format.h>

#include "conformance/checks/shared/walks.hpp"

namespace assay::conformance {
namespace {

Task<ExchangePtr> ask(CheckContext& t, const Paged& list, std::string size, std::string token) {
  if (list.run_id.empty()) co_return co_await t.list(std::move(size), std::move(token));
  co_return co_await t.list_tasks(list.run_id, std::move(size), std::move(token));
}

Page page_of(CheckContext& t, const Paged& list, const ExchangePtr& answer) {
  return read_page(answer, t.json(answer).get(), list.member);
}

// Every character as %XX: RFC 3986 makes it the same token.
Task<ExchangePtr> ask_encoded(CheckContext& t, const Paged& list, std::string token) {
  const std::string operation = list.run_id.empty() ? "ListRuns" : "ListTasks";
  core::Request request;
  request.target = fmt::format(
      "{}?{}=2&{}=", schemas::fill_path(t.dialect().operation(operation)->path, {{"run_id", list.run_id}}),
      t.dialect().page_size_parameter, t.dialect().page_token_parameter);
  for (const char c : token) request.target += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  request.headers.add("Accept", "application/json");
  co_return co_await t.send_request(std::move(request), operation, "main");
}

bool is_number(const std::string& token) {
  return !token.empty() && token.find_first_not_of("0123456789") == std::string::npos;
}

}  // namespace

Task<bool> may_be_own(CheckContext& t, Paged list, std::string page_size, std::string token) {
  const ExchangePtr answer = co_await ask(t, list, std::move(page_size), "");
  const std::string own = page_of(t, list, answer).token;
  co_return own == token || (is_number(own) && is_number(token));
}

Task<std::string> token_of(CheckContext& t, Paged list) {
  if (list.run_id.empty()) co_return co_await some_token(t);
  const ExchangePtr answer = co_await ask(t, list, "2", "");
  const Page page = page_of(t, list, answer);
  t.need(page.readable, in_words(*answer) + ", which is no page");
  t.need(!page.token.empty(), "the server gave no page_token to try");
  co_return page.token;
}

Task<void> judge_reuse(CheckContext& t, Paged list, ReuseRows rows) {
  std::string token = co_await token_of(t, list);
  const ExchangePtr first = co_await ask(t, list, "2", token);
  t.judge_status(rows.encoded, first, "a page_token, percent-encoded where it must be");
  const ExchangePtr again = co_await ask(t, list, "2", token);
  t.judge_status(rows.twice, again, "a page_token used twice");
  const Page page = page_of(t, list, first);
  const Page second = page_of(t, list, again);
  if (page.readable && second.readable) {
    t.expect(page.ids == second.ids, rows.twice,
             finding(again, "reuse-differs", "one page_token gave two different pages", "the same items",
                     "others", {"/" + second.member}));
  }
  // A service may let a token be used once; then each question needs a fresh one.
  const bool reusable = is_ok(*again);
  if (!reusable) token = co_await token_of(t, list);
  const ExchangePtr encoded = co_await ask_encoded(t, list, token);
  t.judge_status(rows.encoded, encoded, "a page_token with every character percent-encoded");
  if (!reusable) token = co_await token_of(t, list);
  const ExchangePtr smaller = co_await ask(t, list, "1", token);
  t.judge_status(rows.resized, smaller, "a page_token with a smaller page_size");
  const Page one = page_of(t, list, smaller);
  t.expect(
      one.ids.size() <= 1, rows.resized,
      finding(smaller, "page-too-large", "page_size=1 with a token of page_size=2 gave more than one item",
              "at most 1", std::to_string(one.ids.size()), {"/" + one.member}));
  if (!reusable) token = co_await token_of(t, list);
  const ExchangePtr bare = co_await ask(t, list, "", token);
  t.judge_status(rows.bare, bare, "a page_token without page_size");
}

void judge_foreign_token(CheckContext& t, std::string_view requirement, const ExchangePtr& answer,
                         std::string_view what) {
  const bool is_tasks = answer->operation == "ListTasks";
  const Page page = read_page(answer, t.json(answer).get(), is_tasks ? "task_logs" : "runs");
  const bool ends = page.readable && page.ids.empty() && page.token_kind != Page::Token::text;
  if (!ends || t.policy() == Policy::strict) return t.judge_status(requirement, answer, what);
  t.info(requirement, std::string(what) + " leads to an empty page, as at the end of the list", answer);
}

Task<void> judge_changed_tokens(CheckContext& t, Paged list, std::string_view requirement) {
  const std::string token = co_await token_of(t, list);
  std::string flipped = token;
  flipped[flipped.size() / 2] = flipped[flipped.size() / 2] == 'A' ? 'B' : 'A';
  for (const std::string& changed : {flipped, token.substr(0, token.size() / 2), token + "A"}) {
    // Half of a token of one character; a number, where tokens are positions, may be a token of another page.
    if (changed.empty() || (is_number(token) && is_number(changed))) continue;
    const ExchangePtr answer = co_await ask(t, list, "2", changed);
    judge_foreign_token(t, requirement, answer, "a page_token with a change in it");
  }
}

}  // namespace assay::conformance
