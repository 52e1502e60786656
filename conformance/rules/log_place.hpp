// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string_view>

namespace assay::conformance {

// What stands in stdout or stderr of a log, where the URL of a text belongs.
enum class LogPlace {
  empty,
  absolute,  // "https://host/path", "s3://bucket/key"
  relative,  // "../logs/stdout": a reference that a client can resolve
  path,      // "/home/wes/run/stdout.txt", "C:\run\out"
  text,      // the log itself, or a word
};
LogPlace log_place(std::string_view text);
std::string_view name(LogPlace place);  // "a relative reference"

}  // namespace assay::conformance
