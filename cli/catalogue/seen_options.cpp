// SPDX-License-Identifier: Apache-2.0
#include "cli/catalogue/seen_options.hpp"

#include <algorithm>

#include "cli/shared/parse.hpp"
#include "cli/shared/verbs.hpp"

namespace assay::cli {
namespace {

std::vector<std::string> split_words(std::string_view text, char between) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(between), text.size());
    if (end > 0) words.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// CLI11 keeps what IsMember allows in the name of the type only: "TEXT:{text,json}".
void read_type(const std::string& type, SeenOption& seen) {
  const std::size_t colon = type.find(':');
  seen.value = type.substr(0, colon);
  if (colon == std::string::npos || type.back() != '}') return;
  const std::size_t open = type.find('{', colon);
  if (open != std::string::npos)
    seen.choices = split_words(std::string_view(type).substr(open + 1, type.size() - open - 2), ',');
}

SeenOption seen_option(const CLI::Option& option) {
  SeenOption seen;
  for (const std::string& name : option.get_snames()) seen.flags.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) seen.flags.push_back("--" + name);
  seen.by_place = seen.flags.empty();
  if (seen.by_place) seen.flags.push_back(option.get_name());
  seen.says = option.get_description();
  if (option.get_items_expected_max() > 0) read_type(option.get_type_name(), seen);
  seen.standard = option.get_default_str();
  return seen;
}

void add_app(const CLI::App& app, std::vector<SeenVerb>& verbs) {
  SeenVerb& verb = verbs.back();
  if (const auto* command = dynamic_cast<const Command*>(&app)) {
    verb.example = command->page().examples.front();
    verb.about = command->page().says;
  }
  for (const CLI::Option* option : app.get_options()) verb.options.push_back(seen_option(*option));
}

}  // namespace

std::vector<SeenVerb> seen_verbs() {
  std::vector<SeenVerb> verbs;
  const Look look = [&](const CLI::App& app) { add_app(app, verbs); };
  for (const Verb& verb : cli::verbs()) {
    verbs.push_back({.name = std::string(verb.name), .says = std::string(verb.says)});
    if (!verb.needs_verb) look_at_options([&] { verb.run({}); }, look);
    for (const std::string& below : split_words(verb.verbs, ' ')) {
      verbs.push_back({.name = std::string(verb.name) + " " + below});
      look_at_options([&] { verb.run({below}); }, look);
    }
  }
  return verbs;
}

}  // namespace assay::cli
