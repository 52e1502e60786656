// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace assay::conformance {

// What to run on the server under test, as a form that it should accept.
struct Workload {
  std::string name;  // "quick", "slow", "failing", "tasks"
  std::string workflow_type;
  std::string workflow_type_version;
  std::string workflow_url;
  std::string workflow_params = "{}";  // JSON text
  struct File {
    std::string name;
    std::string text;
  };
  std::vector<File> attachments;
  std::string body = {};  // JSON object, whose members win over those of the dialect's submission
};

// A language in which workloads are shipped: workloads/<folder>/workload.yaml, which workloads/README.md
// explains.
struct Language {
  std::string name;                // "Nextflow"
  std::vector<std::string> types;  // spellings, whatever the letters; the first where a server declares none
  std::vector<std::string> versions;  // patterns of what the files are written in, the preferred first
  std::string default_version;
  std::string version_line;  // the rest of the line that starts so is the version; "" where files have none
  std::vector<Workload> workloads;  // without type and version
};
const std::vector<Language>& shipped_languages();  // the preferred first
// The language of a workflow_type, whatever its letters; nullptr where nothing is shipped.
const Language* language_of(std::string_view workflow_type);

// The shipped workloads in the language that a server speaks.
struct WorkloadChoice {
  std::string workflow_type;  // as the server, or the target file, spells it
  std::string workflow_type_version;
  std::string reason;               // "service-info declares it"
  std::vector<Workload> workloads;  // quick, slow, failing, tasks
};
// The target file's word (`type`, `version`; "" leaves it open) comes first; then the preferred language that
// service-info declares in a version the files are written in. Shapes that break the rules (an array in place
// of the object) are read all the same: another check judges them. `type` is empty or of a shipped language.
WorkloadChoice choose_workloads(const nlohmann::json* service_info, const std::string& type,
                                const std::string& version);

}  // namespace assay::conformance
