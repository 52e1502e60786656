// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/wrap.hpp"

namespace assay::cli {
namespace {

constexpr std::size_t page_width = 80;
constexpr std::size_t says_column = 25;
constexpr std::size_t least_commands_column = 14;
constexpr char rare_mark = '+';

std::string heading_of(const CLI::Option& option) {
  std::string group = option.get_group();
  if (is_rare(option)) group.pop_back();
  return group;
}

void add_lines(std::string& text, const std::string& first, const std::string& says, std::size_t column) {
  std::string line = first;
  if (line.size() + 2 > column) {
    text += line + "\n";
    line.clear();
  }
  for (const std::string& part : core::wrapped(says, page_width - column)) {
    text += fmt::format("{:<{}}{}\n", std::exchange(line, ""), column, part);
  }
}

std::string options_text(const Command& app, bool all) {
  std::vector<std::string> headings;
  const auto options = app.get_options();
  const auto is_shown = [&](const CLI::Option* option) { return all || !is_rare(*option); };
  for (const CLI::Option* option : options) {
    const std::string heading = heading_of(*option);
    if (is_shown(option) && std::find(headings.begin(), headings.end(), heading) == headings.end())
      headings.push_back(heading);
  }
  std::string text;
  for (const std::string& heading : headings) {
    text += heading + ":\n";
    for (const CLI::Option* option : options) {
      if (!is_shown(option) || heading_of(*option) != heading) continue;
      const std::string value = value_name(*option);
      const std::string first = "  " + shown_name(*option) + (value.empty() ? "" : " " + value);
      add_lines(text, first, sentence_of(*option), says_column);
    }
  }
  return text;
}

}  // namespace

Command::Command(const std::string& name, Page page) : CLI::App("", name), page_(std::move(page)) {
  set_help_flag();
  section(*this, "Options");
}

void section(CLI::App& app, const std::string& heading) { app.option_defaults()->group(heading); }

CLI::Option* rare(CLI::Option* option) {
  option->group(option->get_group() + rare_mark);
  return option;
}

bool is_rare(const CLI::Option& option) { return option.get_group().ends_with(rare_mark); }

CLI::Option* many(CLI::Option* option) {
  return option->expected(1)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

std::string value_name(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0 || option.get_lnames().empty()) return "";
  const std::string type = option.get_type_name();  // "FORMAT:{text,json}"
  return type.substr(0, type.find(':'));
}

std::string sentence_of(const CLI::Option& option) {
  const std::string preset = option.get_default_str();
  const std::string says = option.get_description();
  const bool says_it = preset.empty() || says.find("efault") != says.npos;
  return says + (says_it ? "" : " Default: " + preset + ".");
}

std::string shown_name(const CLI::Option& option) {
  if (option.get_lnames().empty()) return option.get_name(true);
  const std::string name = "--" + option.get_lnames().front();
  return option.get_snames().empty() ? name : "-" + option.get_snames().front() + ", " + name;
}

std::string help_text(const Command& app, bool all) {
  const Page& page = app.page();
  std::string text = "Usage: " + page.usage + "\n";
  for (const std::string& line : core::wrapped(page.says, page_width)) text += line + "\n";
  text += "\nExamples:\n";
  for (const std::string& example : page.examples) text += "  " + example + "\n";
  text += "\n";
  if (!page.commands.empty()) {
    text += "Commands:\n";
    std::size_t column = least_commands_column;
    for (const auto& [name, says] : page.commands) column = std::max(column, name.size() + 4);
    for (const auto& [name, says] : page.commands) add_lines(text, "  " + name, says, column);
  }
  text += options_text(app, all);
  const auto options = app.get_options();
  const bool more = !all && std::any_of(options.begin(), options.end(),
                                        [](const CLI::Option* option) { return is_rare(*option); });
  const std::string last = page.after + (more ? " More options: " + app.get_name() + " --help-all." : "");
  if (!last.empty()) text += "\n";
  for (const std::string& line : core::wrapped(last, page_width)) text += line + "\n";
  return text;
}

}  // namespace assay::cli
