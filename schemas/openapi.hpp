// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.hpp"

namespace assay::schemas {

struct Dialect;

// One place where a body does not match its schema.
struct Violation {
  std::string instance;  // JSON pointer into the body: "/runs/0/state"
  // JSON pointer into the OpenAPI document: "/components/schemas/State/enum"; references are followed. In a
  // bundled document: "service-info-1.0.0#/components/schemas/Service/required". OpenApi::at() understands
  // both.
  std::string schema;
  std::string keyword;   // "type", "required", "enum", "format"...
  std::string expected;  // "string", "one of UNKNOWN, QUEUED, ...", "member run_id"
  std::string actual;    // "null", "\"DELETED\"", "missing"; shortened
};

// An OpenAPI 3.0 or Swagger 2.0 document, compiled. Immutable and shared.
class OpenApi {
 public:
  struct Body {
    int status;              // 0: `default`; 1 to 5: `1XX` to `5XX`
    std::string media_type;  // "application/json"
  };
  struct Operation {
    std::string id;      // method and path ("GET /runs") where the document has none
    std::string method;  // upper case
    std::string path;
    std::vector<Body> bodies;   // responses with a schema
    std::vector<int> statuses;  // all listed responses
  };

  // `name` is for messages. Remote references resolve only to bundled documents (service-info 1.0.0).
  static core::Result<std::shared_ptr<const OpenApi>> load(std::string name, std::string_view text);
  static core::Result<std::shared_ptr<const OpenApi>> load_file(const std::string& path);
  // Shipped: schemas/<dialect>/<version>/openapi.yaml. One that is not shipped is our own fault and throws
  // BadInput.
  static std::shared_ptr<const OpenApi> shipped(std::string_view dialect, std::string_view version);
  // What lies beside the dialect.yaml, shipped or on the disk; one of the disk that cannot be read throws
  // BadInput.
  static std::shared_ptr<const OpenApi> of(const Dialect& dialect);
  ~OpenApi();

  const std::string& version() const;  // info.version
  const std::vector<Operation>& operations() const;
  const Operation* operation(std::string_view id) const;
  // By method and path template ("GET", "/runs/{run_id}"), whatever the parameters are called: for a user's
  // document with other operation ids. A path that has the wanted one at its end ("/ga4gh/wes/v1/runs") does
  // when it is alone.
  const Operation* operation(std::string_view method, std::string_view path) const;

  // Every violation of a response body (at most 10,000); empty when it holds or when the document has no
  // schema for it. A status that is not listed is judged by its `4XX`, then by `default`. Parameters of the
  // media type are passed over. A body deeper than 128 levels is one violation, of keyword "depth".
  std::vector<Violation> check(std::string_view operation, int status, std::string_view media_type,
                               const nlohmann::json& body) const;
  // Against a named schema of the document ("RunLog").
  std::vector<Violation> check_schema(std::string_view schema, const nlohmann::json& value) const;
  bool has_schema(std::string_view schema) const;

  // The document with `pointer` resolved, for citations and structural comparison; nullptr when there is no
  // such place.
  const nlohmann::json* at(std::string_view pointer) const;
  const nlohmann::json& document() const;

 private:
  OpenApi();
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace assay::schemas
