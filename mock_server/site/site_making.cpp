// SPDX-License-Identifier: Apache-2.0
// What a site is made of, and what can be changed while it serves.
#include "mock_server/site/site_making.hpp"

#include <boost/asio/system_executor.hpp>
#include <iterator>
#include <utility>

#include "mock_server/base/reading.hpp"
#include "mock_server/defects/apply.hpp"
#include "mock_server/operations/site_state.hpp"
#include "mock_server/render/renderings.hpp"
#include "mock_server/script/drafts.hpp"
#include "mock_server/site/nasty.hpp"
#include "mock_server/site/site.hpp"

namespace assay::mock {
namespace {

core::Result<std::shared_ptr<const Scenario>> read_script(const ScenarioText& source,
                                                          const Behaviour& behaviour,
                                                          const schemas::Dialect& dialect) {
  const auto document = core::load_document(source.name, source.text);
  if (!document) return document.error();
  auto scenario = load_scenario(*document, dialect);
  if (!scenario) return scenario.error();
  edit_timelines(*scenario, behaviour, dialect);
  if (behaviour.varies_timelines > 0) vary(*scenario, behaviour.varies_timelines, dialect);
  begin_as_drafts(*scenario, dialect);
  return std::make_shared<const Scenario>(std::move(*scenario));
}

void play(SiteState& site, std::shared_ptr<const Scenario> scenario) {
  site.earlier.push_back(std::exchange(site.scenario, std::move(scenario)));
  site.turns.clear();
}

core::Result<std::vector<Fault>> read_faults(const Options& options, const schemas::Dialect& dialect) {
  std::vector<Fault> faults;
  for (const auto& text : options.faults) {
    auto read = load_faults("--fault", text, dialect);
    if (!read) return read.error();
    std::move(read->begin(), read->end(), std::back_inserter(faults));
  }
  return faults;
}

// What the dialect says of pages; a persona may know better.
void put_limits(Behaviour& habits, const schemas::Dialect& dialect) {
  const Behaviour usual;
  const auto put = [](int& size, int unchanged, int said) {
    if (said > 0 && size == unchanged) size = said;
  };
  put(habits.default_page_size, usual.default_page_size, dialect.default_page_size);
  put(habits.largest_page_size, usual.largest_page_size, dialect.largest_page_size);
}

// Scenarios, and what the mock itself plays, come to these.
core::Result<void> check_words(const schemas::Dialect& dialect) {
  using schemas::Phase;
  const std::pair<Phase, const char*> needed[] = {{Phase::running, "running"},
                                                  {Phase::complete, "complete"},
                                                  {Phase::executor_error, "executor_error"},
                                                  {Phase::canceled, "canceled"}};
  for (const auto& [phase, name] : needed) {
    const bool asked = phase != Phase::canceled || dialect.has("CancelRun");
    if (asked && !dialect.word_of(phase))
      return core::Error{title_of(dialect) + " cannot be played: it has no state of the phase " + name,
                         dialect.folder + "/dialect.yaml",
                         "`also: [" + std::string(name) + "]` shares a word"};
  }
  return {};
}

using StateResult = core::Result<std::unique_ptr<SiteState>>;

StateResult make_state(const Options& given) {
  auto settled = with_persona(given);
  if (!settled) return settled.error();
  Options& options = *settled;
  auto persona = find_persona(options.persona).value();
  auto dialect = dialect_of(options);
  if (!dialect) return dialect.error();
  if (const auto words = check_words(**dialect); !words) return words.error();
  put_limits(persona.habits, **dialect);
  if (options.auth.kind == AuthOptions::Kind::header && options.auth.header_name.empty())
    options.auth.header_name = (*dialect)->auth.header;
  if (options.auth.service.empty()) options.auth.service = (*dialect)->auth.service;
  persona.habits.serves_invalid = options.on_invalid != OnInvalid::reject;
  if (options.nasty) {
    auto nasty = draw_nasty(options.seed, std::move(persona.habits), **dialect);
    persona.habits = std::move(nasty.habits);
    for (auto* defects : {&persona.defects, &options.defects})
      defects->insert(defects->end(), nasty.shapes.begin(), nasty.shapes.end());
    options.faults.insert(options.faults.end(), nasty.faults.begin(), nasty.faults.end());
  }
  if (const auto auth = check_auth(options.auth); !auth) return auth.error();
  auto defects = choose_defects(options.defects);
  if (!defects) return defects.error();
  const auto behaviour = behaviour_of(*defects, persona.habits);
  auto source = find_scenario(options.scenario, options.scenario_text);
  if (!source) return source.error();
  auto scenario = read_script(*source, behaviour, **dialect);
  if (!scenario) return scenario.error();
  const auto faults = read_faults(options, **dialect);
  if (!faults) return faults.error();
  auto to_keep = document_to_keep(options.validate_answers, **dialect);
  if (!to_keep) return to_keep.error();
  auto state = std::make_unique<SiteState>(options, std::move(persona), *dialect, rendering_of(**dialect),
                                           std::move(*source), std::move(*scenario), *defects, behaviour,
                                           std::move(*to_keep));
  if (const auto added = state->faults.add(*faults, state->started); !added) return added.error();
  return StateResult(std::move(state));
}

}  // namespace

core::Result<std::shared_ptr<Site>> make_site(const Options& given) {
  auto options = given;
  if (!options.clock) options.clock = core::make_system_clock(boost::asio::system_executor());
  auto state = make_state(options);
  if (!state) return state.error();
  return std::make_shared<Site>(std::move(options), std::move(*state));
}

core::Result<void> Site::set_scenario(const std::string& scenario, const std::string& text) {
  const std::lock_guard guard(lock_);
  const auto& persona = state_->persona;
  const bool own = !scenario.empty() || !text.empty();
  auto source = own ? find_scenario(scenario, text) : find_scenario(persona.scenario, persona.scenario_text);
  if (!source) return source.error();
  auto script = read_script(*source, state_->behaviour, *state_->dialect);
  if (!script) return script.error();
  if (const auto changed = state_->faults.set_scenario((*script)->faults, clock().now()); !changed)
    return changed.error();
  state_->source = std::move(*source);
  play(*state_, std::move(*script));
  return {};
}

core::Result<void> Site::set_defects(const std::vector<std::string>& ids) {
  const std::lock_guard guard(lock_);
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

core::Result<std::vector<std::string>> Site::add_faults(std::vector<Fault> faults) {
  const std::lock_guard guard(lock_);
  return state_->faults.add(std::move(faults), clock().now());
}

core::Result<std::vector<std::string>> Site::set_faults(std::vector<Fault> faults) {
  const std::lock_guard guard(lock_);
  FaultBook book(given_.seed);
  const auto ids = book.add(std::move(faults), clock().now());
  if (ids) state_->faults = std::move(book);
  return ids;
}

bool Site::remove_fault(std::string_view id) {
  const std::lock_guard guard(lock_);
  return state_->faults.remove(id);
}

core::Result<void> Site::set_persona(const std::string& name) {
  const std::lock_guard guard(lock_);
  auto options = given_;
  options.persona = name;
  auto state = make_state(options);
  if (!state) return state.error();
  given_.persona = name;
  state_ = std::move(*state);
  return {};
}

core::Result<void> Site::reset() {
  const std::lock_guard guard(lock_);
  return set_persona(given_.persona);
}

bool advance_to_next_event(core::PacedClock& clock, Site& site) {
  const auto timer = clock.next();
  const auto change = site.next_change();
  if (!timer && !change) return false;
  clock.advance_to(timer && change ? std::min(*timer, *change)
                                   : timer.value_or(change.value_or(core::Time{})));
  return true;
}

std::size_t run_until_idle(core::PacedClock& clock, Site& site, std::size_t most) {
  std::size_t moves = 0;
  while (moves < most && advance_to_next_event(clock, site)) ++moves;
  return moves;
}

}  // namespace assay::mock
