// SPDX-License-Identifier: Apache-2.0
#include "mock_server/setup/persona.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/embedded.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "mock_server/setup/auth.hpp"
#include "schemas/named_dialect.hpp"

namespace assay::mock {
namespace {

using core::Fields;
using core::Node;

const std::string persona_folder = "mock_server/personas/";
const std::string yaml_ending = ".yaml";

constexpr struct {
  std::string_view name;
  bool Behaviour::*member;
} switches[] = {
    {"extra_empty_page", &Behaviour::extra_empty_page},
    {"service_info_needs_credentials", &Behaviour::service_info_needs_credentials},
    {"hides_foreign_runs", &Behaviour::hides_foreign_runs},
    {"types_without_case", &Behaviour::types_without_case},
    {"takes_json", &Behaviour::takes_json},
    {"forbids_cancel_of_failed_runs", &Behaviour::forbids_cancel_of_failed_runs},
};

int page_size(Fields& fields, std::string_view name, int fallback) {
  const auto size = fields.integer_or(name, fallback);
  if (size < 1 || size > 1'000'000)
    fields.fail(fields.need(name), std::string(name) + " must be 1 to 1000000");
  return static_cast<int>(size);
}

Behaviour read_habits(const core::Document& document, const Node& node) {
  Fields fields(document, node, "the habits of a persona");
  Behaviour habits;
  for (const auto& one : switches) habits.*one.member = fields.flag_or(one.name, false);
  habits.default_page_size = page_size(fields, "default_page_size", habits.default_page_size);
  habits.largest_page_size = page_size(fields, "largest_page_size", habits.largest_page_size);
  habits.run_ids = fields.text_or("run_ids", "");
  if (!habits.run_ids.empty() && std::ranges::count(habits.run_ids, '#') < 8)
    fields.fail(fields.need("run_ids"), "run_ids needs eight # or more, each a hexadecimal digit of its own");
  if (fields.flag_or("cancels_at_once", false)) habits.cancel = Behaviour::Cancel::synchronous;
  fields.finish();
  return habits;
}

std::vector<std::pair<std::string, std::string>> read_members(Fields& owner, const Node& node) {
  if (node.kind != Node::Kind::mapping) owner.fail(node, "service_info must be a mapping");
  std::vector<std::pair<std::string, std::string>> members;
  for (const auto& member : node.members) {
    const bool none = member.value.kind == Node::Kind::null;
    members.emplace_back(member.key, none ? "" : core::to_json(member.value).dump());
  }
  return members;
}

Persona read_persona(const core::Document& document) {
  Fields fields(document, document.root, "a persona");
  Persona persona;
  persona.name = document.name.substr(document.name.rfind('/') + 1);
  persona.name = persona.name.substr(0, persona.name.find('.'));
  persona.says = fields.text("says");
  persona.imitates = fields.text("imitates");
  fields.need("certainty");
  persona.certainty = fields.word_or("certainty", {"observed", "source"}, "");
  persona.wes_version = fields.text("wes_version");
  persona.base_path = fields.text_or("base_path", persona.base_path);
  if (!persona.base_path.empty() && (persona.base_path.front() != '/' || persona.base_path.back() == '/'))
    fields.fail(fields.need("base_path"), "base_path starts with a slash and ends without one",
                "\"\" is the root");
  persona.scenario = fields.text_or("scenario", persona.scenario);
  persona.scenario_text = fields.text_or("scenario_text", "");
  const auto auth = parse_auth(fields.text_or("auth", "none"));
  if (!auth) fields.fail(fields.need("auth"), auth.error().what, auth.error().hint);
  persona.auth = *auth;
  persona.defects = fields.texts("defects");
  if (const auto* habits = fields.find("habits")) persona.habits = read_habits(document, *habits);
  if (const auto* types = fields.find("workflow_types"))
    persona.capabilities.workflow_types = read_named(fields, *types, "workflow_types");
  if (const auto* engines = fields.find("engines"))
    persona.capabilities.engines = read_named(fields, *engines, "engines");
  if (const auto* info = fields.find("service_info")) persona.service_info = read_members(fields, *info);
  fields.finish();
  return persona;
}

bool speaks_wes(const Options& options) {
  if (options.own_dialect) return options.own_dialect->name == "wes";
  return options.dialect.empty() || options.dialect.substr(0, options.dialect.find('/')) == "wes";
}

}  // namespace

core::Result<std::shared_ptr<const schemas::Dialect>> dialect_of(const Options& settled) {
  using Found = core::Result<std::shared_ptr<const schemas::Dialect>>;
  const auto& text = settled.dialect;
  const bool whatever_version = text.empty() || text == "wes";
  auto found = settled.own_dialect ? Found(settled.own_dialect)
               : whatever_version  ? schemas::load_dialect("wes", settled.wes_version)
                                   : schemas::named_dialect(text, "--dialect");
  if (!found) return found.error();
  const auto persona = find_persona(settled.persona);
  if (settled.persona.empty() || !persona || (*found)->base_path == persona->base_path) return found;
  auto moved = std::make_shared<schemas::Dialect>(**found);
  moved->base_path = persona->base_path;
  return Found(std::move(moved));
}

core::Result<Persona> load_persona(const core::Document& document) {
  return core::reading([&] { return read_persona(document); });
}

std::vector<std::string> shipped_personas() {
  std::vector<std::string> names;
  for (const auto path : core::embedded_paths(persona_folder)) {
    const auto file = path.substr(persona_folder.size());
    if (file.ends_with(yaml_ending)) names.emplace_back(file.substr(0, file.size() - yaml_ending.size()));
  }
  return names;
}

core::Result<Persona> find_persona(const std::string& name) {
  if (name.empty()) return Persona{};
  const auto names = shipped_personas();
  if (std::ranges::count(names, name) > 0)
    return load_persona(core::load_embedded_document(persona_folder + name + yaml_ending));
  if (name.find_first_of("./") != std::string::npos) {
    const auto document = core::load_document_file(name);
    return document ? load_persona(*document) : core::Result<Persona>(document.error());
  }
  const auto near = core::closest(name, names);
  return core::Error{
      "there is no persona " + core::printable(name), "--persona",
      near.empty() ? "`wes-assay mock list` names all; or the path of a file" : "did you mean " + near + "?"};
}

core::Result<Options> with_persona(Options options) {
  const auto persona = find_persona(options.persona);
  if (!persona) return persona.error();
  if (!options.persona.empty() && !speaks_wes(options)) {
    return core::Error{"the persona " + core::printable(options.persona) + " speaks WES", "--persona",
                       "without --dialect"};
  }
  if (!options.wes_version.empty() && !speaks_wes(options))
    return core::Error{"the dialect has versions of its own", "--wes-version", "--dialect NAME/VERSION"};
  if (options.wes_version.empty()) options.wes_version = persona->wes_version;
  if (options.scenario.empty() && options.scenario_text.empty()) {
    options.scenario = persona->scenario;
    options.scenario_text = persona->scenario_text;
  }
  if (options.auth.kind == AuthOptions::Kind::none) options.auth = persona->auth;
  options.defects.insert(options.defects.end(), persona->defects.begin(), persona->defects.end());
  return options;
}

}  // namespace assay::mock
