// SPDX-License-Identifier: Apache-2.0
#include "conformance/client/command_output.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <thread>

extern "C" char** environ;

namespace assay::conformance {
namespace {

using core::Error;
using Steady = std::chrono::steady_clock;

struct Child {
  pid_t pid = -1;
  int output = -1;
  ~Child() {
    if (output >= 0) close(output);
    if (pid < 0) return;
    kill(-pid, SIGKILL);
    while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) continue;
  }
};

// 0, or an errno.
int start(const std::string& command, Child& child) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return errno;
  child.output = ends[0];
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, ends[1], 1);
  // A group of its own, so that its children can be killed with it.
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  posix_spawnattr_setpgroup(&attributes, 0);
  std::array<std::string, 3> words = {"sh", "-c", command};
  std::array<char*, 4> arguments = {words[0].data(), words[1].data(), words[2].data(), nullptr};
  const int failed = posix_spawn(&child.pid, "/bin/sh", &files, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  close(ends[1]);
  if (failed != 0) child.pid = -1;
  return failed;
}

int milliseconds_left(Steady::time_point until) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Steady::now()).count();
  return left > 0 ? static_cast<int>(left) : 0;
}

// The wait status; nothing when the time ran out.
std::optional<int> wait_for(Child& child, Steady::time_point until) {
  for (;;) {
    int status = 0;
    const pid_t ended = waitpid(child.pid, &status, WNOHANG);
    if (ended == child.pid) {
      child.pid = -1;
      return status;
    }
    if (milliseconds_left(until) == 0) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

}  // namespace

core::Result<std::string> first_line_of_command(const std::string& command, std::chrono::milliseconds time,
                                                std::size_t most_bytes) {
  const auto until = Steady::now() + time;
  const Error late{"the command did not end within " + std::to_string(time.count() / 1000) + " seconds"};
  Child child;
  if (const int failed = start(command, child)) {
    return Error{std::string("the command could not be started: ") + std::strerror(failed)};
  }
  std::string text;
  for (;;) {
    pollfd waiting = {child.output, POLLIN, 0};
    const int ready = poll(&waiting, 1, milliseconds_left(until));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return late;
    std::array<char, 4096> block;
    const ssize_t got = read(child.output, block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(got));
    if (text.size() > most_bytes)
      return Error{"the command wrote more than " + std::to_string(most_bytes) + " bytes"};
  }
  const std::optional<int> status = wait_for(child, until);
  if (!status) return late;
  if (!WIFEXITED(*status)) return Error{"the command was ended by a signal"};
  if (WEXITSTATUS(*status) != 0) {
    return Error{"the command ended with status " + std::to_string(WEXITSTATUS(*status))};
  }
  text.resize(std::min(text.find('\n'), text.size()));
  if (!text.empty() && text.back() == '\r') text.pop_back();
  return text;
}

}  // namespace assay::conformance
