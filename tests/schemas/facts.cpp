// SPDX-License-Identifier: Apache-2.0
#include "tests/schemas/facts.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "schemas/pointer.hpp"

namespace assay::schemas {
namespace {

using nlohmann::json;
using Facts = std::map<std::string, std::string>;

const json nothing = json::object();

const json& member(const json& value, const std::string& key) {
  return value.is_object() && value.contains(key) ? value[key] : nothing;
}

std::string text(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

std::string last_token(const std::string& reference) {
  const bool remote = !reference.starts_with('#');
  return (remote ? "remote " : "") + reference.substr(reference.rfind('/') + 1);
}

// Keywords that only say something to people, or that are read elsewhere.
bool is_words(const std::string& key) {
  static const std::vector<std::string> keys = {"description", "title", "example",
                                                "properties",  "items", "additionalProperties",
                                                "allOf",       "anyOf", "oneOf"};
  return std::ranges::find(keys, key) != keys.end();
}

void schema_facts(const json& schema, const std::string& at, Facts& out) {
  if (schema.contains("$ref")) {
    out[at] = "-> " + last_token(schema["$ref"]);
    return;
  }
  for (const auto& [key, value] : schema.items()) {
    json sorted = value;
    if (key == "required") {
      std::sort(sorted.begin(), sorted.end());
    }
    if (!is_words(key)) {
      out[at + " " + key] = text(sorted);
    }
  }
  for (const auto& [name, value] : member(schema, "properties").items()) {
    out[at + "." + name] = "a member";
    schema_facts(value, at + "." + name, out);
  }
  if (schema.contains("items")) {
    schema_facts(schema["items"], at + "[]", out);
  }
  if (const json& additional = member(schema, "additionalProperties"); additional.is_boolean()) {
    out[at + " additionalProperties"] = additional.dump();
  } else if (schema.contains("additionalProperties")) {
    schema_facts(additional, at + ".*", out);
  }
  for (const char* list : {"allOf", "anyOf", "oneOf"}) {
    for (std::size_t i = 0; i < member(schema, list).size(); ++i) {
      schema_facts(schema[list][i], at + " " + list + " " + std::to_string(i), out);
    }
  }
}

std::string type_text(const json& schema) {
  std::string words = text(member(schema, "type"));
  if (schema.contains("format")) {
    words += " " + text(schema["format"]);
  }
  return schema.contains("items") ? words + " of " + type_text(schema["items"]) : words;
}

void parameter_facts(const json& operation, const std::string& at, Facts& out) {
  for (const json& parameter : member(operation, "parameters")) {
    const std::string where = text(parameter["in"]);
    const json& schema = parameter.contains("schema") ? parameter["schema"] : parameter;
    const std::string name = text(parameter["name"]);
    if (where == "formData") {
      out[at + " form " + text(member(operation, "consumes")[0]) + " " + name] = type_text(schema);
    } else {
      const bool required = parameter.value("required", false);
      out[at + " parameter " + where + " " + name] = type_text(schema) + (required ? " required" : "");
    }
  }
  for (const auto& [media_type, content] : member(member(operation, "requestBody"), "content").items()) {
    for (const auto& [name, schema] : member(member(content, "schema"), "properties").items()) {
      out[at + " form " + media_type + " " + name] = type_text(schema);
    }
  }
}

void operation_facts(const OpenApi& document, const OpenApi::Operation& operation, Facts& out) {
  const std::string at = operation.method + " " + operation.path;
  std::string method = operation.method;
  std::ranges::transform(method, method.begin(), [](char c) { return char(c - 'A' + 'a'); });
  const json& raw = *document.at(join(join("/paths", operation.path), method));
  out[at + " operationId"] = operation.id;
  parameter_facts(raw, at, out);
  for (const int status : operation.statuses) {
    const std::string word = std::to_string(status);
    std::string& fact = out[at + " response " + word];
    const json& response = raw["responses"][word];
    for (const OpenApi::Body& body : operation.bodies) {
      if (body.status == status) {
        const json& content = member(member(response, "content"), body.media_type);
        const json& schema = response.contains("schema") ? response["schema"] : content["schema"];
        fact += body.media_type + " -> " + last_token(schema["$ref"]);
      }
    }
  }
}

// The path of the base URL, variables of the URL filled in.
std::string base_path(const json& root) {
  if (root.contains("basePath")) {
    return root["basePath"];
  }
  const json& server = member(root, "servers").empty() ? nothing : root["servers"][0];
  std::string url = server.value("url", "");
  for (const auto& [name, variable] : member(server, "variables").items()) {
    const std::string pattern = "{" + name + "}";
    if (const std::size_t place = url.find(pattern); place != std::string::npos) {
      url.replace(place, pattern.size(), text(variable["default"]));
    }
  }
  const std::size_t host = url.find("://");
  return host == std::string::npos ? url : url.substr(std::min(url.find('/', host + 3), url.size()));
}

}  // namespace

std::map<std::string, std::string> facts(const OpenApi& document) {
  Facts out;
  const json& root = document.document();
  out["document edition"] =
      root.contains("openapi") ? "OpenAPI " + text(root["openapi"]) : "Swagger " + text(root["swagger"]);
  out["document base path"] = base_path(root);
  out["document version"] = document.version();
  out["document security"] = member(root, "security").dump();
  for (const OpenApi::Operation& operation : document.operations()) {
    operation_facts(document, operation, out);
  }
  const json& schemas = root.contains("definitions") ? root["definitions"] : root["components"]["schemas"];
  for (const auto& [name, schema] : schemas.items()) {
    out[name] = "a schema";
    schema_facts(schema, name, out);
  }
  return out;
}

}  // namespace assay::schemas
