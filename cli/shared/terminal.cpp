// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>

#include "cli/shared/command.hpp"
#include "cli/shared/values.hpp"

namespace assay::cli {
namespace {

bool is_set(const char* variable) { return variable && *variable; }

bool is_dumb(const char* term) { return term && std::string_view(term) == "dumb"; }

}  // namespace

void add_output_options(CLI::App& app, OutputFlags& flags) {
  app.add_flag("-q,--quiet", flags.quiet, "Print the verdict only.");
  app.add_flag("-v,--verbose", flags.verbose, "Show what held, too.");
  rare(add(app, "--color", "WHEN", flags.colour,
           "Use colours: auto (on a terminal), always or never. NO_COLOR and CLICOLOR_FORCE are obeyed.")
           ->check(one_of({"auto", "always", "never"}))
           ->capture_default_str());
}

// no-color.org: set, and not empty. CLICOLOR_FORCE: set, and not 0.
bool wants_colour(std::string_view choice, const Surroundings& here) {
  if (choice == "always") return true;
  if (choice == "never" || is_set(here.no_color)) return false;
  if (is_set(here.clicolor_force) && std::string_view(here.clicolor_force) != "0") return true;
  return here.is_terminal && !is_dumb(here.term);
}

bool wants_colour(std::string_view choice, std::FILE* to) {
  return wants_colour(choice, {std::getenv("NO_COLOR"), std::getenv("CLICOLOR_FORCE"), std::getenv("TERM"),
                               isatty(fileno(to)) == 1});
}

bool is_live(std::FILE* to) { return isatty(fileno(to)) == 1 && !is_dumb(std::getenv("TERM")); }

std::size_t width_of(std::FILE* to) {
  winsize size = {};
  return isatty(fileno(to)) == 1 && ioctl(fileno(to), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

}  // namespace assay::cli
