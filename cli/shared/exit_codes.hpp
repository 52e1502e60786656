// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace assay::cli {

// docs/verdicts.md tells what each one means. reports::exit_code gives those of a finished run.
enum ExitCode {
  exit_ok = 0,
  exit_broken = 1,
  exit_usage = 2,
  exit_incomplete = 3,
  exit_own_fault = 4,
  exit_policy = 5,
  exit_interrupted = 130,
};

}  // namespace assay::cli
