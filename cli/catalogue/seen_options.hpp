// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace assay::cli {

// The options of every verb as the verbs themselves add them, for the man page and the completions.
struct SeenOption {
  std::vector<std::string> flags;  // "--report", "-h"; for what stands by its place its name: "URL"
  std::string says;
  std::string value;                 // "TEXT", "INT"; "" where it takes none
  std::string standard;              // its default; may be empty
  std::vector<std::string> choices;  // all that it may be; empty where that is open
  bool by_place = false;
};

struct SeenVerb {
  std::string name = {};     // "check", "mock record"
  std::string says = {};     // one line
  std::string example = {};  // a command line; may be empty
  std::string about = {};    // more text; may be empty
  std::vector<SeenOption> options = {};
};

// All verbs, each followed by its own verbs.
std::vector<SeenVerb> seen_verbs();

}  // namespace assay::cli
