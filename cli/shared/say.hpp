// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

namespace assay::cli {

// All output of the verbs goes through these two. Neither throws: a terminal that is gone, or a disk that is
// full, ends no run and leaves none alive.

// To stderr, for a person. What cannot be written is dropped.
void say_text(std::string_view text);
// To stdout: what was asked for. The first failure is kept, and decides the exit code in the end.
void to_stdout_text(std::string_view text);
void flush_output();

template <class... T>
void say(fmt::format_string<T...> format, T&&... values) {
  say_text(fmt::format(format, std::forward<T>(values)...));
}
template <class... T>
void to_stdout(fmt::format_string<T...> format, T&&... values) {
  to_stdout_text(fmt::format(format, std::forward<T>(values)...));
}

// Something that was asked for could not be written: one sentence on stderr, and exit_with() gives no 0 any
// more.
void output_failed(std::string_view what);
// The exit code of the program: `code`, or exit_incomplete where that is 0 and some output is missing.
int exit_with(int code);

// Before anything else: a closed stdin, stdout or stderr must not become the number of a file or a socket,
// and a reader that went away must not end the program by a signal.
void guard_output();

}  // namespace assay::cli
