// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/say.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "cli/shared/exit_codes.hpp"

namespace assay::cli {
namespace {

std::atomic<int> stdout_errno = 0;  // of the first failure
std::atomic<bool> output_is_missing = false;

void keep_errno() {
  int none = 0;
  stdout_errno.compare_exchange_strong(none, errno != 0 ? errno : EIO);
}

}  // namespace

void say_text(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::clearerr(stderr);
}

void to_stdout_text(std::string_view text) {
  errno = 0;
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) keep_errno();
}

void flush_output() {
  errno = 0;
  if (std::fflush(stdout) != 0) keep_errno();
}

void output_failed(std::string_view what) {
  output_is_missing = true;
  say("wes-assay: {}\n", what);
}

int exit_with(int code) {
  flush_output();
  // A reader that has seen enough (`| head`) needs no sentence.
  if (const int number = stdout_errno; number != 0 && number != EPIPE)
    output_failed("stdout cannot be written: " + std::generic_category().message(number));
  const bool missing = output_is_missing || stdout_errno != 0;
  return code == exit_ok && missing ? exit_incomplete : code;
}

void guard_output() {
  // Open for reading only: what is written to it fails, as it did before.
  for (const int number : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(number, F_GETFD) < 0 && ::open("/dev/null", O_RDONLY) < 0) return;
  }
  ::signal(SIGPIPE, SIG_IGN);
}

}  // namespace assay::cli
