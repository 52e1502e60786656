// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "cli/shared/command.hpp"

// The help pages of all verbs as data, for suggestions and lints.
namespace assay::cli {

struct ShownOption {
  std::vector<std::string> names;  // the first is the one that is shown; the others are short or old ones
  std::string value, says;
  bool rare = false;
};

struct ShownPage {
  std::string name;  // "bench merge"
  std::string usage, says, after;
  std::vector<std::string> examples;
  std::vector<ShownOption> options;
  std::string text, all_text;  // of --help and --help-all
};

// Of each verb and each of its commands; made beside the table of verbs.
std::vector<ShownPage> all_pages();
ShownPage shown_page(const Command& app);

// The verb, or verb and command, that has this flag; "" if none has it.
std::string owner_of(const std::string& flag);

}  // namespace assay::cli
