// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

namespace assay::cli {

// What a help page has around its options. Every text is a whole sentence, and every example a whole command
// line.
struct Page {
  std::string usage;  // "wes-assay check URL [options]"
  std::string says;
  std::vector<std::string> examples;
  std::string after;                                          // exit codes, and where to read on
  std::vector<std::pair<std::string, std::string>> commands;  // name and sentence, of a verb that has some
};

// A command line with its help page.
class Command : public CLI::App {
 public:
  Command(const std::string& name, Page page);
  const Page& page() const { return page_; }

 private:
  Page page_;
};

// Options that are added from here on stand under this heading of the help page.
void section(CLI::App& app, const std::string& heading);
// Shown by --help-all only.
CLI::Option* rare(CLI::Option* option);
bool is_rare(const CLI::Option& option);
// May come many times, each with one value; the next word may be a positional argument.
CLI::Option* many(CLI::Option* option);

// `value` names what follows the option: FILE, N, URL. `says` is a sentence; a default that was captured is
// added to it.
template <class T>
CLI::Option* add(CLI::App& app, const std::string& names, const char* value, T& variable, std::string says) {
  return app.add_option(names, variable, std::move(says))->type_name(value);
}

// What an option looks like to a user.
std::string value_name(const CLI::Option& option);  // "" of a flag
std::string sentence_of(const CLI::Option& option);
std::string shown_name(const CLI::Option& option);  // "-q, --quiet", "URL"; old names are not shown

// The page in at most 80 columns; `all` with the rare options.
std::string help_text(const Command& app, bool all);

}  // namespace assay::cli
