// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <string>
#include <vector>

#include "mock_server/defects/defect.hpp"

namespace assay::cli {

// The suite against the clean mock: every judgement must be pass, info or a reasoned not_applicable.
struct CleanRun {
  std::string name;                  // "1.1.0, two users"
  std::vector<std::string> trouble;  // what was not
  double seconds = 0;
};

// The suite against one defect.
struct DefectRun {
  const mock::Defect* defect;
  std::vector<std::string> tripped;  // requirements that were fail or warn
  std::vector<std::string> killed;   // checks that said so
  std::vector<std::string>
      trouble;  // a named requirement that was not tripped, an unlisted one that was, an error
};

struct KillMatrix {
  std::vector<CleanRun> clean;
  std::vector<DefectRun> defects;
  std::map<std::string, std::vector<std::string>>
      killers;  // of each check; complete only when all defects ran
  bool all_defects = true;
  int trouble() const;  // lines of trouble, and checks that nothing killed
};

std::vector<CleanRun> run_clean();
DefectRun run_defect(const mock::Defect& defect);
// `only` is a glob over defect ids.
KillMatrix make_kill_matrix(const std::string& only, int threads);

}  // namespace assay::cli
