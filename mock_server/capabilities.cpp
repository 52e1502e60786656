// SPDX-License-Identifier: Apache-2.0
#include "mock_server/capabilities.hpp"

namespace assay::mock {

const Capabilities& capabilities() {
  static const Capabilities table{
      .workflow_types = {{"CWL", {"v1.0", "v1.1", "v1.2"}},
                         {"WDL", {"1.0"}},
                         {"NFL", {"DSL2", "1.0"}},
                         {"SMK", {"7.32", "1.0"}}},
      .engines = {{"cwltool", {"3.1.20240708091337", "3.1.20230213100550"}},
                  {"cromwell", {"87", "86"}},
                  {"nextflow", {"24.10.0"}},
                  {"snakemake", {"7.32.4"}}},
      .filesystem_protocols = {"http", "https", "s3", "gs"},
      .engine_parameters = {{"max_memory_gb", "float", "2.5"}, {"max_retries", "int", "0"}},
  };
  return table;
}

}  // namespace assay::mock
