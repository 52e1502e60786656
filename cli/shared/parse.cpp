// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/shared/exit_codes.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

const Look* looking = nullptr;

// The option that a mistyped word was meant to be.
std::string nearest_option(const CLI::App& app, const Arguments& arguments) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) known.push_back("--" + name);
  }
  for (const std::string& word : arguments) {
    const std::string flag = word.substr(0, word.find('='));
    if (flag.rfind("--", 0) != 0 || std::find(known.begin(), known.end(), flag) != known.end()) continue;
    const std::string near = core::closest(flag, known);
    return near.empty() ? "" : ", did you mean " + near + "?";
  }
  return "";
}

}  // namespace

void look_at_options(const std::function<void()>& run, const Look& look) {
  looking = &look;
  const auto stop = [](const Look*) { looking = nullptr; };
  const std::unique_ptr<const Look, decltype(stop)> guard(&look, stop);
  run();
}

std::optional<int> parse(CLI::App& app, Arguments arguments) {
  if (looking) {
    (*looking)(app);
    return exit_ok;
  }
  const Arguments given = arguments;
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(std::move(arguments));
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    to_stdout("{}", app.help());
    return exit_ok;
  } catch (const CLI::ParseError& mistake) {
    say("{}: {}{}\n", app.get_name(), core::printable(mistake.what()), nearest_option(app, given));
    return exit_usage;
  }
}

}  // namespace assay::cli
