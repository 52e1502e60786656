// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

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

const Capabilities& capabilities();  // of the mock without a persona

}  // namespace assay::mock
