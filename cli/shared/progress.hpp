// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdio>

#include "conformance/runner/runner.hpp"

namespace assay::cli {

// One line that is rewritten on a terminal; elsewhere a line for each check that has ended.
class ProgressLine {
 public:
  explicit ProgressLine(std::FILE* to);
  void show(const conformance::Progress& progress);
  void clear();

 private:
  std::FILE* to_;
  bool terminal_;
};

}  // namespace assay::cli
