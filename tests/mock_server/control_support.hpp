// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "core/paced_clock.hpp"
#include "mock_server/control/control.hpp"
#include "schemas/openapi.hpp"
#include "tests/mock_server/site_support.hpp"
#include "tests/support/paths.hpp"

namespace assay::mock {

inline const std::string control_token = "a-token-of-the-test";

inline std::shared_ptr<const schemas::OpenApi> control_document() {
  static const auto document =
      schemas::OpenApi::load_file(tests::source_path("mock_server/control/openapi.yaml")).value();
  return document;
}

// A mock on a clock that stands, and its control API without sockets. Every answer is held to the document.
class ControlBench {
 public:
  explicit ControlBench(Options options = {}) {
    if (!options.clock) options.clock = clock;
    if (options.journal == 0) options.journal = 100;
    site = make_site(options).value();
    control = std::make_unique<Control>(*site, "http://127.0.0.1:8080", Guard(control_token, 4242, {"mock"}));
  }

  core::Request request(const std::string& method, const std::string& path, const std::string& body = {}) {
    core::Request made{.method = method,
                       .target = "/control/v1" + path,
                       .headers = {{"Host", "127.0.0.1:4242"}, {"Authorization", "Bearer " + control_token}},
                       .body = body};
    if (!body.empty()) made.headers.add("Content-Type", "application/json");
    return made;
  }
  core::Response send(const core::Request& sent) {
    const auto answer = control->handle(sent).response;
    hold(sent, answer);
    return answer;
  }
  core::Response send(const std::string& method, const std::string& path, const std::string& body = {}) {
    return send(request(method, path, body));
  }
  json get(const std::string& path) { return json::parse(send("GET", path).body); }

  // The document must list the status, and its schema must hold.
  void hold(const core::Request& sent, const core::Response& answer) {
    const auto path = sent.target.substr(0, sent.target.find('?')).substr(std::string("/control/v1").size());
    const schemas::OpenApi::Operation* operation = nullptr;
    for (const auto& each : control_document()->operations()) {
      const auto open = each.path.find('{');
      const bool same = open == std::string::npos
                            ? each.path == path
                            : path.starts_with(each.path.substr(0, open)) && path.size() > open;
      if (each.method == sent.method && same) operation = &each;
    }
    if (!operation) return;
    const auto type = std::string(answer.headers.get("Content-Type").value_or(""));
    const auto listed =
        std::any_of(operation->bodies.begin(), operation->bodies.end(), [&](const auto& body) {
          return body.status == answer.status && body.media_type == core::media_type(type);
        });
    EXPECT_TRUE(listed) << operation->id << " answers " << answer.status << " " << type;
    seen.insert({operation->id, answer.status});
    if (core::media_type(type) != "application/json") return;
    for (const auto& violation :
         control_document()->check(operation->id, answer.status, type, json::parse(answer.body)))
      ADD_FAILURE() << operation->id << " " << answer.status << ": " << violation.instance << " is "
                    << violation.actual << ", not " << violation.expected;
  }

  // A client of the mock itself.
  core::Response wes(const std::string& method, const std::string& path, const std::string& form = {}) {
    core::Request made{.method = method, .target = site->base_path() + path, .headers = {{"Host", "mock"}}};
    made.headers.add("User-Agent", "a test");
    if (!form.empty()) made.headers.add("Content-Type", "application/x-www-form-urlencoded");
    made.body = form;
    return site->handle(made).response;
  }
  std::string submit() {
    const auto form = core::encode_query(Bench::sound_form());
    return json::parse(wes("POST", "/runs", form).body).at("run_id");
  }

  std::shared_ptr<core::PacedClock> clock = std::make_shared<core::PacedClock>(noon());
  std::shared_ptr<Site> site;
  std::unique_ptr<Control> control;
  std::set<std::pair<std::string, int>> seen;  // operations and statuses
};

}  // namespace assay::mock
