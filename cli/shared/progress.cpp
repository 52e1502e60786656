// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/progress.hpp"

#include <unistd.h>

#include "cli/shared/say.hpp"

namespace assay::cli {

ProgressLine::ProgressLine() : terminal_(isatty(STDERR_FILENO) == 1) {}

void ProgressLine::show(const conformance::Progress& progress) {
  if (terminal_) {
    say("\r\x1b[K[{}/{}] {} requests  {}", progress.done, progress.total, progress.requests, progress.check);
  } else if (progress.ended) {
    say("[{}/{}] {} {}\n", progress.done, progress.total, reports::name(progress.worst), progress.check);
  }
}

void ProgressLine::clear() {
  if (terminal_) say("\r\x1b[K");
}

}  // namespace assay::cli
