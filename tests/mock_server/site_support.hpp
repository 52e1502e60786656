// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "core/url.hpp"
#include "mock_server/script/scenario.hpp"
#include "mock_server/server.hpp"
#include "mock_server/site/site.hpp"

namespace assay::mock {

using namespace std::chrono_literals;
using nlohmann::json;
using Form = std::vector<std::pair<std::string, std::string>>;

inline core::Time noon() { return core::Time(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 12h); }

inline std::shared_ptr<const schemas::Dialect> dialect(const std::string& version = "1.1.0") {
  return schemas::load_dialect("wes", version).value();
}

inline core::Result<Scenario> read_scenario(const std::string& name, const std::string& text,
                                            const schemas::Dialect& dialect) {
  const auto found = find_scenario(name, text);
  if (!found) return found.error();
  const auto document = core::load_document(found->name, found->text);
  if (!document) return document.error();
  return load_scenario(*document, dialect);
}

// A site on a virtual clock, and a client of it that has no wire.
class Bench {
 public:
  explicit Bench(Options options = {}) {
    options.clock = clock;
    site = make_site(options).value();
  }

  core::Response send(core::Request request) {
    request.headers.set("Host", "mock.test:8080");
    if (!authorization.empty()) request.headers.set("Authorization", authorization);
    return site->handle(request).response;
  }
  core::Response get(const std::string& path) {
    return send({.method = "GET", .target = site->base_path() + path});
  }
  json read(const std::string& path) { return json::parse(get(path).body); }

  core::Response post(const std::string& path, const Form& form = {}) {
    return send({.method = "POST",
                 .target = site->base_path() + path,
                 .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
                 .body = core::encode_query(form)});
  }
  std::string submit(const std::string& url = "https://flows.example/echo.cwl") {
    return json::parse(post("/runs", sound_form(url)).body).value("run_id", "");
  }
  std::string state(const std::string& id) { return read("/runs/" + id + "/status").value("state", ""); }

  static Form sound_form(const std::string& url = "https://flows.example/echo.cwl") {
    return {{"workflow_url", url},
            {"workflow_type", "CWL"},
            {"workflow_type_version", "v1.2"},
            {"workflow_params", "{}"}};
  }

  std::shared_ptr<core::VirtualClock> clock = std::make_shared<core::VirtualClock>(noon());
  std::shared_ptr<Site> site;
  std::string authorization;
};

inline Options with_defect(const std::string& id) {
  Options options;
  options.defects = {id};
  return options;
}

inline Options two_users(AuthOptions::Kind kind = AuthOptions::Kind::bearer) {
  Options options;
  options.auth = {
      .kind = kind, .header_name = "X-Token", .users = {{"ann", "secret-a"}, {"bob", "secret-b"}}};
  return options;
}

}  // namespace assay::mock
