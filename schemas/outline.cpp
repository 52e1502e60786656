// SPDX-License-Identifier: Apache-2.0
#include "schemas/outline.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/headers.hpp"

namespace assay::schemas {
namespace {

constexpr std::string_view method_words[] = {"get",     "put",  "post",  "delete",
                                             "options", "head", "patch", "trace"};

enum class Edition { openapi_3, swagger_2 };

Edition edition_of(const Source& source) {
  const core::Node* openapi = source.text.root.find("openapi");
  const core::Node* swagger = source.text.root.find("swagger");
  if (openapi != nullptr && (openapi->scalar == "3.0" || openapi->scalar.starts_with("3.0."))) {
    return Edition::openapi_3;
  }
  if (swagger != nullptr && swagger->scalar == "2.0") {
    return Edition::swagger_2;
  }
  if (openapi != nullptr) {
    source.fail("/openapi", "OpenAPI " + openapi->scalar + " cannot be read",
                "OpenAPI 3.0.x, or Swagger 2.0");
  }
  source.fail("", "this is no OpenAPI document: it has neither openapi nor swagger", "openapi: 3.0.3");
}

std::string text_at(const Place& place) {
  return place.value != nullptr && place.value->is_string() ? place.value->get<std::string>() : "";
}

// 404 -> 404, "4XX" -> 4, "default" -> 0; -1 for what is none of them.
int status_of(const std::string& word) {
  if (word == "default") {
    return 0;
  }
  const bool hundreds = word.size() == 3 && word[0] >= '1' && word[0] <= '5';
  if (hundreds && (word.substr(1) == "XX" || word.substr(1) == "xx")) {
    return word[0] - '0';
  }
  const bool digits = std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; });
  return hundreds && digits ? std::stoi(word) : -1;
}

class Reader {
 public:
  Reader(Sources& sources, Compiler& compiler)
      : sources_(sources), compiler_(compiler), root_{&sources.main(), "", sources.main().value.get()} {}

  Outline read() {
    edition_ = edition_of(sources_.main());
    const core::Node* info = sources_.main().text.root.find("info");
    const core::Node* version = info != nullptr ? info->find("version") : nullptr;
    outline_.version = version != nullptr ? version->scalar : "";
    read_paths(root_ / "paths");
    const Place named =
        edition_ == Edition::swagger_2 ? root_ / "definitions" : root_ / "components" / "schemas";
    for (const std::string& name : keys(named)) {
      outline_.named[name] = compiler_.schema(named / name);
    }
    return std::move(outline_);
  }

 private:
  // The members of a mapping; none when it is absent. Extensions ("x-...") are left out.
  std::vector<std::string> keys(const Place& place) const {
    std::vector<std::string> list;
    if (place.value == nullptr) {
      return list;
    }
    if (!place.value->is_object()) {
      place.fail("the value at " + place.pointer + " is no mapping");
    }
    for (const auto& [name, value] : place.value->items()) {
      if (!name.starts_with("x-")) {
        list.push_back(name);
      }
    }
    return list;
  }

  void read_paths(const Place& paths) {
    if (paths.value == nullptr) {
      root_.fail("this is no OpenAPI document: it has no paths", "paths: {/runs: ...}");
    }
    for (const std::string& path : keys(paths)) {
      const Place item = sources_.resolved(paths / path);
      for (const std::string_view method : method_words) {
        if (const Place operation = item / method; operation.value != nullptr) {
          read_operation(path, method, operation);
        }
      }
    }
  }

  void read_operation(const std::string& path, std::string_view method, const Place& place) {
    OpenApi::Operation operation;
    operation.path = path;
    operation.method = method;
    std::ranges::transform(operation.method, operation.method.begin(),
                           [](char c) { return char(c - 'a' + 'A'); });
    operation.id = text_at(place / "operationId");
    if (operation.id.empty()) {
      operation.id = operation.method + " " + path;
    }
    for (const OpenApi::Operation& other : outline_.operations) {
      if (other.id == operation.id) {
        place.fail("the operationId " + operation.id + " is used twice");
      }
    }
    std::vector<const Schema*> schemas;
    const Place responses = place / "responses";
    for (const std::string& word : keys(responses)) {
      const int status = status_of(word);
      if (status < 0) {
        (responses / word)
            .fail("the response " + word + " at " + responses.pointer + " is no status",
                  "200, 4XX or default");
      }
      operation.statuses.push_back(status);
      read_bodies(place, sources_.resolved(responses / word), status, operation, schemas);
    }
    outline_.operations.push_back(std::move(operation));
    outline_.bodies.push_back(std::move(schemas));
  }

  void read_bodies(const Place& place, const Place& response, int status, OpenApi::Operation& operation,
                   std::vector<const Schema*>& schemas) {
    const auto add = [&](const std::string& media_type, const Place& schema) {
      if (schema.value != nullptr) {
        operation.bodies.push_back({status, core::media_type(media_type)});
        schemas.push_back(compiler_.schema(schema));
      }
    };
    if (edition_ == Edition::swagger_2) {
      for (const std::string& media_type : produced(place)) {
        add(media_type, response / "schema");
      }
      return;
    }
    const Place content = response / "content";
    for (const std::string& media_type : keys(content)) {
      add(media_type, content / media_type / "schema");
    }
  }

  std::vector<std::string> produced(const Place& operation) const {
    for (const Place& list : {operation / "produces", root_ / "produces"}) {
      std::vector<std::string> words;
      for (std::size_t i = 0; list.value != nullptr && list.value->is_array() && i < list.value->size();
           ++i) {
        words.push_back(text_at(list / std::to_string(i)));
      }
      if (!words.empty()) {
        return words;
      }
    }
    return {"application/json"};
  }

  Sources& sources_;
  Compiler& compiler_;
  Place root_;
  Edition edition_ = Edition::openapi_3;
  Outline outline_;
};

}  // namespace

Outline read_outline(Sources& sources, Compiler& compiler) { return Reader(sources, compiler).read(); }

}  // namespace assay::schemas
