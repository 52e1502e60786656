// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "mock_server/defects/defect.hpp"
#include "schemas/dialect.hpp"

namespace assay::cli {

// What the matrix is of: null is WES, a clean run in each version and each defect in its own.
using Spoken = std::shared_ptr<const schemas::Dialect>;

// The suite against the clean mock: every judgement must be pass, info or a reasoned not_applicable.
struct CleanRun {
  std::string name;                  // "WES 1.1.0, two users"
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

std::vector<CleanRun> run_clean(const Spoken& dialect = {});
DefectRun run_defect(const mock::Defect& defect, const Spoken& dialect = {});
// The defects that break a row of the dialect.
std::vector<const mock::Defect*> defects_against(const Spoken& dialect = {});
// `only` is a glob over defect ids.
KillMatrix make_kill_matrix(const std::string& only, int threads, const Spoken& dialect = {});

}  // namespace assay::cli
