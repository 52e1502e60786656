// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "conformance/runner/runner.hpp"

namespace assay::cli {

// On stderr: one line that is rewritten on a terminal; elsewhere a line for each check that has ended.
class ProgressLine {
 public:
  ProgressLine();
  void show(const conformance::Progress& progress);
  void clear();

 private:
  bool terminal_;
};

}  // namespace assay::cli
