// SPDX-License-Identifier: Apache-2.0
#include "mock_server/site.hpp"

#include <algorithm>
#include <boost/asio/system_executor.hpp>
#include <iterator>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "mock_server/defects/apply.hpp"
#include "mock_server/nasty.hpp"
#include "mock_server/operations.hpp"

namespace assay::mock {
namespace {

// Who asks, or nothing. A page token is not a credential, unless a defect says so.
std::optional<std::string> caller(const SiteState& site, const core::Request& request,
                                  const Routing& routing) {
  if (routing.operation == "GetServiceInfo" && !site.behaviour.service_info_needs_credentials) {
    return site.gate.user_of(request.headers).value_or("");
  }
  const auto user = site.gate.user_of(request.headers);
  if (user || !site.behaviour.token_replaces_credentials) return user;
  for (const auto& [name, value] : routing.query) {
    if (name != "page_token") continue;
    const auto cursor = site.tokens.read(value, "", "runs");
    if (cursor && !cursor->user.empty()) return cursor->user;
  }
  return {};
}

std::string base_url(const SiteState& site, const core::Request& request) {
  return "http://" + std::string(request.headers.get("Host").value_or("localhost")) + site.dialect->base_path;
}

Reply unauthorized(SiteState& site, const Routing& routing) {
  if (site.behaviour.looks_before_it_asks && !routing.run_id.empty() && !site.runs.find(routing.run_id)) {
    return error_reply(404, "there is no run of that id");
  }
  auto reply = error_reply(401, "this needs valid credentials; service-info says how to get them");
  reply.headers.set("WWW-Authenticate", site.gate.challenge());
  return reply;
}

Reply respond(SiteState& site, const core::Request& request, const Routing& routing, Call& call) {
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
  const auto user = caller(site, request, routing);
  if (!user) return unauthorized(site, routing);
  call.user = *user;
  Ask ask{site, request, routing, *user, {*site.dialect, base_url(site, request), call.now}};
  return perform(ask);
}

using DialectResult = core::Result<std::shared_ptr<const schemas::Dialect>>;

DialectResult dialect_at(const std::string& version, const std::string& base_path) {
  const auto shipped = schemas::load_dialect("wes", version);
  if (!shipped || (*shipped)->base_path == base_path) return shipped;
  auto moved = std::make_shared<schemas::Dialect>(**shipped);
  moved->base_path = base_path;
  return DialectResult(std::move(moved));
}

// Text that a client sent may be no UTF-8; it must not end the answer.
std::string dump(const nlohmann::json& body) {
  return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

// Below the base path, as it was sent, without the query.
std::string_view path_of(const SiteState& site, std::string_view target) {
  target = target.substr(0, target.find('?'));
  if (target.starts_with(site.dialect->base_path)) target.remove_prefix(site.dialect->base_path.size());
  return target;
}

std::vector<Strike> strikes_on(SiteState& site, const core::Request& request, const Call& call) {
  const auto user = site.gate.user_of(request.headers).value_or("");
  return site.faults.strike(
      {request, call.operation, path_of(site, request.target), call.run_id, user, call.now});
}

bool serves(const std::vector<Strike>& strikes) {
  return std::all_of(strikes.begin(), strikes.end(),
                     [](const Strike& strike) { return strike.fault->served; });
}

void note(Journal& journal, const core::Request& request, const Call& call, const core::Response& answer,
          const std::vector<Strike>& strikes) {
  if (!journal.on()) return;
  std::vector<std::string> faults;
  for (const auto& strike : strikes) faults.push_back(strike.fault->id);
  journal.add({.at = call.now,
               .user = call.user,
               .method = request.method,
               .target = request.target,
               .operation = call.operation,
               .run_id = call.run_id,
               .sent = request.body.substr(0, journal_body),
               .status = answer.status,
               .answer = answer.body.substr(0, journal_body),
               .faults = std::move(faults)});
}

core::Result<std::shared_ptr<const Scenario>> read_script(const SiteState::Source& source,
                                                          const Behaviour& behaviour,
                                                          const schemas::Dialect& dialect) {
  auto scenario = find_scenario(source.scenario, source.text, dialect);
  if (!scenario) return scenario.error();
  edit_timelines(*scenario, behaviour);
  if (behaviour.varies_timelines > 0) vary(*scenario, behaviour.varies_timelines, dialect);
  return std::make_shared<const Scenario>(std::move(*scenario));
}

void play(SiteState& site, std::shared_ptr<const Scenario> scenario) {
  site.earlier.push_back(std::exchange(site.scenario, std::move(scenario)));
  site.turns.clear();
}

}  // namespace

Site::Site(std::unique_ptr<SiteState> state) : state_(std::move(state)) {}
Site::~Site() = default;

Answer Site::handle(const core::Request& request) {
  Answer answer;
  answer.response.headers.set("Content-Type", "application/json");
  try {
    const std::lock_guard guard(state_->lock);
    answer.delay = state_->scenario->delay;
    const auto routing = state_->router.route(request.method, request.target);
    const bool found = routing.kind == Routing::Kind::found;
    Call call{*this, request,      found ? routing.operation : "", routing.run_id, routing.task_id, "", 0,
              "",    clock().now()};
    const auto& later = state_->behaviour.answers_after;
    if (const auto delay = later.find(call.operation); delay != later.end()) answer.delay += delay->second;
    const auto strikes = strikes_on(*state_, request, call);
    auto reply = serves(strikes) ? respond(*state_, request, routing, call)
                                 : error_reply(503, "a fault of the mock stood before the service");
    call.status = reply.status;
    call.refusal = reply.refusal;
    if (reply.body) edit_body(state_->defects, call, *reply.body);
    answer.response.status = reply.status;
    answer.response.body = reply.body ? dump(*reply.body) : std::move(reply.text);
    if (reply.status == 204) answer.response.headers.remove("Content-Type");
    answer.close = !call.operation.empty() && call.operation == state_->behaviour.closes_after;
    answer.keep_open = state_->behaviour.keeps_connections_open;
    for (const auto& field : reply.headers) answer.response.headers.set(field.name, field.value);
    edit_answer(state_->defects, call, answer);
    apply(strikes, answer);
    note(state_->journal, request, call, answer.response, strikes);
  } catch (const std::exception& fault) {
    answer.response.status = 500;
    answer.response.body = dump(wes::error(500, std::string("the mock failed: ") + fault.what()));
  }
  return answer;
}

core::Clock& Site::clock() { return *state_->clock; }
const std::string& Site::base_path() const { return state_->dialect->base_path; }
const schemas::Dialect& Site::dialect() const { return *state_->dialect; }
const Behaviour& Site::behaviour() const { return state_->behaviour; }
std::uint64_t Site::seed() const { return state_->seed; }
RunStore& Site::runs() { return state_->runs; }

core::Result<void> Site::set_scenario(const std::string& scenario, const std::string& text) {
  const std::lock_guard guard(state_->lock);
  const auto& persona = state_->persona;
  SiteState::Source source{scenario, text};
  if (scenario.empty() && text.empty()) source = {persona.scenario, persona.scenario_text};
  auto script = read_script(source, state_->behaviour, *state_->dialect);
  if (!script) return script.error();
  if (const auto changed = state_->faults.set_scenario((*script)->faults, clock().now()); !changed)
    return changed.error();
  state_->source = source;
  play(*state_, std::move(*script));
  return {};
}

core::Result<std::vector<std::string>> Site::add_faults(std::vector<Fault> faults) {
  const std::lock_guard guard(state_->lock);
  return state_->faults.add(std::move(faults), clock().now());
}

core::Result<std::vector<std::string>> Site::set_faults(std::vector<Fault> faults) {
  const std::lock_guard guard(state_->lock);
  FaultBook book(state_->seed);
  const auto ids = book.add(std::move(faults), clock().now());
  if (ids) state_->faults = std::move(book);
  return ids;
}

bool Site::remove_fault(std::string_view id) {
  const std::lock_guard guard(state_->lock);
  return state_->faults.remove(id);
}

std::vector<FaultCount> Site::faults() {
  const std::lock_guard guard(state_->lock);
  return state_->faults.counts(clock().now());
}

core::Result<void> Site::set_defects(const std::vector<std::string>& ids) {
  const std::lock_guard guard(state_->lock);
  auto all = ids;
  const auto& persona = state_->persona;
  all.insert(all.end(), persona.defects.begin(), persona.defects.end());
  auto defects = choose_defects(all);
  if (!defects) return defects.error();
  auto behaviour = behaviour_of(*defects, persona.habits);
  auto script = read_script(state_->source, behaviour, *state_->dialect);
  if (!script) return script.error();
  state_->defects = std::move(*defects);
  state_->behaviour = std::move(behaviour);
  state_->tokens = TokenMaker(state_->seed, state_->behaviour);
  play(*state_, std::move(*script));
  return {};
}

core::Result<std::size_t> Site::trigger(std::string_view name, const std::string& run_id) {
  const std::lock_guard guard(state_->lock);
  std::uint64_t serial = 0;
  if (!run_id.empty()) {
    const auto run = state_->runs.find(run_id);
    if (!run) return core::Error{"there is no run " + core::printable(run_id)};
    serial = run->serial;
  }
  return state_->runs.trigger(name, clock().now(), serial);
}

std::optional<core::Time> Site::next_change() {
  const std::lock_guard guard(state_->lock);
  return state_->runs.next_change(clock().now());
}

std::vector<JournalEntry> Site::journal() const {
  const std::lock_guard guard(state_->lock);
  return state_->journal.entries();
}

std::uint64_t Site::run_count() const {
  const std::lock_guard guard(state_->lock);
  return state_->runs.last_serial();
}

std::map<std::string, std::string>& Site::notes(std::string_view defect) {
  const std::lock_guard guard(state_->lock);
  return state_->notes[std::string(defect)];
}

std::uint64_t Site::counter(std::string_view defect) {
  const std::lock_guard guard(state_->lock);
  return state_->counters[std::string(defect)]++;
}

std::uint64_t Site::draw(std::string_view defect) {
  return mock::draw(state_->seed ^ digest(defect), counter("draw " + std::string(defect)));
}

core::Result<std::shared_ptr<Site>> make_site(const Options& given) {
  auto settled = with_persona(given);
  if (!settled) return settled.error();
  Options& options = *settled;
  auto persona = find_persona(options.persona).value();
  if (options.nasty) {
    auto nasty = draw_nasty(options.seed, std::move(persona.habits), options.wes_version);
    persona.habits = std::move(nasty.habits);
    for (auto* defects : {&persona.defects, &options.defects})
      defects->insert(defects->end(), nasty.shapes.begin(), nasty.shapes.end());
    options.faults.insert(options.faults.end(), nasty.faults.begin(), nasty.faults.end());
  }
  auto dialect = dialect_at(options.wes_version, persona.base_path);
  if (!dialect) return dialect.error();
  if (const auto auth = check_auth(options.auth); !auth) return auth.error();
  auto defects = choose_defects(options.defects);
  if (!defects) return defects.error();
  const auto behaviour = behaviour_of(*defects, persona.habits);
  auto scenario = read_script({options.scenario, options.scenario_text}, behaviour, **dialect);
  if (!scenario) return scenario.error();
  std::vector<Fault> faults;
  for (const auto& text : options.faults) {
    auto read = load_faults("--fault", text, **dialect);
    if (!read) return read.error();
    std::move(read->begin(), read->end(), std::back_inserter(faults));
  }
  auto clock = options.clock ? options.clock : core::make_system_clock(boost::asio::system_executor());
  auto state = std::make_unique<SiteState>(options, std::move(persona), *dialect, std::move(*scenario),
                                           *defects, behaviour, std::move(clock));
  if (const auto added = state->faults.add(std::move(faults), state->started); !added) return added.error();
  return std::make_shared<Site>(std::move(state));
}

}  // namespace assay::mock
