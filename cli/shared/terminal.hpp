// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <CLI/CLI.hpp>
#include <cstdio>
#include <string>
#include <string_view>

// What is shown where: results on stdout, progress and diagnostics on stderr, colours and widths by the
// terminal.
namespace assay::cli {

struct OutputFlags {
  std::string colour = "auto";
  bool quiet = false, verbose = false;
};

// --color, -q and -v.
void add_output_options(CLI::App& app, OutputFlags& flags);

// The rules of --color; the variables as they are in the environment, null where they are not set.
struct Surroundings {
  const char *no_color, *clicolor_force, *term;
  bool is_terminal;
};
bool wants_colour(std::string_view choice, const Surroundings& here);
bool wants_colour(std::string_view choice, std::FILE* to);

// Whether cursor movements mean something there.
bool is_live(std::FILE* to);
// 0 where it is no terminal.
std::size_t width_of(std::FILE* to);

}  // namespace assay::cli
