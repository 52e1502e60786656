// SPDX-License-Identifier: Apache-2.0
#include "cli/shared/pages.hpp"

#include <algorithm>
#include <utility>

namespace assay::cli {
namespace {

ShownOption shown(const CLI::Option& option) {
  ShownOption one;
  for (const std::string& name : option.get_lnames()) one.names.push_back("--" + name);
  for (const std::string& name : option.get_snames()) one.names.push_back("-" + name);
  if (one.names.empty()) one.names.push_back(option.get_name(true));
  one.value = value_name(option);
  one.says = sentence_of(option);
  one.rare = is_rare(option);
  return one;
}

bool has(const ShownPage& page, const std::string& flag) {
  return std::any_of(page.options.begin(), page.options.end(), [&](const ShownOption& option) {
    return std::find(option.names.begin(), option.names.end(), flag) != option.names.end();
  });
}

}  // namespace

ShownPage shown_page(const Command& app) {
  constexpr std::string_view program = "wes-assay ";
  const Page& page = app.page();
  ShownPage one{
      app.get_name().substr(program.size()), page.usage, page.says, page.after, page.examples, {}, {}, {}};
  for (const CLI::Option* option : app.get_options()) one.options.push_back(shown(*option));
  one.text = help_text(app, false);
  one.all_text = help_text(app, true);
  return one;
}

std::string owner_of(const std::string& flag) {
  for (const ShownPage& page : all_pages()) {
    if (has(page, flag)) return page.name;
  }
  return "";
}

}  // namespace assay::cli
