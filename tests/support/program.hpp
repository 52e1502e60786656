// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <sys/types.h>
#include <string>
#include <vector>

namespace assay::tests {

struct Outcome {
  int code = -1;  // of exit; 128 + n for signal n
  std::string out;
  std::string err;
};

// Runs wes-assay with these arguments, as a user would. `environment` adds variables ("NAME=value").
Outcome run_program(std::vector<std::string> arguments, const std::vector<std::string>& environment = {});
// Runs a line in /bin/sh.
Outcome run_shell(const std::string& line);

// `wes-assay mock --port 0 ...` as a process of its own; ends with the object.
class MockProcess {
 public:
  // What it says on stderr goes to the file `log`.
  explicit MockProcess(std::vector<std::string> arguments = {}, const std::string& log = "/dev/null");
  ~MockProcess();
  const std::string& url() const { return url_; }
  const std::string& control_url() const { return control_url_; }  // with --control
  pid_t process() const { return child_; }

 private:
  pid_t child_ = -1;
  std::string url_;
  std::string control_url_;
};

// A folder of its own below the system's temporary folder; removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const;

 private:
  std::string path_;
};

}  // namespace assay::tests
