// SPDX-License-Identifier: Apache-2.0
#include "tests/support/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "core/files.hpp"
#include "tests/support/paths.hpp"

extern char** environ;

namespace assay::tests {
namespace {

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> list;
  for (std::string& word : words) list.push_back(word.data());
  list.push_back(nullptr);
  return list;
}

// stdout and stderr go to the two descriptors.
pid_t start(std::vector<std::string> arguments, const std::vector<std::string>& environment, int out,
            int err) {
  std::vector<std::string> variables = environment;
  for (char** at = environ; *at; ++at) variables.emplace_back(*at);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out, 1);
  posix_spawn_file_actions_adddup2(&actions, err, 2);
  pid_t child = -1;
  const int failed = posix_spawn(&child, arguments.front().c_str(), &actions, nullptr,
                                 pointers(arguments).data(), pointers(variables).data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed) throw std::runtime_error("cannot start " + arguments.front());
  return child;
}

int wait_for(pid_t child) {
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Outcome run(std::vector<std::string> arguments, const std::vector<std::string>& environment) {
  const TemporaryFolder folder;
  const int out = open(folder.file("out").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  const int err = open(folder.file("err").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
  Outcome outcome;
  outcome.code = wait_for(start(std::move(arguments), environment, out, err));
  close(out);
  close(err);
  outcome.out = core::read_file(folder.file("out")).value();
  outcome.err = core::read_file(folder.file("err")).value();
  return outcome;
}

}  // namespace

Outcome run_program(std::vector<std::string> arguments, const std::vector<std::string>& environment) {
  arguments.insert(arguments.begin(), program_path());
  return run(std::move(arguments), environment);
}

Outcome run_shell(const std::string& line) { return run({"/bin/sh", "-c", line}, {}); }

MockProcess::MockProcess(std::vector<std::string> arguments, const std::string& log) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  const bool control = std::find(arguments.begin(), arguments.end(), "--control") != arguments.end();
  arguments.insert(arguments.begin(), {program_path(), "mock", "--port", "0"});
  const int err = open(log.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  child_ = start(std::move(arguments), {}, ends[1], err);
  close(ends[1]);
  close(err);
  for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';) url_ += c;
  if (control) {
    for (char c = 0; read(ends[0], &c, 1) == 1 && c != '\n';) control_url_ += c;
  }
  close(ends[0]);
}

MockProcess::~MockProcess() {
  kill(child_, SIGTERM);
  wait_for(child_);
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "wes-assay-XXXXXX").string();
  if (!mkdtemp(pattern.data())) throw std::runtime_error("no temporary folder");
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

std::string TemporaryFolder::write(const std::string& name, const std::string& text) const {
  core::write_file(file(name), text).value();
  return file(name);
}

}  // namespace assay::tests
