// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace assay::mock {

// An answer that does not keep the schema of its version although nothing told the mock to break it: a lie by
// accident, and a bug of the mock (or of the data it was given).
struct Accident {
  std::string operation;  // "GetRunLog"; "" where the mock failed before it knew
  int status = 0;
  std::string pointer;  // into the body: "/runs/0/state"; "" is the whole
  std::string what;     // "is 3 where the schema asks for string"
};
std::string accident_line(const Accident& accident);  // "GetRunLog 200 /state: is 3 where..."

// Called with each of them while the answer waits.
using AccidentLog = std::function<void(const Accident&)>;

// Answers that were held to the schema.
struct Judged {
  std::uint64_t answers = 0;
  std::uint64_t as_told = 0;    // that break it because a defect, a persona or an invalid request says so
  std::uint64_t accidents = 0;  // that break it, and nothing says so
};

}  // namespace assay::mock
