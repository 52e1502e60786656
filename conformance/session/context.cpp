// SPDX-License-Identifier: Apache-2.0
#include "conformance/session/context.hpp"

#include <algorithm>

#include "conformance/rules/content.hpp"
#include "conformance/rules/members.hpp"
#include "conformance/session/names.hpp"
#include "conformance/session/session.hpp"
#include "conformance/session/submissions.hpp"
#include "core/text.hpp"

namespace assay::conformance {

CheckContext::CheckContext(Session& session, const Check& check) : session_(session), check_(check) {
  rows_ = rows_decided(check, *session.catalogue);
  for (const Requirement* row : rows_) {
    reports::Judgement judgement;
    judgement.requirement = row->id;
    judgement.check = check.id;
    judgements_.push_back(std::move(judgement));
  }
  decided_.assign(judgements_.size(), false);
}

// --- what is known

const schemas::Dialect& CheckContext::dialect() const { return *session_.dialect; }
const std::string& CheckContext::version() const {
  const schemas::Follows& follows = session_.dialect->follows;
  return follows.name.empty() ? session_.dialect->version : follows.version;
}
bool CheckContext::asks(std::string_view question) const {
  return session_.catalogue->asked(question) != nullptr;
}
const schemas::OpenApi& CheckContext::openapi() const { return *session_.openapi; }
const Target& CheckContext::target() const { return session_.options.target; }
const core::Url& CheckContext::base() const { return session_.options.base; }
JsonPtr CheckContext::service_info() const { return session_.service_info; }
ExchangePtr CheckContext::service_info_exchange() const { return session_.service_info_exchange; }
Policy CheckContext::policy() const { return session_.options.policy; }
bool CheckContext::has_auth() const { return !session_.options.auth.empty(); }
bool CheckContext::has_other() const { return !session_.options.other_auth.empty(); }
std::string CheckContext::wrong_secret() const {
  const RunOptions& options = session_.options;
  const bool made_up = options.bad_auth.empty() && !options.auth.empty();
  return made_up ? conformance::wrong_secret(options.auth) : std::string();
}
const std::vector<ExchangePtr>& CheckContext::exchanges() const {
  looked_back_ = true;
  return session_.recorder.exchanges();
}
const std::vector<RunPtr>& CheckContext::own_runs() const {
  looked_back_ = true;
  return session_.own_runs->all;
}
RunPtr CheckContext::run_of(const ExchangePtr& submission) const {
  const auto& runs = session_.own_runs->all;
  const auto at = std::find_if(runs.begin(), runs.end(),
                               [&](const RunPtr& run) { return run->submission == submission; });
  return at == runs.end() ? nullptr : *at;
}
core::Duration CheckContext::took(std::string_view workload) const {
  const auto known = session_.took.find(workload);
  return known == session_.took.end() ? core::Duration{} : known->second;
}
RunPtr CheckContext::quick_run_at_hand() const {
  const auto& runs = session_.own_runs->all;
  const auto at = std::find_if(runs.begin(), runs.end(), [&](const RunPtr& run) {
    return run->repetition == session_.repetition && run->workload == "quick" &&
           core::status_of(*run->submission) / 100 == 2;
  });
  return at == runs.end() ? nullptr : *at;
}
// What cannot be read says nothing of the service. Who looks at the answers of others passes over it.
JsonPtr CheckContext::json(const ExchangePtr& exchange) const {
  JsonPtr body = session_.json(exchange);
  if (body || !exchange || exchange->check != session_.asker(check_.id)) return body;
  const std::string why = unreadable(*exchange);
  if (!why.empty()) throw StopCheck{in_words(*exchange) + "; " + why, false, {exchange->id}, {why, ""}};
  return body;
}
core::Time CheckContext::now() const { return session_.clock.now(); }

Trouble CheckContext::trouble_of(const ExchangePtr& exchange) const {
  return session_.patience->trouble_at(exchange->id);
}

bool CheckContext::others_were_lost() const {
  const std::vector<ExchangePtr>& all = session_.recorder.exchanges();
  const std::string own = session_.asker(check_.id);
  return std::any_of(all.begin(), all.end(), [&](const ExchangePtr& exchange) {
    // Bytes that are written by hand may get no answer from a server that answers all else.
    const bool by_hand = !exchange->request.raw.empty();
    return exchange->check != own && exchange->fault != core::TransportFault::none && !by_hand;
  });
}

std::string CheckContext::unique(std::string_view prefix) {
  return std::string(prefix) + "-" + name_of(session_.random_of(check_.id));
}

// --- requests

Task<ExchangePtr> CheckContext::send(const Call& call) {
  const schemas::Operation* operation = dialect().operation(call.operation);
  if (!operation) stop(call.operation + " is no operation of " + dialect().name + " " + version());
  core::Exchange exchange;
  exchange.check = check_.id;
  exchange.operation = call.operation;
  exchange.user = call.user;
  exchange.request.method = operation->method;
  exchange.request.target =
      session_.options.base.path +
      schemas::fill_path(operation->path, {{"run_id", call.run_id}, {"task_id", call.task_id}});
  if (!call.query.empty()) exchange.request.target += "?" + core::encode_query(call.query);
  exchange.request.headers = call.headers;
  if (!exchange.request.headers.has("Accept")) exchange.request.headers.add("Accept", "application/json");
  const Manner manner{.at_once = call.at_once};
  return ask(std::move(exchange), manner);
}

Task<ExchangePtr> CheckContext::ask(core::Exchange exchange, Manner manner) {
  ExchangePtr answer = co_await session_.send(std::move(exchange), manner);
  last_ = answer->id;
  co_return answer;
}

Task<ExchangePtr> CheckContext::send_request(core::Request request, std::string operation, std::string user) {
  core::Exchange exchange;
  exchange.check = check_.id;
  exchange.operation = std::move(operation);
  exchange.user = std::move(user);
  exchange.request = std::move(request);
  exchange.request.target = session_.options.base.path + exchange.request.target;
  return ask(std::move(exchange), Manner{});
}

Task<ExchangePtr> CheckContext::fetch(std::string target) {
  core::Exchange exchange;
  exchange.check = check_.id;
  exchange.request.target = std::move(target);
  exchange.request.headers = {{"Accept", "*/*"}, {"Range", "bytes=0-65535"}};
  const Manner manner{.trouble_is_answer = true};
  return ask(std::move(exchange), manner);
}

std::string CheckContext::raw_head(std::string_view method, std::string_view path) const {
  const core::Url& base = session_.options.base;
  core::Headers headers = target().headers;
  session_.add_credentials(headers, "main");
  std::string head = std::string(method) + " " + base.path + std::string(path) + " HTTP/1.1\r\n";
  head += "Host: " + base.origin().substr(base.scheme.size() + 3) + "\r\n";
  for (const core::Header& header : headers) head += header.name + ": " + header.value + "\r\n";
  return head;
}

Task<std::vector<core::Exchange>> CheckContext::send_raw(std::string bytes, int answers, bool head,
                                                         core::Duration deadline) {
  RawAsk ask;
  ask.asked.check = check_.id;
  ask.bytes = std::move(bytes);
  ask.answers = answers;
  ask.head = head;
  ask.deadline = deadline;
  std::vector<core::Exchange> exchanges = co_await session_.send_raw(std::move(ask));
  if (!exchanges.empty()) last_ = exchanges.back().id;
  co_return exchanges;
}

Task<ExchangePtr> CheckContext::get(std::string operation, std::string run_id) {
  Call call;
  call.operation = std::move(operation);
  call.run_id = std::move(run_id);
  co_return co_await send(call);
}

namespace {

core::Query page_query(const schemas::Dialect& dialect, std::string page_size, std::string page_token) {
  core::Query query;
  if (!page_size.empty()) query.emplace_back(dialect.page_size_parameter, std::move(page_size));
  if (!page_token.empty()) query.emplace_back(dialect.page_token_parameter, std::move(page_token));
  return query;
}

}  // namespace

Task<ExchangePtr> CheckContext::list(std::string page_size, std::string page_token) {
  Call call;
  call.operation = "ListRuns";
  call.query = page_query(dialect(), std::move(page_size), std::move(page_token));
  co_return co_await send(call);
}

Task<ExchangePtr> CheckContext::list_tasks(std::string run_id, std::string page_size,
                                           std::string page_token) {
  Call call;
  call.operation = "ListTasks";
  call.run_id = std::move(run_id);
  call.query = page_query(dialect(), std::move(page_size), std::move(page_token));
  co_return co_await send(call);
}

Task<ExchangePtr> CheckContext::cancel(std::string run_id) {
  Call call;
  call.operation = "CancelRun";
  call.run_id = std::move(run_id);
  const ExchangePtr answer = co_await send(call);
  // One before it may have been taken, though nothing was heard of that.
  const bool was_lost = std::ranges::any_of(session_.recorder.exchanges(), [&](const ExchangePtr& before) {
    return before->check == answer->check && before->id < answer->id &&
           before->fault != core::TransportFault::none && before->request.method == answer->request.method &&
           before->request.target == answer->request.target;
  });
  if (was_lost && is_refusal(*answer))
    stop(
        "the cancel was sent again, as the one before got no answer that decides anything, and was "
        "refused: " +
            in_words(*answer),
        answer);
  co_return answer;
}

Task<bool> CheckContext::next_page(Walk& walk) {
  if (!wants_more(walk)) co_return false;
  Call call;
  call.operation = walk.operation;
  call.run_id = walk.run_id;
  call.user = walk.user;
  call.query =
      page_query(dialect(), walk.page_size, walk.pages.empty() ? std::string() : walk.pages.back().token);
  const ExchangePtr answer = co_await send(call);
  walk.pages.push_back(read_page(answer, json(answer).get(), page_reading(dialect(), walk.operation)));
  co_return wants_more(walk);
}

Task<void> CheckContext::finish_walk(Walk& walk) {
  for (bool more = true; more;) more = co_await next_page(walk);
}

Form CheckContext::form(std::string_view workload) {
  const auto& own = target().workloads;
  const auto named = [&](const Workload& w) { return w.name == workload; };
  auto at = std::find_if(own.begin(), own.end(), named);
  const auto& shipped = session_.shipped.workloads;
  if (at == own.end()) {
    at = std::find_if(shipped.begin(), shipped.end(), named);
    if (at == shipped.end())
      stop("there is no workload named " + std::string(workload) + "; a target file can give one");
  }
  return make_form(*at, target(), unique(check_.id));
}

core::Request CheckContext::submission(std::string_view workload) {
  using Encoding = schemas::SubmissionShape::Encoding;
  const schemas::SubmissionShape& shape = dialect().submission;
  core::Request request;
  if (shape.body.empty() || shape.encoding == Encoding::form) {
    set_multipart(request, form(workload));
    return request;
  }
  request.target = dialect().operation("RunWorkflow")->path + (shape.query.empty() ? "" : "?" + shape.query);
  request.headers.add("Content-Type", "application/json");
  const std::string tag = unique(check_.id);
  request.body = json_submission(dialect(), target(), workload, tag, unique("request"));
  return request;
}

Task<ExchangePtr> CheckContext::submit(const Form& form) {
  core::Request request;
  set_multipart(request, form);
  co_return co_await submit_request(std::move(request));
}

Task<ExchangePtr> CheckContext::submit_request(core::Request request) {
  request.method = "POST";
  if (request.target == "/") request.target = dialect().operation("RunWorkflow")->path;
  if (!request.headers.has("Accept")) request.headers.add("Accept", "application/json");
  const ExchangePtr answer = co_await send_request(std::move(request), "RunWorkflow", "main");
  const std::string id = id_member(json(answer).get(), dialect().readings.run_id);
  if (!id.empty()) {
    auto run = std::make_shared<OwnRun>();
    run->id = id;
    run->submission = answer;
    run->submitted = answer->timings.sent;
    run->repetition = session_.repetition;
    session_.own_runs->all.push_back(std::move(run));
  }
  co_return answer;
}

Task<void> CheckContext::sleep(core::Duration time) {
  const Waiting shown(session_.waits, check_.id, {"time to pass", now(), now() + time});
  co_await core::sleep_for(session_.clock, time);
}

}  // namespace assay::conformance
