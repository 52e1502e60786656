// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "cli/catalogue/schema.hpp"
#include "cli/shared/check_options.hpp"
#include "cli/shared/exit_codes.hpp"
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"
#include "cli/shared/settings.hpp"
#include "cli/shared/values.hpp"
#include "core/document.hpp"
#include "core/embedded.hpp"

namespace assay::cli {
namespace {

using nlohmann::ordered_json;

std::string embedded(std::string_view path) { return std::string(core::embedded_file(path).value()); }

// The configuration has the options of `check` for members: so its schema is made from them.
std::string of_configuration() {
  ordered_json members = ordered_json::object();
  for (const SettableOption& option : settable_options(check_option_names())) {
    ordered_json one{
        {"type", option.is_flag ? ordered_json("boolean") : ordered_json{"string", "number", "boolean"}}};
    ordered_json member{{"description", option.says}};
    if (option.key == "target")
      member["anyOf"] = {one, {{"type", "object"}}};
    else if (option.is_list)
      member["anyOf"] = {one, {{"type", "array"}, {"items", one}}};
    else
      member["type"] = one["type"];
    members[option.key] = member;
  }
  const ordered_json schema{
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"$id", "urn:wes-assay:schema:config"},
      {"title", "wes-assay.yaml: options of check and plan"},
      {"description", "docs/configuration.md explains it. Facts about the server are members of a target."},
      {"type", {"object", "null"}},
      {"additionalProperties", false},
      {"properties", members}};
  return schema.dump(2) + "\n";
}

struct Schema {
  std::string_view name;
  std::string_view says;
  std::string (*text)();
};
constexpr Schema schemas_of_files[] = {
    {"baseline", "a baseline of known failures", [] { return embedded("reports/baseline.schema.json"); }},
    {"bench", "the report json of bench", [] { return embedded("bench/result.schema.json"); }},
    {"config", "wes-assay.yaml", of_configuration},
    {"control", "the control API of the mock (OpenAPI 3)",
     [] {
       return core::to_json(core::load_embedded_document("mock_server/control/openapi.yaml").root).dump(2) +
              "\n";
     }},
    {"dialect", "dialect.yaml of a dialect", [] { return embedded("schemas/dialect.schema.json"); }},
    {"evidence", "a line of evidence.ndjson", [] { return embedded("reports/evidence.schema.json"); }},
    {"report", "the report json of check", [] { return embedded("reports/report.schema.json"); }},
    {"scenario", "a scenario of the mock", [] { return embedded("scenarios/scenario.schema.json"); }},
    {"target", "a target file", [] { return embedded("docs/targets/target.schema.json"); }},
    {"testbed", "the GA4GH testbed report", [] { return embedded("reports/testbed.schema.json"); }},
};

}  // namespace

std::string schema_text(std::string_view name) {
  for (const Schema& each : schemas_of_files) {
    if (each.name == name) return each.text();
  }
  throw std::logic_error("there is no schema " + std::string(name));
}

int run_schema(Arguments arguments) {
  Page page{"wes-assay schema NAME",
            "Prints the JSON Schema of a file format, for editors and other programs.",
            {"wes-assay schema target", "wes-assay schema config", "wes-assay schema scenario"},
            "Exit codes: 0, or 2 for an unknown name.",
            {}};
  std::vector<std::string> names;
  for (const Schema& each : schemas_of_files) {
    page.commands.emplace_back(each.name, each.says);
    names.emplace_back(each.name);
  }
  Command app("wes-assay schema", std::move(page));
  std::string name;
  app.add_option("NAME", name, "The name of the format.")->required()->check(one_of(names));
  if (const auto done = parse(app, std::move(arguments))) return *done;
  to_stdout("{}", schema_text(name));
  return exit_ok;
}

}  // namespace assay::cli
