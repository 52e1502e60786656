// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site/site.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "mock_server/defects/apply.hpp"
#include "mock_server/operations/operations.hpp"
#include "mock_server/render/plain.hpp"
#include "mock_server/runs/truth.hpp"
#include "mock_server/site/facts_of.hpp"
#include "mock_server/site/quick_status.hpp"

namespace assay::mock {
namespace {

// Where the dialect takes a token in two fields, it is read in one.
std::optional<std::string> user_of(const SiteState& site, const core::Request& request, core::Time now) {
  constexpr std::string_view scheme = "Bearer ";
  const auto& header = site.dialect->auth.header;
  const auto value = std::string(request.headers.get("Authorization").value_or(""));
  const bool bearer = core::equal_without_case(std::string_view(value).substr(0, scheme.size()), scheme);
  if (!site.rendering.takes_bearer || !bearer || request.headers.has(header))
    return site.gate.user_of(request, now);
  auto read = request;
  read.headers.set(header, value.substr(scheme.size()));
  return site.gate.user_of(read, now);
}

// Who asks, or nothing. A page token is not a credential, unless a defect says so.
std::optional<std::string> caller(const SiteState& site, const core::Request& request, const Routing& routing,
                                  core::Time now) {
  const auto user = user_of(site, request, now);
  if (routing.operation == "GetServiceInfo" && !site.behaviour.service_info_needs_credentials) {
    return user.value_or("");
  }
  if (user || !site.behaviour.token_replaces_credentials) return user;
  for (const auto& [name, value] : routing.query) {
    if (name != site.dialect->page_token_parameter) continue;
    const auto cursor = site.tokens.read(value, "", "runs");
    if (cursor && !cursor->user.empty()) return cursor->user;
  }
  return {};
}

std::string base_url(const SiteState& site, const core::Request& request) {
  return site.scheme + "://" + std::string(request.headers.get("Host").value_or("localhost")) +
         site.dialect->base_path;
}

Reply unauthorized(SiteState& site, const core::Request& request, const Routing& routing, core::Time now) {
  if (site.behaviour.looks_before_it_asks && !routing.run_id.empty() && !site.runs.find(routing.run_id)) {
    return error_reply(404, "there is no run of that id");
  }
  const auto judged = site.gate.judge(request, now);
  if (!judged.type.empty()) return error_reply(site.dialect->auth.refused, judged.why, judged.type);
  const bool tells = site.dialect->has("GetServiceInfo");
  auto reply =
      error_reply(site.dialect->auth.refused, std::string("this needs valid credentials") +
                                                  (tells ? "; service-info says how to get them" : ""));
  if (reply.status == 401) reply.headers.set("WWW-Authenticate", site.gate.challenge());
  return reply;
}

Reply respond(SiteState& site, const core::Request& request, const Routing& routing, Call& call,
              std::vector<Invalid>& invalid) {
  if (routing.kind == Routing::Kind::no_path) return error_reply(404, "there is no such path");
  const bool get_cancel =
      site.behaviour.get_cancels && request.method == "GET" && routing.operation == "CancelRun";
  if (routing.kind == Routing::Kind::no_method && !get_cancel) {
    auto reply = error_reply(405, "the path does not have this method");
    reply.headers.set("Allow", routing.allow);
    return reply;
  }
  if (routing.kind == Routing::Kind::options) {
    Reply reply{.status = 204};
    reply.headers.set("Allow", routing.allow);
    return reply;
  }
  const auto user = caller(site, request, routing, call.now);
  if (!user) return unauthorized(site, request, routing, call.now);
  call.user = *user;
  Ask ask{site, request, routing, *user, {*site.dialect, base_url(site, request), call.now}};
  auto reply = perform(ask);
  invalid = std::move(ask.invalid);
  return reply;
}

// Text that a client sent may be no UTF-8; it must not end the answer.
std::string dump(const nlohmann::json& body) {
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Fields that no credential ever stands in.
core::Headers kept(const core::Headers& sent) {
  core::Headers kept;
  for (const auto* name : {"Host", "Accept", "Content-Type", "User-Agent"}) {
    if (const auto value = sent.get(name)) kept.add(name, std::string(*value));
  }
  return kept;
}

// Before the request changes anything.
Why begin_why(const SiteState& site, const Call& call) {
  Why why;
  if (!site.journal.on() && !site.self_check.on()) return why;
  if (const auto run = site.runs.find(call.run_id)) why.run = facts_of(site, *run, call.now);
  for (const auto* defect : site.defects) {
    if (defect->behave) why.switched.emplace_back(defect->id);
  }
  return why;
}

// Below the base path, as it was sent, without the query.
std::string_view path_of(const SiteState& site, std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (target.starts_with(site.dialect->base_path)) target.remove_prefix(site.dialect->base_path.size());
  return target;
}

std::vector<Strike> strikes_on(SiteState& site, const core::Request& request, const Call& call) {
  const auto user = site.gate.user_of(request, call.now).value_or("");
  return site.faults.strike(
      {request, call.operation, path_of(site, request.target), call.run_id, user, call.now});
}

bool serves(const std::vector<Strike>& strikes) {
  return std::all_of(strikes.begin(), strikes.end(),
                     [](const Strike& strike) { return strike.fault->served; });
}

// What a fault answers in place of the service, where it answers at all.
void put_errors(SiteState& site, std::vector<Strike>& strikes, core::Time now) {
  for (auto& strike : strikes) {
    if (strike.fault->status == 0) continue;
    auto reply = error_reply(strike.fault->status, "a fault of the mock");
    site.rendering.dress(site, now, reply);
    core::Response error;
    error.status = strike.fault->status;
    error.headers.set("Content-Type", "application/json");
    for (const auto& field : reply.headers) error.headers.set(field.name, field.value);
    error.body = reply.body ? dump(*reply.body) : reply.text;
    strike.as_error = std::make_shared<const core::Response>(std::move(error));
  }
}

// The request was served all the same.
void mark_invalid(SiteState& site, const std::vector<Invalid>& invalid, core::Response& response) {
  if (invalid.empty()) return;
  ++site.invalid;
  if (!site.marks_invalid) return;
  std::string rules;
  for (const auto& each : invalid) rules += (rules.empty() ? "" : ", ") + each.rule;
  response.headers.set(std::string(invalid_header), rules);
}

// Whether a defect, a persona or the request itself says that the answer may break the schema.
bool is_told(const SiteState& site, const Call& call, const Why& why) {
  if (!why.changed_by.empty() || !why.switched.empty()) return true;
  if (call.operation == "GetServiceInfo") return !site.persona.service_info.empty();
  const auto run = site.runs.find(call.run_id);
  return run && run->request->invalid;
}

// Judges what goes out before faults have it. `why` says which defects were at work.
void check_answer(SiteState& site, const Call& call, const Why& why, const core::Response& response) {
  const auto* operation = site.dialect->operation(call.operation);
  auto faults = site.self_check.faults_of(operation ? operation->called : call.operation, response);
  const bool told = !faults.empty() && is_told(site, call, why);
  site.self_check.count(std::move(faults), told);
}

void note(SiteState& site, const core::Request& request, const Call& call, const Answer& answer,
          const std::vector<Strike>& strikes, Why why) {
  std::vector<std::string> faults;
  why.refusal = call.refusal;
  why.delay = answer.delay;
  for (const auto& strike : strikes) {
    faults.push_back(strike.fault->id);
    why.delay += strike.fault->time.at(strike.lot);  // of a delay; 0 of the other kinds
  }
  const auto& response = answer.response;
  site.journal.add({.at = call.now,
                    .user = call.user,
                    .method = request.method,
                    .target = request.target,
                    .headers = kept(request.headers),
                    .operation = call.operation,
                    .run_id = call.run_id,
                    .sent = request.body.substr(0, journal_body),
                    .sent_bytes = request.body.size(),
                    .status = response.status,
                    .answer_headers = response.headers,
                    .answer = response.body.substr(0, journal_body),
                    .answer_bytes = response.body.size(),
                    .faults = std::move(faults),
                    .why = std::move(why)});
}

}  // namespace

Site::Site(Options options, std::unique_ptr<SiteState> state)
    : given_(std::move(options)), state_(std::move(state)) {}
Site::~Site() = default;

Answer Site::handle(const core::Request& request) {
  Answer answer;
  answer.response.headers.set("Content-Type", "application/json");
  try {
    const std::lock_guard guard(lock_);
    answer.delay = state_->scenario->delay;
    const auto routing = state_->router.route(request.method, request.target);
    const bool found = routing.kind == Routing::Kind::found;
    Call call{*this, request,      found ? routing.operation : "", routing.run_id, routing.task_id, "", 0,
              "",    clock().now()};
    const auto& later = state_->behaviour.answers_after;
    if (const auto delay = later.find(call.operation); delay != later.end()) answer.delay += delay->second;
    const bool noting = state_->journal.on();
    const bool judging = state_->self_check.on();
    auto why = begin_why(*state_, call);
    auto* const known = noting || judging ? &why : nullptr;
    const auto runs_before = state_->runs.last_serial();
    auto strikes = strikes_on(*state_, request, call);
    const bool served = serves(strikes);
    auto reply = served ? respond(*state_, request, routing, call, why.invalid)
                        : error_reply(503, "a fault of the mock stood before the service");
    state_->rendering.dress(*state_, call.now, reply);
    call.status = reply.status;
    call.refusal = reply.refusal;
    if (reply.body) edit_body(state_->defects, call, *reply.body, known);
    answer.response.status = reply.status;
    answer.response.body = reply.body ? dump(*reply.body) : std::move(reply.text);
    if (!reply.body && reply.text.empty()) answer.response.headers.remove("Content-Type");
    answer.close = !call.operation.empty() && call.operation == state_->behaviour.closes_after;
    answer.keep_open = state_->behaviour.keeps_connections_open;
    for (const auto& field : reply.headers) answer.response.headers.set(field.name, field.value);
    edit_answer(state_->defects, call, answer, known);
    mark_invalid(*state_, why.invalid, answer.response);
    if (state_->truth && call.operation == "GetRunStatus" && answer.response.status == 200) {
      const auto& member = state_->dialect->readings.state;
      if (const auto run = state_->runs.find(call.run_id))
        tell_truth(*run, call.now, member, answer.response);
    }
    if (judging && served) check_answer(*state_, call, why, answer.response);
    put_errors(*state_, strikes, call.now);
    mock::apply(strikes, answer);
    ++state_->answered[{call.operation, answer.response.status}];
    if (noting) {
      const auto newest = state_->runs.last_serial();
      if (newest > runs_before) {
        const auto made = state_->runs.by_serial(newest);
        why.run = facts_of(*state_, made, call.now);
        why.tried = entries_tried(*state_, made, request.headers);
      }
      note(*state_, request, call, answer, strikes, std::move(why));
      answered_.notify_all();
    }
  } catch (const std::exception& fault) {
    const std::lock_guard guard(lock_);
    state_->self_check.add({"", 500, "", "the mock failed: " + std::string(fault.what())});
    answer.response.status = 500;
    answer.response.body =
        dump(plain::error(*state_->dialect, 500, std::string("the mock failed: ") + fault.what()));
  }
  return answer;
}

bool Site::quick_status(std::string_view target, core::Time now, std::string& body) {
  const std::lock_guard guard(lock_);
  return mock::quick_status(*state_, target, now, body);
}

core::Clock& Site::clock() { return *given_.clock; }
std::uint64_t Site::seed() const { return given_.seed; }
const schemas::Dialect& Site::dialect() const { return *state_->dialect; }
RunStore& Site::runs() { return state_->runs; }

core::Result<std::size_t> Site::trigger(std::string_view name, const std::string& run_id) {
  const std::lock_guard guard(lock_);
  std::uint64_t serial = 0;
  if (!run_id.empty()) {
    const auto run = state_->runs.find(run_id);
    if (!run) return core::Error{"there is no run " + core::printable(run_id)};
    serial = run->serial;
  }
  return state_->runs.trigger(name, clock().now(), serial);
}

core::Result<RunFacts> Site::cancel(const std::string& run_id) {
  const std::lock_guard guard(lock_);
  const auto now = clock().now();
  const auto run = state_->runs.find(run_id);
  if (!run || run->deleted) return core::Error{"there is no run " + core::printable(run_id)};
  if (!run->marks.cancelled && !run->at(now).terminal()) state_->runs.cancel(run->serial, now);
  return facts_with_course(*state_, state_->runs.by_serial(run->serial), now);
}

std::map<std::string, std::string>& Site::notes(std::string_view defect) {
  const std::lock_guard guard(lock_);
  return state_->notes[std::string(defect)];
}

std::uint64_t Site::counter(std::string_view defect) {
  const std::lock_guard guard(lock_);
  return state_->counters[std::string(defect)]++;
}

}  // namespace assay::mock
