// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace assay::cli {

ProgressLine::ProgressLine(std::FILE* to) : to_(to), terminal_(isatty(fileno(to)) == 1) {}

void ProgressLine::show(const conformance::Progress& progress) {
  if (terminal_) {
    fmt::print(to_, "\r\x1b[K[{}/{}] {} requests  {}", progress.done, progress.total, progress.requests,
               progress.check);
  } else if (progress.ended) {
    fmt::print(to_, "[{}/{}] {} {}\n", progress.done, progress.total, reports::name(progress.worst),
               progress.check);
  }
  std::fflush(to_);
}

void ProgressLine::clear() {
  if (terminal_) fmt::print(to_, "\r\x1b[K");
}

}  // namespace assay::cli
