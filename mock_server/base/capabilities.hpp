// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"

namespace assay::mock {

// What a mock says in service-info that it can run, and holds submissions to.
struct Capabilities {
  struct Named {
    std::string name;
    std::vector<std::string> versions;
  };
  struct Parameter {
    std::string name;
    std::string type;
    std::string value;
  };
  std::vector<Named> workflow_types;
  std::vector<Named> engines;
  std::vector<std::string> filesystem_protocols;  // also the schemes that a workflow_url may have
  std::vector<Parameter> engine_parameters;
};

const Capabilities& capabilities();  // of a mock whose persona and scenario say nothing else

// No engine runs here, so only the words that every file of a language has are asked for. Files of a type
// that is not known by name are taken for workflows.
bool is_workflow(std::string_view workflow_type, std::string_view text);

// Nothing is known by that name: nullptr.
const Capabilities::Named* find(const std::vector<Capabilities::Named>& list, std::string_view name);

// "{CWL: [v1.0], WDL: ['1.0']}" under the key `what`; throws core::BadInput where a name has no version.
std::vector<Capabilities::Named> read_named(const core::Fields& owner, const core::Node& node,
                                            std::string_view what);

}  // namespace assay::mock
