// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/document.hpp"
#include "core/result.hpp"
#include "mock_server/base/behaviour.hpp"
#include "mock_server/base/capabilities.hpp"
#include "mock_server/setup/options.hpp"

namespace assay::mock {

// A known server, imitated: a bundle of choices about a mock, from mock_server/personas/<name>.yaml. Where
// the imitated server deviates from the specification there is a defect for it; what is legal and only
// unusual is a switch of `habits`.
struct Persona {
  std::string name;       // "toil"
  std::string says;       // one sentence for a list
  std::string imitates;   // product and version
  std::string certainty;  // "observed" on the wire, or read in the "source"
  std::string wes_version = "1.1.0";
  std::string base_path = "/ga4gh/wes/v1";  // "" for the root
  std::string scenario = "default";
  std::string scenario_text = {};  // wins over `scenario`
  AuthOptions auth = {};           // with the users alice and bob, where the server asks for credentials
  std::vector<std::string> defects = {};
  Behaviour habits = {};
  Capabilities capabilities = mock::capabilities();
  // Members of service-info: JSON text in place of the mock's own, "" where the server has none.
  std::vector<std::pair<std::string, std::string>> service_info = {};
};

// The error stands at file:line:column.
core::Result<Persona> load_persona(const core::Document& document);
// A shipped name or a path; "" is the mock itself.
core::Result<Persona> find_persona(const std::string& name);
std::vector<std::string> shipped_personas();

// What `options` leaves open is filled in from its persona; without one, from the mock's own. The defects of
// both are there.
core::Result<Options> with_persona(Options options);
// Of such options: with the base path of the persona, where there is one.
core::Result<std::shared_ptr<const schemas::Dialect>> dialect_of(const Options& settled);

}  // namespace assay::mock
