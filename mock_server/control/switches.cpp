// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/fields.hpp"
#include "mock_server/control/routes.hpp"
#include "mock_server/defects/legal.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/setup/persona.hpp"

namespace assay::mock::control {
namespace {

using nlohmann::json;

// The token opens the mock, not the files of its machine.
std::string shipped_name(core::Fields& fields) {
  const auto name = fields.text_or("name", "");
  if (name.find_first_of("./") != std::string::npos)
    fields.fail(fields.need("name"), "a name is asked for, not a file of the mock's machine");
  return name;
}

Answer scenario_now(const Turn& turn) {
  const auto scenario = turn.site.scenario();
  return json_answer({{"name", scenario.name}, {"text", scenario.text}, {"known", shipped_scenarios()}});
}

Answer defects_now(const Turn& turn) {
  const auto on = turn.site.defects();
  const auto of_persona = turn.site.persona().defects;
  const auto holds = [](const std::vector<std::string>& ids, std::string_view id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
  };
  json known = json::array();
  const auto add = [&](const Defect& defect) {
    known.push_back({{"id", defect.id},
                     {"says", defect.says},
                     {"trips", defect.trips},
                     {"on", holds(on, defect.id)},
                     {"of_persona", holds(of_persona, defect.id)}});
  };
  for (const auto* defect : all_defects()) add(*defect);
  for (const auto& shape : legal_shapes()) add(shape);
  return json_answer({{"on", on}, {"known", known}});
}

Answer persona_now(const Turn& turn) {
  const auto persona = turn.site.persona();
  json known = json::array();
  for (const auto& name : shipped_personas())
    known.push_back({{"name", name}, {"says", find_persona(name).value().says}});
  return json_answer({{"name", persona.name},
                      {"says", persona.says},
                      {"imitates", persona.imitates},
                      {"wes_version", turn.site.version()},
                      {"url", turn.origin + turn.site.base_path()},
                      {"defects", persona.defects},
                      {"known", known}});
}

// A scenario that is refused is told with all its mistakes.
Answer refused_scenario(const Turn& turn, const std::string& text, const core::Error& first) {
  auto answer = error_answer(400, first);
  const auto document = core::load_document("scenario", text);
  if (!document) return answer;
  auto body = json::parse(answer.response.body);
  const auto dialect = turn.site.spoken();
  for (const auto& mistake : scenario_mistakes(*document, *dialect))
    body["mistakes"].push_back({{"msg", mistake.what}, {"where", mistake.where}, {"hint", mistake.hint}});
  return json_answer(body, 400);
}

}  // namespace

Answer get_scenario(const Turn& turn) {
  nothing_sent(turn);
  return scenario_now(turn);
}

Answer put_scenario(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  const auto name = shipped_name(fields);
  const auto text = fields.text_or("text", "");
  if (!name.empty() && !text.empty())
    fields.fail(fields.node(), "the body has either `name` or `text`",
                "without both: the persona's scenario");
  fields.finish();
  if (const auto done = turn.site.set_scenario(name, text); !done)
    return refused_scenario(turn, text, done.error());
  return scenario_now(turn);
}

Answer get_defects(const Turn& turn) {
  nothing_sent(turn);
  return defects_now(turn);
}

Answer put_defects(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  fields.need("on");
  const auto ids = fields.texts("on");
  fields.finish();
  turn.site.set_defects(ids).value();
  return defects_now(turn);
}

Answer get_persona(const Turn& turn) {
  nothing_sent(turn);
  return persona_now(turn);
}

Answer put_persona(const Turn& turn) {
  core::Fields fields(turn.sent, turn.sent.root, "the body");
  fields.need("name");
  const auto name = shipped_name(fields);
  fields.finish();
  turn.site.set_persona(name).value();
  return persona_now(turn);
}

Answer reset(const Turn& turn) {
  nothing_sent(turn);
  turn.site.reset().value();
  return json_answer({{"runs", turn.site.run_count()}});
}

}  // namespace assay::mock::control
