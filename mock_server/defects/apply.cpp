// SPDX-License-Identifier: Apache-2.0
#include "mock_server/defects/apply.hpp"

#include <algorithm>

#include "core/fields.hpp"
#include "core/text.hpp"
#include "mock_server/defects/legal.hpp"
#include "mock_server/script/words.hpp"

namespace assay::mock {
namespace {

using schemas::Phase;
using namespace std::chrono_literals;

// A fifth of a second between CANCELED and a new life: a client that polls has seen the first, and sees the
// second.
const std::vector<Step> resurrection{{0ms, "CANCELING", Phase::canceling},
                                     {100ms, "CANCELED", Phase::canceled, true},
                                     {300ms, "RUNNING", Phase::running},
                                     {800ms, "COMPLETE", Phase::complete, true, 0}};

void edit_cancel(Timeline& timeline, Behaviour::Cancel cancel) {
  switch (cancel) {
    case Behaviour::Cancel::asynchronous:
      break;
    case Behaviour::Cancel::synchronous:
      timeline.on_cancel = {{0ms, "CANCELED", Phase::canceled, true}};
      break;
    case Behaviour::Cancel::nothing:
      timeline.on_cancel.clear();
      break;
    case Behaviour::Cancel::stuck:
      timeline.on_cancel = {{0ms, "CANCELING", Phase::canceling}};
      break;
    case Behaviour::Cancel::resurrect:
      timeline.on_cancel = resurrection;
      break;
  }
}

bool same(const core::Response& a, const core::Response& b) {
  return a.status == b.status && a.reason == b.reason && a.headers == b.headers && a.body == b.body;
}

struct HeldCall {
  core::Request request;
  Call call;
  HeldCall(const Call& other)
      : request(other.request), call{other.site, request,      other.operation, other.run_id, other.task_id,
                                     other.user, other.status, other.refusal,   other.now} {}
  HeldCall(const HeldCall&) = delete;
  HeldCall& operator=(const HeldCall&) = delete;
};

}  // namespace

core::Result<Defects> choose_defects(const std::vector<std::string>& ids) {
  auto all = every_defect();
  for (const auto& shape : legal_shapes()) all.push_back(&shape);
  std::vector<std::string> known;
  for (const auto* defect : all) known.emplace_back(defect->id);
  for (const auto& id : ids) {
    if (find_defect(id)) continue;
    const auto near = core::closest(id, known);
    return core::Error{"there is no defect " + core::printable(id), "--defect",
                       near.empty() ? "`wes-assay list --defects` names all" : "did you mean " + near + "?"};
  }
  Defects chosen;
  for (const auto* defect : all) {
    if (std::find(ids.begin(), ids.end(), defect->id) != ids.end()) chosen.push_back(defect);
  }
  return chosen;
}

Behaviour behaviour_of(const Defects& defects, Behaviour behaviour) {
  for (const auto* defect : defects) {
    if (defect->behave) defect->behave(behaviour);
  }
  return behaviour;
}

void edit_timelines(Scenario& scenario, const Behaviour& behaviour, const schemas::Dialect& dialect) {
  const auto edit = [&](Timeline& timeline) {
    edit_cancel(timeline, behaviour.cancel);
    for (const auto each : behaviour.edit_timelines) each(timeline);
    reword(timeline, dialect);
  };
  for (auto& rule : scenario.rules) {
    for (auto& choice : rule.choices) edit(choice.timeline);
  }
  for (auto& choice : scenario.population.mix) edit(choice.timeline);
  edit(scenario.unreadable);
}

namespace {

// 0 and 0.0 are one value and two texts.
bool same_text(const nlohmann::json& a, const nlohmann::json& b) {
  const auto text = [](const nlohmann::json& body) {
    return body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  };
  return a == b && text(a) == text(b);
}

}  // namespace

void edit_body(const Defects& defects, const Call& call, nlohmann::json& body, Why* why) {
  for (const auto* defect : defects) {
    if (!defect->body) continue;
    const auto before = why ? body : nlohmann::json();
    defect->body(call, body);
    if (why && !same_text(before, body)) why->changed_by.emplace_back(defect->id);
  }
}

void edit_answer(const Defects& defects, const Call& call, Answer& answer, Why* why) {
  Defects on_wire;
  for (const auto* defect : defects) {
    if (defect->answer) {
      const auto before = why ? answer.response : core::Response();
      defect->answer(call, answer.response);
      if (why && !same(before, answer.response)) why->changed_by.emplace_back(defect->id);
    }
    if (defect->wire) on_wire.push_back(defect);
  }
  if (on_wire.empty()) return;
  if (why) {
    for (const auto* defect : on_wire) why->on_wire.emplace_back(defect->id);
  }
  const auto held = std::make_shared<const HeldCall>(call);
  answer.edit_wire = [held, on_wire](std::vector<Output>& outputs) {
    auto& whole = outputs.front();
    for (const auto* defect : on_wire) defect->wire(held->call, whole.bytes);
    if (whole.bytes.empty()) whole.then = Output::Then::reset;
  };
}

}  // namespace assay::mock
