// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/parse.hpp"
#include "cli/shared/say.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/shared/exit_codes.hpp"
#include "cli/shared/pages.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"

namespace assay::cli {
namespace {

const Look* looking = nullptr;

bool is_flag(const std::string& word) { return word.size() > 1 && word.front() == '-'; }

std::string flag_in(const std::string& word) { return word.substr(0, word.find('=')); }

bool knows(const CLI::App& app, const std::string& flag) { return app.get_option_no_throw(flag) != nullptr; }

std::string nearest_option(const CLI::App& app, const std::string& flag) {
  std::vector<std::string> known;
  for (const CLI::Option* option : app.get_options()) {
    if (!option->get_lnames().empty()) known.push_back("--" + option->get_lnames().front());
  }
  return core::closest(flag, known);
}

// A flag of another verb is no typing error.
std::string unknown_option(const CLI::App& app, const std::string& flag) {
  const std::string shown = core::printable(flag);
  const std::string owner = owner_of(flag);
  if (!owner.empty()) return fmt::format("{} is an option of `wes-assay {}`", shown, owner);
  const std::string near = nearest_option(app, flag);
  const std::string help = fmt::format("`{} --help` lists them", app.get_name());
  return fmt::format("there is no option {}{}", shown,
                     near.empty() ? "; " + help : ", did you mean " + near + "?");
}

std::string one_too_many(const CLI::App& app, const std::string& word) {
  std::vector<std::string> commands;
  if (const auto* page = dynamic_cast<const Command*>(&app)) {
    for (const auto& [name, says] : page->page().commands) commands.push_back(name);
  }
  const std::string near = core::closest(word, commands);
  const std::string shown = core::printable(word);
  return near.empty() ? fmt::format("'{}' is one argument too many; `{} --help` shows the usage", shown,
                                    app.get_name())
                      : fmt::format("there is no '{}', did you mean '{}'?", shown, near);
}

// CLI11 begins with the name of the option: "--bundle: 1 required FOLDER missing", "URL is required".
std::string name_in(const std::string& text) { return text.substr(0, text.find_first_of(": ")); }

std::string two_options(const std::string& text, const char* between, const char* ours) {
  const std::size_t at = text.find(between);
  if (at == text.npos) return text;
  return text.substr(0, at) + ours + text.substr(at + std::string_view(between).size());
}

std::string mismatch(const CLI::App& app, const std::string& text) {
  const std::string name = name_in(text);
  const CLI::Option* option = app.get_option_no_throw(name);
  if (!option) return text;
  if (option->get_items_expected_max() == 0) return name + " takes no value";
  if (text.find("At Most") != text.npos) return name + " may be given only once";
  if (option->get_lnames().empty())
    return fmt::format("{} needs at least {} values", name, option->get_items_expected_min());
  return fmt::format("{} needs a value: {}", name, value_name(*option));
}

}  // namespace

void look_at_options(const std::function<void()>& run, const Look& look) {
  const Look* const before = std::exchange(looking, &look);
  const auto stop = [before](const Look*) { looking = before; };
  const std::unique_ptr<const Look, decltype(stop)> guard(&look, stop);
  run();
}

std::string in_our_words(const CLI::App& app, const CLI::ParseError& mistake, const Arguments& given) {
  const std::string text = core::printable(mistake.what());
  if (dynamic_cast<const CLI::ExtrasError*>(&mistake)) {
    for (const std::string& word : given) {
      if (is_flag(word) && !knows(app, flag_in(word))) return unknown_option(app, flag_in(word));
    }
    const std::vector<std::string> left = app.remaining();
    return left.empty() ? text : one_too_many(app, left.front());
  }
  if (dynamic_cast<const CLI::RequiredError*>(&mistake))
    return fmt::format("{} is missing; `{} --help` shows the usage", name_in(text), app.get_name());
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&mistake)) return mismatch(app, text);
  if (dynamic_cast<const CLI::ExcludesError*>(&mistake))
    return two_options(text, " excludes ", " cannot be used together with ");
  if (dynamic_cast<const CLI::RequiresError*>(&mistake)) return two_options(text, " requires ", " needs ");
  return text;
}

std::optional<int> parse(Command& app, Arguments arguments) {
  if (looking) {
    (*looking)(app);
    return exit_ok;
  }
  const Arguments given = arguments;
  const auto is_asked = [&](const char* flag) {
    return std::find(given.begin(), given.end(), flag) != given.end();
  };
  if (is_asked("--help") || is_asked("-h") || is_asked("--help-all")) {
    to_stdout("{}", help_text(app, is_asked("--help-all")));
    return exit_ok;
  }
  std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
  try {
    app.parse(std::move(arguments));
    return std::nullopt;
  } catch (const CLI::ParseError& mistake) {
    say("{}: {}\n", app.get_name(), in_our_words(app, mistake, given));
    return exit_usage;
  }
}

int parse_commands(Command& app, Arguments arguments) {
  if (arguments.empty() && !looking) {
    say("{}", help_text(app, false));
    return exit_usage;
  }
  const std::optional<int> done = parse(app, std::move(arguments));
  return done.value_or(exit_usage);
}

}  // namespace assay::cli
